import { afterAll, beforeAll, expect, test } from 'vitest'
import { isDrawn } from '#db/review/looks.ts'
import { subjectOfDepartment } from '#db/review/reviewers.ts'
import { lookAtPoor } from '#workers/review/poor.ts'
import { remindReviews } from '#workers/review/remind.ts'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
  await zhao().says('/settings 审核方式 全部')
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhang = () => school.member('张老师')
const chen = () => school.member('陈组长')
const zhao = () => school.member('赵主任')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}
const text = (said: Said[]) => said.map((post) => post.text).join('\n')
async function drop(who: ReturnType<typeof li>, name: string, topic: string): Promise<number> {
  const id = one(await who.uploads(name, await lessonPlan(topic))).view.about?.resource
  if (id === undefined) throw new Error('no receipt')
  return id
}
async function facts(kind: string, resource: number) {
  return school.db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', kind)
    .where('resource_id', '=', resource)
    .orderBy('id')
    .execute()
}

test('a teacher reviews nothing until an administrator names them for a subject, and then that subject alone', async () => {
  const math = await drop(li(), '三年级数学上册《周长》教案.docx', '周长')
  const chinese = await drop(wang(), '四年级语文上册《观潮》教案.docx', '观潮')
  expect(text(await zhang().says('/review'))).toContain('只有审核人')
  expect(text(await zhao().says('/reviewer 张老师 魔法'))).toContain('没有「魔法」这个学科')
  const made = await zhao().says('/reviewer 张老师 语文')
  expect(text(made)).toContain('张老师 现在审核语文')
  expect(text(made)).toContain('请您担任审核人')
  const queue = text(await zhang().says('/review'))
  expect(queue).toContain('观潮')
  expect(queue).not.toContain('周长')
  expect(text(await zhang().says(`/review ${math} 通过`))).toContain('不在您负责的学科')
  const file = one(await zhang().says(`/review ${chinese} 文件`))
  expect(file.chat).toBe(zhang().direct)
  expect(file.text).toContain('[四年级语文上册《观潮》教案.docx]')
  expect(text(await zhang().says(`/review ${chinese} 退回`))).toContain('理由')
  const done = await zhang().says(`/review ${chinese} 通过`)
  expect(text(done)).toContain('已通过')
  expect(text(await chen().says(`/review ${chinese} 通过`))).toContain('不在待审中')
  const [fact] = await facts('review.decided', chinese)
  expect(fact).toMatchObject({ key: `audited:${chinese}:1`, payload: { decision: 'accepted' } })
  expect(text(await chen().says(`/review ${math} 通过`))).toContain('已通过')
})

test('two reviewers at once: one decides, the other hears that it is decided, and there is one fact', async () => {
  const id = await drop(li(), '三年级数学上册《面积》教案.docx', '面积')
  const [first, second] = await Promise.all([chen().says(`/review ${id} 通过`), zhao().says(`/review ${id} 通过`)])
  const said = [...new Set([...first, ...second].map((post) => post.text))].join('\n')
  expect(said.match(/已通过/g)).toHaveLength(1)
  expect(said).toContain('不在待审中')
  expect(await facts('review.decided', id)).toHaveLength(1)
})

test('what waits too long is said once to the reviewers of the subject and then to administrators, not by night', async () => {
  const id = await drop(li(), '三年级数学上册《年月日》教案.docx', '年月日')
  const at = (hours: number) => new Date(school.clock.now().getTime() + hours * 3_600_000)
  expect(await remindReviews(school.db, at(47))).toEqual([])
  await remindReviews(school.db, at(48))
  expect(await remindReviews(school.db, at(49))).toEqual([])
  await remindReviews(school.db, at(72))
  const rows = await school.db
    .selectFrom('message')
    .selectAll()
    .where('key', 'like', 'review-%')
    .orderBy('id')
    .execute()
  const told = rows.filter((row) => /^review-(remind|escalate)/.test(row.key))
  expect(told.map((row) => row.key.split(':')[0])).toEqual(['review-remind', 'review-escalate'])
  expect(JSON.stringify(told[1]?.view)).toContain('年月日')
  await school.clock.to(at(72))
  await school.settle()
  await chen().says(`/review ${id} 通过`)
})

test('a refusal that is taken back gives its points back: its fact is overturned', async () => {
  const id = await drop(li(), '三年级数学上册《分数》教案.docx', '分数')
  const refused = await chen().says(`/review ${id} 退回 请补上答案`)
  expect(text(refused)).toContain('没有通过审核：请补上答案')
  const post = refused.find((said) => said.text.includes('已退回'))
  await chen().presses(post ?? one(refused), '重新审核')
  expect(await facts('review.overturned', id)).toMatchObject([{ payload: { of: `audited:${id}:1` } }])
  await chen().says(`/review ${id} 通过`)
  expect((await facts('review.decided', id)).map((fact) => fact.key)).toEqual([`audited:${id}:1`, `audited:${id}:2`])
})

test('a second reviewer decides without seeing the first, and when they differ an administrator settles it', async () => {
  const id = await drop(li(), '三年级数学上册《统计》教案.docx', '统计')
  await chen().says(`/review ${id} 退回 格式不对`)
  await school.db.deleteFrom('second_look').where('resource_id', '=', id).execute()
  const { id: first } = await school.db
    .selectFrom('member')
    .select('id')
    .where('name', '=', '陈组长')
    .executeTakeFirstOrThrow()
  const look = await school.db
    .insertInto('second_look')
    .values({
      school_id: 'sample',
      resource_id: id,
      why: 'blind',
      first_by: first,
      first_decision: 'refused',
      first_key: `audited:${id}:1`,
      created_at: school.clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await zhao().says('/reviewer 王老师 数学')
  expect(text(await chen().says('/review'))).not.toContain('统计')
  const queue = text(await wang().says('/review'))
  expect(queue).toContain('统计')
  expect(queue).not.toContain('格式不对')
  expect(queue).not.toContain('李老师')
  const said = await wang().says(`/review 复核${look.id} 通过`)
  expect(text(said)).toContain('复核已记下')
  expect(text(said)).toContain('初审和复核不一致')
  expect(text(await wang().says(`/review 复核${look.id} 改判`))).toContain('由管理员裁定')
  const settle = one(await zhao().says('/review'))
  expect(settle.text).toContain('初审退回，复核通过')
  expect(text(await zhao().presses(settle, '按复核改判'))).toContain('已按复核改判')
  expect(await facts('review.overturned', id)).toMatchObject([{ payload: { of: `audited:${id}:1` } }])
  expect(await school.db.selectFrom('resource').select('status').where('id', '=', id).executeTakeFirst()).toEqual({
    status: 'live',
  })
  expect(text(await zhao().says('/review 工作量'))).toContain('改判')
})

test('about a tenth of all decisions is drawn, always the same ones', () => {
  const drawn = Array.from({ length: 5_000 }, (_, n) => isDrawn('s', `audited:${n}:1`, 0.1))
  const n = drawn.filter(Boolean).length
  expect(n).toBeGreaterThan(400)
  expect(n).toBeLessThan(600)
  expect(isDrawn('s', 'audited:7:1', 0.1)).toBe(drawn[7])
  expect(isDrawn('s', 'x', 0)).toBe(false)
})

test('a co-author shares once they agree, may not review or rate the work, and can leave', async () => {
  const id = await drop(li(), '三年级数学上册《角》教案.docx', '角的认识')
  expect(text(await wang().says(`/coauthor ${id} 张老师 30%`))).not.toContain('已请')
  expect(text(await li().says(`/coauthor ${id} 陈组长 100%`))).toContain('用法')
  const asked = await li().says(`/coauthor ${id} 陈组长 30%`)
  const question = asked.find((post) => post.chat === chen().direct)
  if (!question) throw new Error('the co-author was not asked')
  expect(question.text).toContain('积分您占 30%')
  expect(text(await chen().presses(question, '同意'))).toContain('您是')
  expect(text(await chen().says(`/review ${id} 通过`))).toContain('别的老师审核')
  await zhao().says(`/review ${id} 通过`)
  const [accepted] = await facts('resource.accepted', id)
  expect(accepted?.payload).toMatchObject({ co_authors: [{ share: 0.3 }] })
  expect(text(await chen().says(`/rate ${id} 5`))).toContain('留给同事')
  expect(text(await chen().says(`/coauthor ${id}`))).toContain('陈组长：30%（已确认）')
  await chen().says(`/coauthor ${id} 移除 陈组长`)
  const corrected = await facts('resource.corrected', id)
  expect(corrected).toHaveLength(1)
  expect(corrected[0]?.payload).not.toHaveProperty('co_authors')
})

test('a rating says who rates and after how long; before it was taken it waits, and it can be changed and taken back', async () => {
  const id = await drop(li(), '三年级数学上册《乘法》教案.docx', '乘法')
  await zhao().says(`/review ${id} 通过`)
  expect(text(await chen().says(`/rate ${id} 5 例题很清楚`))).toContain('下载用过之后才计入')
  expect(text(await wang().says(`/rate ${id}`))).not.toContain('1 人')
  school.clock.advance(60_000)
  await chen().says(`/download ${id}`)
  expect(text(await wang().says(`/rate ${id}`))).toContain('（1 人）')
  school.clock.advance(90_000)
  await chen().says(`/rate ${id} 4`)
  await chen().says(`/rate ${id} 0`)
  const payloads = (await facts('resource.rated', id)).map((fact) => fact.payload)
  expect(payloads).toMatchObject([
    { stars: 5, had_download: false, rater: 'same_subject', seconds_since_download: null },
    { stars: 5, had_download: true, seconds_since_download: 0 },
    { stars: 4, had_download: true, seconds_since_download: 90, comment_chars: 5 },
    { stars: 0 },
  ])
})

test('comments name nobody; a critical one is for the author and reviewers alone', async () => {
  const id = await drop(li(), '三年级数学上册《除法》教案.docx', '除法')
  await zhao().says(`/review ${id} 通过`)
  await chen().says(`/rate ${id} 5 例题很清楚`)
  await zhao().says(`/rate ${id} 2 没有答案`)
  const seen = one(await zhang().says(`/comments ${id}`))
  expect(seen.chat).toBe(zhang().direct)
  // 张老师 was made a reviewer above, so the author's colleague without that office is asked too.
  await zhao().says('/reviewer 张老师 移除')
  const plain = text(await zhang().says(`/comments ${id}`))
  expect(plain).toContain('例题很清楚')
  expect(plain).not.toContain('没有答案')
  expect(plain).not.toContain('陈组长')
  expect(text(await li().says(`/comments ${id}`))).toContain('没有答案')
})

test('a poorly rated item goes to a reviewer once, its author is told kindly, and loses nothing', async () => {
  const id = await drop(li(), '三年级数学上册《四边形》教案.docx', '四边形')
  await zhao().says(`/review ${id} 通过`)
  await school.db
    .insertInto('quality_state')
    .values({ school_id: 'sample', resource_id: id, ratings: 6, mean: 2.4, factor: 0.6 })
    .onConflict((conflict) => conflict.columns(['school_id', 'resource_id']).doUpdateSet({ ratings: 6, mean: 2.4 }))
    .execute()
  const place = { id: 'sample', time_zone: 'Asia/Shanghai' }
  expect(await lookAtPoor(school.db, place, school.clock.now())).toBe(1)
  expect(await lookAtPoor(school.db, place, school.clock.now())).toBe(0)
  await school.app.queues.ring('row.sweep', {})
  await school.settle()
  const told = (await school.said(li().direct)).at(-1)
  expect(told?.text).toContain('积分不会因此扣减')
  const queue = one(await chen().says('/review'))
  expect(queue.text).toContain('评分偏低')
  const form = one(await chen().presses(queue, '请作者改进'))
  const after = await chen().presses(form, '提交', { reason: '例题可以再多些' })
  expect(text(after)).toContain('积分不变')
  expect((await school.said(li().direct)).at(-1)?.text).toContain('例题可以再多些')
})

test('a department’s name says what it teaches', () => {
  expect(subjectOfDepartment('数学教研组')).toBe('math')
  expect(subjectOfDepartment('综合教研组')).toBeUndefined()
  expect(subjectOfDepartment(null)).toBeUndefined()
})
