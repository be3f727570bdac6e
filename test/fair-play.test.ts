import { afterAll, beforeAll, expect, test } from 'vitest'
import { balance } from '#db/ledger/read.ts'
import { openLog } from '#kit/log.ts'
import { runNights } from '#workers/night/night.ts'
import { find, openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

/** The practice room posts at once, so what is looked at is held before it is posted. */
let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const chen = () => school.member('陈组长')
const zhao = () => school.member('赵主任')
const night = () => runNights(school.db, openLog(process.env.TEST_LOG ?? 'silent'), school.clock.now())
async function memberId(name: string): Promise<number> {
  const row = await school.db
    .selectFrom('member')
    .select('id')
    .where('school_id', '=', 'sample')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return row.id
}

test('one colleague empties a shelf within minutes: waits in private, is asked, decided by two, appealed, restored', async () => {
  const topics = ['周长', '面积', '体积', '角', '线段', '分数', '小数', '方程', '统计']
  const ids: number[] = []
  for (const topic of topics) {
    const text = `${topic}的认识。`.repeat(40) + topics.join('').repeat(topics.indexOf(topic) + 1)
    const [receipt] = await li().uploads(`三年级数学上册《${topic}》教案.txt`, text)
    const id = receipt?.view.about?.resource
    if (id !== undefined) ids.push(id)
  }
  // Not new any more, so that this is no crowd around something fresh.
  await school.db
    .updateTable('resource')
    .set({ accepted_at: new Date('2026-10-01T00:00:00Z') })
    .where('school_id', '=', 'sample')
    .execute()
  const heard: Said[] = []
  for (const id of ids) heard.push(...(await wang().says(`/download ${id}`)))
  expect(heard.every((one) => !/待核实|线索/.test(one.text))).toBe(true)
  const flag = await school.db
    .selectFrom('fair_flag')
    .selectAll()
    .where('signal', '=', 'burst')
    .executeTakeFirstOrThrow()
  expect(flag.members).toEqual([await memberId('李老师'), await memberId('王老师')])

  // Neither of them sees the queue; the author sees that something waits, and no more.
  find(await li().says('/flags'), '没有待核实的')
  find(await wang().says(`/flags ${flag.id}`), '没有找到')
  const why = await li().says(`/why ${ids[0]}`)
  expect(find(why, '待核实').text).not.toMatch(/王老师|分钟|48/)
  const queue = find(await zhao().says('/flags'), '短时间集中下载')
  expect(queue.chat).toBe(zhao().direct)
  expect(queue.text).toContain('李老师、王老师')

  find(await zhao().says(`/flags ${flag.id} 认定 互刷`), '还没有请当事人说明')
  const asked = await zhao().says(`/flags ${flag.id} 询问`)
  const request = find(
    asked.filter((one) => one.chat === wang().direct),
    '这不是结论',
  )
  await wang().presses(request, '提交说明', { text: '备课用' })
  find(await zhao().says(`/flags ${flag.id} 认定 互刷`), '还需要 1 位')
  find(await zhao().says(`/flags ${flag.id} 认定 互刷`), '要由另一位')
  const decided = await chen().says(`/flags ${flag.id} 认定`)
  find(decided, '已认定')
  const notice = find(
    decided.filter((one) => one.chat === li().direct),
    '核实结果',
  )
  expect(notice.text).toContain('依据：')
  const kinds = await school.db
    .selectFrom('fact')
    .select('kind')
    .where('kind', 'in', ['flag.decided', 'case.decided'])
    .orderBy('id')
    .execute()
  expect(kinds.map((fact) => fact.kind)).toEqual(['flag.decided', 'case.decided'])
  find(await zhao().says('/flags'), '误报率 0 %')

  // Both may appeal; who decided before may not decide again.
  const number = /案卷 ?(\d+)/.exec(notice.text)?.[1]
  const appealed = find(await wang().says(`/appeal 案卷${number} 是集体备课`), '申诉已提交')
  const appeal = /案卷 (\d+)/.exec(appealed.text)?.[1]
  find(await zhao().says(`/cases ${appeal} 定 成立 有备课记录`), '与您有关')
  await school.db.updateTable('member').set({ role: 'admin' }).where('name', 'in', ['张老师', '小明']).execute()
  find(await school.member('张老师').says(`/cases ${appeal} 定 成立 有备课记录`), '还需要 1 位')
  find(await school.member('小明').says(`/cases ${appeal} 确认`), '申诉成立')
  const cleared = await school.db
    .selectFrom('fair_flag')
    .select('status')
    .where('id', '=', flag.id)
    .executeTakeFirstOrThrow()
  expect(cleared.status).toBe('cleared')
})

test('the same lesson in another format earns its second sharer nothing', async () => {
  const before = await balance(school.db, 'sample', await memberId('王老师'))
  const text = ['观察三角形的特性。', '动手摆一摆，量一量三条边。', '任意两边之和大于第三边。'].join('')
  const body = `${text}练习：${Array.from({ length: 30 }, (_, n) => `第${n + 1}题，判断${n + 2}、${n + 3}、${n + 4}能否围成三角形。`).join('')}`
  await li().uploads('四年级数学下册《三角形的特性》教案.docx', await lessonPlan('三角形的特性', [body]))
  const again = await wang().uploads(
    '四年级数学下册 三角形特性 教案.txt',
    `三角形的特性\n教学目标：理解概念，会读写，会比较大小。\n教学重难点：理解意义，掌握方法。\n教学过程：一、情境导入。同学们分月饼，引出三角形的特性。二、探究新知。折一折，涂一涂。三、巩固练习。四、课堂小结。\n${body}`,
  )
  expect(again.length).toBeGreaterThan(0)
  const after = await balance(school.db, 'sample', await memberId('王老师'))
  expect(after.contrib - before.contrib).toBeLessThanOrEqual(0)
})

test('a copyright report that nobody looks at hides the resource before its hours are over; overdue cases reach the administrators', async () => {
  const [receipt] = await li().uploads('五年级语文上册《白鹭》教案.docx', await lessonPlan('白鹭'))
  const id = receipt?.view.about?.resource
  const filed = await chen().says(`/report ${id} 版权 可能是出版社的`)
  const number = Number(/案卷 (\d+)/.exec(find(filed, '已收到').text)?.[1])
  const status = async () =>
    (
      await school.db
        .selectFrom('resource')
        .select('status')
        .where('id', '=', id ?? 0)
        .executeTakeFirstOrThrow()
    ).status
  expect(await status()).toBe('live')
  school.clock.to(new Date('2026-11-23T19:00:00Z'))
  await night()
  expect(await status()).toBe('frozen')
  school.clock.to(new Date('2026-11-28T19:00:00Z'))
  await night()
  const file = await school.db.selectFrom('case_file').selectAll().where('id', '=', number).executeTakeFirstOrThrow()
  expect(file.reminded_at).not.toBeNull()
  expect(file.escalated_at).not.toBeNull()
  const steps = await school.db
    .selectFrom('case_step')
    .select('what')
    .where('case_id', '=', number)
    .orderBy('n')
    .execute()
  expect(steps.map((step) => step.what)).toEqual(['opened', 'hidden', 'reminded', 'escalated'])
})
