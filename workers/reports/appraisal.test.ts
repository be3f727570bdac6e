import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Report } from '#db/reports/report.ts'
import type { School } from '#db/schema.ts'
import { answerSheet } from '#db/terms/answers.ts'
import { exempt } from '#db/terms/exempt.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { settleNight } from '../points/night.ts'
import { settleSchool } from '../points/settle.ts'
import { settleTerms } from '../terms/settle.ts'
import { buildReport } from './build.ts'

const IN_TERM = new Date('2026-12-03T04:00:00Z')
const SHOWN = new Date('2027-02-03T04:00:00Z')
const LOCKED = new Date('2027-02-16T04:00:00Z')
const TERM = '2026-autumn'
let t: TestDatabase
let n = 0
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

type Given = { school: PointsSchool; row: School; sun: number; ma: number; head: number; items: number[] }

/** 孙 shared two originals; 马 is on sick leave; 校长 is an administrator. */
async function given(): Promise<Given> {
  n += 1
  const school = await pointsSchool(t.db, `apr${n}`)
  const sun = await school.member('孙', { department: '历史组' })
  const ma = await school.member('马', { department: '历史组' })
  const head = await school.member('校长', { role: 'admin' })
  const items: number[] = []
  for (const day of ['12', '13']) {
    const at = `2026-10-${day}T02:00:00Z`
    const item = await school.resource(sun, { type: 'exam', sharedAt: at })
    await school.accepted(item, at)
    await t.db.updateTable('resource').set({ accepted_at: at }).where('id', '=', item).execute()
    items.push(item)
  }
  await school.downloaded(items[0] ?? 0, ma, '2026-10-20T02:00:00Z')
  await t.db
    .transaction()
    .execute((trx) =>
      exempt(trx, { schoolId: school.id, term: TERM, member: ma, reason: 'sick', note: '', by: head, now: IN_TERM }),
    )
  await settleSchool(t.db, school.id, IN_TERM)
  const row = await t.db.selectFrom('school').selectAll().where('id', '=', school.id).executeTakeFirstOrThrow()
  return { school, row, sun, ma, head, items }
}

const sheet = (row: School, memberId: number, now: Date) =>
  buildReport(t.db, row, { report: 'appraisal', term: TERM, memberId, now })
const value = (report: Report, label: string) => report.about.find((one) => one.label.zh.startsWith(label))?.value

test('a sheet names what is owed as the quota does: nothing of who is exempt or an administrator', async () => {
  const { row, sun, ma, head } = await given()
  expect(value(await sheet(row, sun, IN_TERM), '原创资源')).toBe('2 / 2')
  expect(value(await sheet(row, ma, IN_TERM), '原创资源')).toMatchObject({ zh: '0（免任务：病假）' })
  expect(value(await sheet(row, head, IN_TERM), '原创资源')).toBe('0')
  const all = await buildReport(t.db, row, { report: 'appraisals', term: TERM, memberId: undefined, now: IN_TERM })
  const due = all.sheets[0]?.columns.findIndex((column) => column.label.zh === '任务件数') ?? -1
  expect(all.sheets[0]?.rows.map((cells) => [cells[0], cells[due]])).toEqual([
    ['孙', 2],
    ['马', 0],
    ['校长', 0],
  ])
})

test('a sheet names the badges and honours of the term', async () => {
  const { row, sun } = await given()
  const badge = { school_id: row.id, member_id: sun, policy_version: '2026.09.0' }
  await t.db
    .insertInto('badge_award')
    .values([
      { ...badge, badge: 'first_share', reached_at: '2026-10-12T02:00:00Z', given_at: '2026-10-12T02:00:00Z' },
      { ...badge, badge: 'helping_hand', reached_at: '2025-10-12T02:00:00Z', given_at: '2025-10-12T02:00:00Z' },
      {
        ...badge,
        badge: 'gap_filler',
        reached_at: '2026-10-12T02:00:00Z',
        given_at: '2026-10-12T02:00:00Z',
        revoked_at: '2026-10-13T02:00:00Z',
      },
    ])
    .execute()
  await t.db
    .insertInto('honour')
    .values({
      school_id: row.id,
      kind: 'case',
      member_id: sun,
      title_zh: '校级优秀案例《甲午战争》',
      title_en: 'Case of the school: The war of 1894',
      given_by: sun,
      given_at: '2026-11-20T02:00:00Z',
    })
    .execute()
  expect(value(await sheet(row, sun, IN_TERM), '徽章与荣誉')).toMatchObject({
    zh: '首份资源、校级优秀案例《甲午战争》',
    en: 'First share, Case of the school: The war of 1894',
  })
})

test('a sheet says what the teacher answered, once the term is cut', async () => {
  const { row, sun, ma } = await given()
  expect(value(await sheet(row, sun, IN_TERM), '本人意见')).toBeUndefined()
  await settleTerms(t.db, row, SHOWN)
  const answer = (member: number, what: 'confirmed' | 'disputed', note: string) =>
    t.db
      .transaction()
      .execute((trx) => answerSheet(trx, { schoolId: row.id, term: TERM, member, answer: what, note, now: SHOWN }))
  await answer(sun, 'confirmed', '')
  await answer(ma, 'disputed', '少一次讲座')
  expect(value(await sheet(row, sun, SHOWN), '本人意见')).toMatchObject({ zh: '已确认' })
  expect(value(await sheet(row, ma, SHOWN), '本人意见')).toMatchObject({ zh: '有异议：少一次讲座' })
})

test('the sheets of a locked term stay as they were, whatever happens to their resources later', async () => {
  const { school, row, sun, items } = await given()
  await settleTerms(t.db, row, SHOWN)
  await settleTerms(t.db, row, LOCKED)
  const all = (now: Date) => buildReport(t.db, row, { report: 'appraisals', term: TERM, memberId: undefined, now })
  const [one, every] = [await sheet(row, sun, LOCKED), await all(LOCKED)]
  expect(value(one, '结算校验码')).toMatch(/^[0-9a-f]{12}$/)
  expect(value(await sheet(row, sun, IN_TERM), '收录资源')).toBe(2)
  const later = new Date('2027-03-01T04:00:00Z')
  await school.withdrawn(items[0] ?? 0, later, 'admin')
  await t.db
    .updateTable('resource')
    .set({ status: 'withdrawn' })
    .where('id', '=', items[0] ?? 0)
    .execute()
  await t.db.updateTable('member').set({ name: '孙老师' }).where('id', '=', sun).execute()
  await settleSchool(t.db, school.id, later)
  expect(await sheet(row, sun, later)).toEqual(one)
  expect(await all(later)).toEqual(every)
})

test('a school year is the sum of what its locked terms kept', async () => {
  const { row } = await given()
  const year = () => buildReport(t.db, row, { report: 'year', term: '2026-2027', memberId: undefined, now: LOCKED })
  await expect(year()).rejects.toMatchObject({ code: 'no_locked_term' })
  await settleTerms(t.db, row, SHOWN)
  await settleTerms(t.db, row, LOCKED)
  const report = await year()
  expect(report.period).toBe('2026-2027')
  expect(value(report, '已锁定的学期')).toMatchObject({ zh: expect.stringMatching(/^2026年秋季学期（[0-9a-f]{12}）$/) })
  expect(report.sheets[0]?.rows.map((cells) => cells.slice(0, 5))).toEqual([
    ['马', 1, 0, 0, 0],
    ['孙', 1, expect.any(Number), 1, 1],
    ['校长', 1, 0, 0, 0],
  ])
})

test('a ledger file has both books and the hours of the school', async () => {
  const { row } = await given()
  // Eight days after they were posted, they are in force.
  await settleNight(t.db, row.id, new Date('2026-12-11T04:00:00Z'))
  const report = await buildReport(t.db, row, { report: 'ledger', term: TERM, memberId: undefined, now: IN_TERM })
  const [sheetOne] = report.sheets
  const at = (name: string) => sheetOne?.columns.findIndex((column) => column.label.zh.startsWith(name)) ?? -1
  const [first] = sheetOne?.rows ?? []
  expect(first?.[at('贡献分')]).toBe(600)
  expect(first?.[at('待生效')]).toBe(600)
  expect(first?.[at('可用')]).toBe(0)
  expect(first?.[at('发生')]).toBe('2026-10-12 10:00:00')
  const came = sheetOne?.rows.filter((cells) => cells[at('规则')] === 'upload.accepted' && cells[at('种类')] === 'vest')
  expect(came?.map((cells) => [cells[at('待生效')], cells[at('可用')]])).toEqual([
    [-600, 600],
    [-600, 600],
  ])
})

test('the figures of a running term reach to today, as on the dashboard', async () => {
  const { row } = await given()
  const report = await buildReport(t.db, row, { report: 'metrics', term: undefined, memberId: undefined, now: IN_TERM })
  const used = report.sheets[0]?.rows.find(([label]) => typeof label === 'object' && label.zh === '资源利用率')
  expect(used?.[1]).toBe('50%')
})
