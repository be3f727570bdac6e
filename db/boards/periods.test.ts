import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { defaultPolicy } from '../policy/defaults.ts'
import { PERIODS, windowAt } from './periods.ts'

const AT = new Date('2026-11-18T02:00:00Z')
let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

test('the windows of the code and of the database agree at every instant in every zone', async () => {
  const zones = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'UTC']
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.date({ min: new Date('2019-12-20'), max: new Date('2033-01-10'), noInvalidDate: true }), {
        minLength: 40,
        maxLength: 40,
      }),
      fc.constantFrom(...zones),
      async (instants, zone) => {
        const edges = ['2026-11-01T05:30:00Z', '2027-03-14T07:00:00Z', '2020-12-31T23:59:59Z', '2028-02-29T16:00:00Z']
        for (const at of [...instants, ...edges.map((edge) => new Date(edge))]) {
          const ours = PERIODS.map((kind) => [kind, windowAt(kind, at, zone, defaultPolicy()).key])
          const term = windowAt('term', at, zone, defaultPolicy()).key
          const { rows } = await t.pool.query('select kind, period from point_periods($1, $2, $3)', [at, zone, term])
          expect(rows.map((row) => [row.kind, row.period])).toEqual(ours)
        }
      },
    ),
    { numRuns: 6 },
  )
})

test('windows are half-open, follow each other without a gap, and contain their instant, through clock changes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PERIODS),
      fc.date({ min: new Date('2019-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/Berlin'),
      (kind, at, zone) => {
        const window = windowAt(kind, at, zone, defaultPolicy())
        expect(window.from <= at && at < window.to).toBe(true)
        const next = windowAt(kind, window.to, zone, defaultPolicy())
        expect(next.from).toEqual(window.to)
        expect(next.key).not.toBe(window.key)
      },
    ),
    { numRuns: 300 },
  )
})

test('labels of windows read well in both languages', () => {
  const label = (kind: (typeof PERIODS)[number]) => windowAt(kind, AT, 'Asia/Shanghai', defaultPolicy()).label
  expect(label('month')).toEqual({ zh: '2026年11月', en: 'November 2026' })
  expect(label('term')).toEqual({ zh: '2026年秋季学期', en: 'Autumn term 2026' })
  expect(label('year')).toEqual({ zh: '2026-2027学年', en: 'School year 2026-2027' })
})
