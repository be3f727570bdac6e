import { afterAll, beforeAll, expect, test } from 'vitest'
import type { School } from '#db/schema.ts'
import { yearRollUp } from '#db/terms/read.ts'
import { remindQuota } from '#workers/terms/remind.ts'
import { settleTerms } from '#workers/terms/settle.ts'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
let row: School
let first: number
beforeAll(async () => {
  school = await openSchool()
  row = await school.db.selectFrom('school').selectAll().executeTakeFirstOrThrow()
  const [receipt] = await li().uploads('三年级语文上册《春晓》教案.docx', await lessonPlan('春晓'))
  first = receipt?.view.about?.resource ?? 0
  await school.db.updateTable('school').set({ settings: '{"quiet_from":"00:00","quiet_to":"00:00"}' }).execute()
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const zhao = () => school.member('赵主任')
const one = (said: Said[]): Said => {
  const [found] = said
  if (!found) throw new Error('the bot said nothing')
  return found
}
/** Moves the clock and runs the step; answers what was taken, and what each person was told in private. */
async function run(at: string) {
  school.clock.to(new Date(at))
  // Two processes at once: each step is taken by one of them.
  const both = await Promise.all([1, 2].map(() => settleTerms(school.db, row, school.clock.now())))
  await sent()
  return both.flatMap(({ steps }) => steps).sort()
}
async function sent() {
  const rows = await school.db.selectFrom('message').select('chat_id').where('status', '=', 'waiting').execute()
  for (const { chat_id: chatId } of rows) await school.app.queues.ring('chat.post', { schoolId: 'sample', chatId })
  await school.settle()
}
const told = async (who: { direct: string }) => (await school.said(who.direct)).map((said) => said.text)

test('reminders come on their marks, once, in private, to who owes and is not exempt', async () => {
  await zhao().says('/quota 免 张老师 病假')
  const remind = async (at: string) => {
    school.clock.to(new Date(at))
    const { told: n } = await remindQuota(school.db, row, school.clock.now())
    await sent()
    return n
  }
  // The marks of weeks 4, 8 and 12: the first two are long past, the newest is sent alone.
  expect(await remind('2026-11-25T02:30:00Z')).toBe(3)
  expect(await remind('2026-11-25T03:30:00Z')).toBe(0)
  expect(await told(wang())).toEqual([expect.stringContaining('原创 0/2 件，还差 2 件')])
  expect(await told(school.member('张老师'))).toEqual([])
  expect((await school.said('beike')).some((said) => said.text.includes('还差'))).toBe(false)
})

test('fourteen days before the end everybody hears of it, and of what is missing', async () => {
  expect(await run('2027-01-16T12:00:00Z')).toEqual([])
  expect(await run('2027-01-16T18:40:00Z')).toEqual(['2026-autumn notice'])
  expect(await run('2027-01-16T19:40:00Z')).toEqual([])
  const [last] = (await told(wang())).slice(-1)
  expect(last).toContain('还有 14 天结束（1月31日 23:59）')
  expect(last).toContain('还差 2 件')
  expect((await remindQuota(school.db, row, school.clock.now())).told).toBe(0)
  expect(one(await zhao().says('/term', { chat: zhao().direct })).text).toContain('即将结束')
})

test('the cut is at midnight in the school; everybody gets their sheet', async () => {
  expect(await run('2027-01-31T15:59:59Z')).toEqual([])
  expect(await run('2027-01-31T16:00:00Z')).toEqual(['2026-autumn cut', '2026-autumn sheets'])
  expect(await run('2027-01-31T18:30:00Z')).toEqual([])
  const [sheet] = (await told(li())).slice(-1)
  expect(sheet).toContain('2026年秋季学期结算单')
  expect(sheet).toContain('原创任务：1/2 件')
  // The first of five: they are a fifth.
  expect(sheet).toContain('前 25%')
})

test('a sheet is confirmed or disputed before the lock; a dispute reaches the administrators and gets an answer', async () => {
  const shown = one(await li().says('/term', { chat: li().direct }))
  expect(one(await li().presses(shown, '确认')).text).toContain('您已确认')
  const form = one(await wang().presses(one(await wang().says('/term', { chat: wang().direct })), '有异议'))
  const said = await wang().presses(form, '提交', { note: '少了一份教案' })
  expect(said.some((each) => each.text.includes('已记下您的异议'))).toBe(true)
  expect((await told(zhao())).some((text) => text.includes('王老师对2026年秋季学期结算单有异议：少了一份教案'))).toBe(
    true,
  )
  expect(one(await zhao().says('/term', { chat: zhao().direct })).text).toContain('待答复 1 人')
  expect(one(await li().says('/term 答复 王老师 已核对')).text).toContain('由管理员答复')
  const answered = await zhao().says('/term 答复 王老师 教案在下学期', { chat: zhao().direct })
  expect(answered.some((each) => each.text.includes('已答复王老师'))).toBe(true)
  await school.settle()
  expect((await told(wang())).some((text) => text.includes('教案在下学期'))).toBe(true)
})

test('the publicity ends, then the term is locked with the ledger’s head, once, and never changes again', async () => {
  expect(await run('2027-02-07T16:00:00Z')).toEqual(['2026-autumn publicity'])
  await li().says(`/withdraw ${first}`)
  await li().says(`/restore ${first}`)
  expect(await run('2027-02-14T15:59:59Z')).toEqual([])
  expect(await run('2027-02-14T16:00:00Z')).toEqual(['2026-autumn lock'])
  expect(await run('2027-02-15T18:30:00Z')).toEqual([])
  const head = await school.db
    .selectFrom('term_close')
    .selectAll()
    .where('term', '=', '2026-autumn')
    .executeTakeFirstOrThrow()
  expect(head.head_hash).toMatch(/^[0-9a-f]{64}$/)
  expect(head.snapshot_hash).toMatch(/^[0-9a-f]{64}$/)
  expect(head.policy_version).toBe('2026.09.0')
  const facts = await school.db.selectFrom('fact').select('key').where('kind', '=', 'term.locked').execute()
  expect(facts).toEqual([{ key: 'locked:2026-autumn' }])
  const kept = await school.db.selectFrom('term_school').selectAll().executeTakeFirstOrThrow()
  expect(kept).toMatchObject({ roster: 5, quota_owing: 3, quota_met: 0, excellent_due: 8, confirmed: 1, disputed: 1 })
  for (const table of ['term_member', 'term_group', 'term_school'] as const) {
    await expect(school.db.updateTable(table).set({ points: 1 }).execute()).rejects.toThrow('is locked')
    await expect(school.db.deleteFrom(table).execute()).rejects.toThrow('is locked')
  }
  await expect(
    school.db.updateTable('term_close').set({ head_hash: 'x' }).where('term', '=', '2026-autumn').execute(),
  ).rejects.toThrow('is locked')
})

test('after the lock nothing about that term can be answered or exempted', async () => {
  expect(one(await wang().says('/term 确认', { chat: wang().direct })).text).toContain('已锁定')
  expect(one(await wang().says('/term 结算单', { chat: wang().direct })).text).toContain('校验码')
})

test('a school year is the sum of its locked terms', async () => {
  const year = await yearRollUp(school.db, 'sample', '2026-2027', row.time_zone)
  expect(year.terms.map((each) => each.term)).toEqual(['2026-autumn'])
  const lis = year.rows.find((each) => each.name === '李老师')
  expect(lis).toMatchObject({ terms: 1, quotaOwed: 1, quotaMet: 0 })
  expect(lis?.points).toBeGreaterThan(0)
})
