import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeAt, findLecture } from '#db/events/lectures.ts'
import { policyAt } from '#db/policy/at.ts'
import { all, find, openSchool, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhang = () => school.member('张老师')
const chen = () => school.member('陈组长')
const zhao = () => school.member('赵主任')
const facts = (kind: string) =>
  school.db.selectFrom('fact').selectAll().where('kind', '=', kind).orderBy('id').execute()
async function codeOf(id: number): Promise<string> {
  const event = await findLecture(school.db, 'sample', id)
  if (!event) throw new Error('no lecture')
  const now = school.clock.now()
  return codeAt(event, now, await policyAt(school.db, 'sample', now))
}

let id: number

test('a lecture is announced, and nobody checks in before its time', async () => {
  const said = find(await li().says('/lecture 单元整体教学 今天 14:00 跨校 报告厅'), '单元整体教学')
  expect(said.text).toContain('11月23日 14:00')
  expect(said.text).toContain('跨校')
  id = Number(/讲座 #(\d+)/.exec(said.text)?.[1])
  expect(all(await wang().says(`/签到 ${await codeOf(id)}`))).toContain('签到码不对')
  expect(all(await wang().says(`/lecture ${id} 签到`))).toContain('只有主讲人')
})

test('the host’s code changes; the one before is taken for a moment, an older one is not', async () => {
  school.clock.to(new Date('2026-11-23T05:50:00Z'))
  const shown = find(await li().says(`/lecture ${id} 签到`), '签到码')
  expect(shown.chat).toBe(li().direct)
  const first = await codeOf(id)
  expect(shown.text).toContain(first)
  expect(all(await wang().says(`/签到 ${first}`))).toContain('已签到')
  expect(all(await wang().says(`/签到 ${first}`))).toContain('您已签到过')
  school.clock.advance(30_000)
  expect(all(await zhang().says(`/签到 ${first}`))).toContain('已签到')
  school.clock.advance(30_000)
  expect(all(await chen().says(`/签到 ${first}`))).toContain('签到码不对')
  expect(all(await li().says(`/签到 ${await codeOf(id)}`))).toContain('您是主讲人')
})

test('closing writes the facts of host and guests, once', async () => {
  const [receipt] = await li().uploads('三年级数学上册《周长》教案.docx', await lessonPlan('周长'))
  const number = receipt?.view.about?.resource
  expect(all(await li().says(`/lecture ${id} 资料 ${number}`))).toContain('附到')
  school.clock.to(new Date('2026-11-23T08:00:00Z'))
  const closed = all(await li().says(`/lecture ${id} 结束`))
  expect(closed).toContain('签到 2 人，资料 1 份')
  expect(closed).toContain('至少 5 人签到')
  expect(all(await li().says(`/lecture ${id} 结束`))).toContain('没有改动')
  const [hosted] = await facts('lecture.hosted')
  expect(hosted?.payload).toMatchObject({ level: 'cross_school', checked_in: 2, materials: true })
  expect(await facts('lecture.attended')).toHaveLength(2)
})

test('feedback is for those who were there, long enough, and once', async () => {
  const words =
    '情境从学生的生活里来，任务层层推进，学生有时间思考和表达；建议把最后一个环节再放慢一点，让更多学生说出自己的想法。'
  expect(all(await wang().says(`/feedback ${id} 很好`))).toContain('至少 50 字')
  expect(all(await chen().says(`/feedback ${id} ${words}`))).toContain('签到过')
  const given = await wang().says(`/feedback ${id} ${words}`)
  expect(find(given, '对「单元整体教学」的反馈').chat).toBe(li().direct)
  expect(all(await wang().says(`/feedback ${id} ${words}`))).toContain('写过反馈')
  expect(await facts('observation.feedback')).toHaveLength(1)
})

test('lessons at another school count when two different people have confirmed them', async () => {
  const entered = await wang().says('/teach 二中 昨天 2节 浮力')
  expect(all(entered)).toContain('两校确认后计分')
  expect(all(await wang().says('/teach 二中 昨天 2节 浮力'))).toContain('已经登记过')
  const ask = find(entered, '请确认跨校授课')
  expect(ask.chat).toBe(zhao().direct)
  expect(all(await zhao().presses(ask, '确认'))).toContain('还需要另一方确认')
  expect(all(await zhao().presses(ask, '确认'))).toContain('另一位管理员')
  expect(await facts('teaching.confirmed')).toHaveLength(0)
  await school.db.updateTable('member').set({ role: 'admin' }).where('name', '=', '陈组长').execute()
  const number = /#(\d+)/.exec(all(entered))?.[1]
  const done = await chen().says(`/teach 确认 ${number}`)
  expect(find(done, '跨校授课已确认').chat).toBe(wang().direct)
  const [fact] = await facts('teaching.confirmed')
  expect(fact?.payload).toEqual({ periods: 2 })
})

test('what was entered by mistake is taken back', async () => {
  const entered = find(await wang().says('/teach 三中 昨天 1节'), '两校确认后计分')
  expect(all(await wang().presses(entered, '撤销'))).toContain('已撤销')
  expect(all(await wang().says('/teach 三中 明天 1节'))).toContain('上完课再登记')
})

test('a lecture that its host forgets to close is closed a day later, and who came has been there', async () => {
  const said = find(await li().says('/lecture 作业设计 今天 20:00'), '作业设计')
  const forgotten = Number(/讲座 #(\d+)/.exec(said.text)?.[1])
  school.clock.to(new Date('2026-11-23T12:05:00Z'))
  await zhang().says(`/签到 ${await codeOf(forgotten)}`)
  const before = (await facts('lecture.attended')).length
  school.clock.to(new Date('2026-11-24T11:00:00Z'))
  await school.tick()
  expect(await facts('lecture.attended')).toHaveLength(before)
  school.clock.to(new Date('2026-11-24T12:01:00Z'))
  await school.tick()
  await school.tick()
  expect(await facts('lecture.attended')).toHaveLength(before + 1)
  expect(all(await school.said(li().direct))).toContain('「作业设计」已自动结束，签到 1 人')
})
