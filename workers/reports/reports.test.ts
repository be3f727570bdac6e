import { read, utils } from '@e965/xlsx'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appraisalRows, bandOf } from '#db/reports/appraisal-rows.ts'
import { keepMonthlyCheck } from '#db/reports/monthly.ts'
import type { ReportName } from '#db/reports/report.ts'
import type { School } from '#db/schema.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { settleSchool } from '../points/settle.ts'
import { type Asked, buildReport, renderReport, reportFileName } from './build.ts'

const NOW = new Date('2026-12-03T04:00:00Z')
let t: TestDatabase
let n = 0
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

type Given = { school: PointsSchool; row: School; wang: number; li: number }

/** 王 shared two originals and an adaptation, 李 took one of them and rated it; 赵 did nothing. */
async function given(): Promise<Given> {
  n += 1
  const school = await pointsSchool(t.db, `rep${n}`)
  const [wang, li] = [
    await school.member('王', { department: '数学组' }),
    await school.member('=李', { department: '语文组' }),
  ]
  await school.member('赵', { department: '语文组' })
  const items = [
    await school.resource(wang, { type: 'courseware' }),
    await school.resource(wang, { type: 'exam' }),
    await school.resource(wang, { type: 'exam', origin: 'adapted' }),
  ]
  for (const [nth, item] of items.entries()) {
    const at = `2026-11-1${nth}T02:00:00Z`
    await school.accepted(item, at)
    const change = { accepted_at: at, ...(nth === 2 && { origin: 'adapted' as const }) }
    await t.db.updateTable('resource').set(change).where('id', '=', item).execute()
  }
  await school.downloaded(items[0] ?? 0, li, '2026-11-15T02:00:00Z')
  await settleSchool(t.db, school.id, NOW)
  const row = await t.db.selectFrom('school').selectAll().where('id', '=', school.id).executeTakeFirstOrThrow()
  return { school, row, wang, li }
}

const stretch = (school: PointsSchool) => ({
  schoolId: school.id,
  termId: '2026-autumn',
  from: new Date('2026-08-31T16:00:00Z'),
  to: new Date('2027-01-31T16:00:00Z'),
})
const asked = (more: Partial<Asked> & { report: ReportName }): Asked => ({
  term: undefined,
  memberId: undefined,
  now: NOW,
  ...more,
})

test('a teacher’s row counts what stands: originals, kinds, people reached, points of the term', async () => {
  const { school, wang } = await given()
  const [row] = await appraisalRows(t.db, stretch(school), wang)
  const points = await t.db
    .selectFrom('point_tx')
    .select((eb) => eb.fn.sum<number>('amount').as('sum'))
    .where('school_id', '=', school.id)
    .where('member_id', '=', wang)
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({
    name: '王',
    department: '数学组',
    originals: 2,
    items: 3,
    byType: { courseware: 1, exam: 2 },
    beneficiaries: 1,
    beneficiariesElsewhere: 0,
    contribution: Number(points.sum),
  })
  expect(row?.contribution).toBeGreaterThan(0)
})

test('what was withdrawn is no evidence any more', async () => {
  const { school, wang } = await given()
  await t.db.updateTable('resource').set({ status: 'withdrawn' }).where('school_id', '=', school.id).execute()
  expect((await appraisalRows(t.db, stretch(school), wang))[0]).toMatchObject({ originals: 0, items: 0, byType: {} })
})

test('a band says how many are above at most, and nothing to those below the last', () => {
  const all = [100, 90, 80, 70, 60, 50, 40, 30, 20, 10]
  expect([100, 90, 60, 50, 10, 0].map((points) => bandOf(points, all, [0.1, 0.25, 0.5]))).toEqual([
    0.1,
    0.25,
    0.5,
    undefined,
    undefined,
    undefined,
  ])
})

test('a band is true of few people, too: the first of five is not in the first tenth, who is alone is in none', () => {
  const bands = [0.1, 0.25, 0.5]
  expect([50, 40, 30, 20, 10].map((points, _, all) => bandOf(points, all, bands))).toEqual([
    0.25,
    0.5,
    ...[undefined, undefined, undefined],
  ])
  expect(bandOf(10, [10], bands)).toBeUndefined()
  const thirty = Array.from({ length: 30 }, (_, nth) => 30 - nth)
  expect([30, 28, 27].map((points) => bandOf(points, thirty, bands))).toEqual([0.1, 0.1, 0.25])
})

test('a spreadsheet holds numbers as numbers, and a name that looks like a formula as text', async () => {
  const { row } = await given()
  const report = await buildReport(t.db, row, asked({ report: 'appraisals' }))
  const book = read(renderReport(report, 'xlsx', { lang: 'zh-CN', school: row, now: NOW }))
  const sheet = book.Sheets[book.SheetNames[1] ?? '']
  const lines: unknown[] = sheet ? utils.sheet_to_json(sheet) : []
  expect(lines).toHaveLength(3)
  expect(lines).toContainEqual(expect.objectContaining({ 姓名: '王', 原创件数: 2, 任务件数: 2 }))
  const name = Object.values(sheet ?? {}).find((cell) => cell?.v === '=李')
  expect(name).toMatchObject({ t: 's' })
  expect(name?.f).toBeUndefined()
})

test('a CSV begins with a mark for Excel and runs no formula', async () => {
  const { row } = await given()
  const report = await buildReport(t.db, row, asked({ report: 'appraisals' }))
  const text = renderReport(report, 'csv', { lang: 'zh-CN', school: row, now: NOW }).toString('utf8')
  expect(text.startsWith('\ufeff')).toBe(true)
  expect(text).toContain("'=李")
  expect(text).not.toMatch(/(^|,)=李/m)
})

test('one teacher’s sheet is a PDF, and its hash changes with what it says', async () => {
  const { school, row, wang } = await given()
  const make = () => buildReport(t.db, row, asked({ report: 'appraisal', memberId: wang }))
  const hash = (report: Awaited<ReturnType<typeof make>>) => report.about.at(-1)?.value
  const first = await make()
  expect(hash(await make())).toBe(hash(first))
  const pdf = renderReport(first, 'pdf', { lang: 'zh-CN', school: row, now: NOW })
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(reportFileName(first, ['2026-autumn'], 'pdf', 'zh-CN')).toBe('个人考核表-王-2026-autumn.pdf')
  await school.accepted(await school.resource(wang), '2026-11-20T02:00:00Z')
  await settleSchool(t.db, school.id, NOW)
  expect(hash(await make())).not.toBe(hash(first))
})

test('every report of the list can be made in every format', async () => {
  const { row, wang } = await given()
  for (const report of [
    'appraisal',
    'appraisals',
    'kpi',
    'check',
    'metrics',
    'schools',
    'reviewers',
    'ledger',
  ] as const) {
    const made = await buildReport(t.db, row, asked({ report, memberId: wang }))
    for (const format of ['xlsx', 'csv', 'pdf'] as const) {
      for (const lang of ['zh-CN', 'en'] as const) {
        expect(renderReport(made, format, { lang, school: row, now: NOW }).length).toBeGreaterThan(100)
      }
    }
  }
})

test('a ledger file names no person', async () => {
  const { row } = await given()
  const report = await buildReport(t.db, row, asked({ report: 'ledger' }))
  const text = renderReport(report, 'csv', { lang: 'zh-CN', school: row, now: NOW }).toString('utf8')
  expect(text).toContain('upload.accepted')
  expect(text).not.toMatch(/王|李|赵/)
})

test('the check of a month is made once, in the night after it, with what must be put right', async () => {
  const { row } = await given()
  const check = await keepMonthlyCheck(t.db, row, new Date('2026-11-30T18:30:00Z'))
  expect(check?.month).toBe('2026-11')
  expect(check?.items.find(({ id }) => id === 'participation')).toMatchObject({ parts: [2, 3], met: true })
  expect(await keepMonthlyCheck(t.db, row, new Date('2026-12-01T02:00:00Z'))).toBeUndefined()
  const lines = await t.db.selectFrom('monthly_check_item').selectAll().where('school_id', '=', row.id).execute()
  expect(lines.map(({ metric, due }) => `${metric} ${due}`)).toEqual(['utilisation 2026-12-15'])
})

test('an unknown term is refused with those that there are', async () => {
  const { row } = await given()
  await expect(buildReport(t.db, row, asked({ report: 'kpi', term: '秋天' }))).rejects.toMatchObject({
    code: 'term_unknown',
    sentence: { zh: expect.stringContaining('2026-autumn') },
  })
})
