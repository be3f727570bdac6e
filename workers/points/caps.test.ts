import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { playDeeds } from '#test/history.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

const MANY = Array.from({ length: 42 }, (_, nth) => `人${nth}`)
const PEOPLE = ['王', '李', ...MANY]
const SHARED = [
  { at: '2026-09-01 10:00', share: 'R1', by: '王', type: '课件' },
  { at: '2026-09-01 11:00', share: 'R2', by: '王', type: '课件' },
]

test('21 downloads on a day of 20: one reversed, and the 21st is posted under its key', async () => {
  const { c, rows } = await playDeeds(t.db, PEOPLE, [
    ...SHARED,
    { at: '2026-09-02 08:00', download: 'R1', by: MANY.slice(0, 1), id: 'first' },
    { at: '2026-09-02 08:10', download: 'R1', by: MANY.slice(1, 21) },
    { at: '2026-09-03 10:00', case: 'C1', ruling: 'fraud', against: '李', approvals: ['人30', '人31'], of: ['first'] },
  ])
  // Ten at 1.0, ten at 0.5; the first goes, the 21st comes as the 20th person: 9 + 5 + 0.5.
  expect(c('王')).toBe(2000 + 1450)
  expect(rows('dl:R1:人20')).toEqual([
    ['dl:R1:人20:capped', 0],
    ['dl:R1:人20', 50],
  ])
})

test('withdrawing and restoring never ends above the cap of a day', async () => {
  const { c, rows } = await playDeeds(t.db, PEOPLE, [
    ...SHARED,
    { at: '2026-09-02 08:00', download: 'R1', by: MANY.slice(0, 20) },
    { at: '2026-09-02 09:00', download: 'R2', by: MANY.slice(20, 22) },
    { at: '2026-09-03 10:00', withdraw: 'R1' },
    { at: '2026-09-03 11:00', restore: 'R1' },
    { at: '2026-09-03 12:00', withdraw: 'R1' },
    { at: '2026-09-03 13:00', restore: 'R1' },
  ])
  expect(c('王')).toBe(2000 + 1500)
  expect(rows('dl:R2:人20').map(([, amount]) => amount)).toEqual([0, 100, 0, 100, 0])
})

test('rows that came into a cap while an item was away give way to it, and come again when there is room', async () => {
  const day = [
    ...SHARED,
    { at: '2026-09-02 08:00', download: 'R1', by: MANY.slice(0, 20) },
    { at: '2026-09-03 02:40', withdraw: 'R1' },
    { at: '2026-09-02 20:00', download: 'R2', by: MANY.slice(20, 41) },
    { at: '2026-09-03 03:00', restore: 'R1' },
  ]
  const { c } = await playDeeds(t.db, PEOPLE, day)
  expect(c('王')).toBe(2000 + 1500)
  const again = await playDeeds(t.db, PEOPLE, [...day, { at: '2026-09-03 12:00', withdraw: 'R1' }])
  expect(again.c('王')).toBe(1000 + 1500)
})

test('shares of co-authors are exact to the 厘, and what is left by rounding is the author’s', async () => {
  const { c } = await playDeeds(t.db, PEOPLE, [
    { at: '2026-09-01', share: 'R1', by: '王', type: '链接', scope: 'group', co_authors: { 李: 0.333, 人0: 0.333 } },
  ])
  // 2.40: 0.7992 → 0.80 each, the rest 0.80.
  expect([c('王'), c('李'), c('人0')]).toEqual([80, 80, 80])
  const odd = await playDeeds(t.db, PEOPLE, [
    { at: '2026-09-01', share: 'R1', by: '王', type: '教案', scope: 'school', co_authors: { 李: 0.3333, 人0: 0.3333 } },
    { at: '2026-09-02', download: 'R1', by: ['人1'] },
    { at: '2026-09-09', withdraw: 'R1' },
    { at: '2026-09-10', restore: 'R1' },
  ])
  expect([odd.c('王'), odd.c('李'), odd.c('人0')]).toEqual([266 + 26, 267 + 27, 267 + 27])
})

test('held facts wait; cleared they are posted, upheld they earn nothing, and an appeal posts them', async () => {
  const held = [
    ...SHARED,
    { at: '2026-09-02 08:00', download: 'R1', by: ['人1'], id: 'dl' },
    { at: '2026-09-02 09:00', flag: 'F1', of: ['dl'] },
  ]
  const until = '2026-09-05'
  expect((await playDeeds(t.db, PEOPLE, held, { until })).c('王')).toBe(2000)
  const decide = (outcome: string, at: string) => ({ at, decide: 'F1', outcome })
  const cleared = [...held, decide('cleared', '2026-09-03')]
  expect((await playDeeds(t.db, PEOPLE, cleared, { until })).c('王')).toBe(2100)
  const upheld = [...held, decide('upheld', '2026-09-03')]
  expect((await playDeeds(t.db, PEOPLE, upheld, { until })).c('王')).toBe(2000)
  expect((await playDeeds(t.db, PEOPLE, [...upheld, decide('cleared', '2026-09-04')], { until })).c('王')).toBe(2100)
})

test('a quality bonus grows and shrinks with the weeks and is never below nothing in total', async () => {
  const rate = (at: string, stars: number) => ({ at, rate: 'R1', by: MANY.slice(0, 5), stars })
  const { rows, c } = await playDeeds(t.db, PEOPLE, [
    { at: '2026-09-07', share: 'R1', by: '王', type: '课件' },
    rate('2026-09-08', 4),
    rate('2026-09-15', 5),
    rate('2026-09-22', 1),
  ])
  const amounts = rows('qb:').map(([, amount]) => amount)
  expect(amounts).toEqual([80, 200, -280])
  expect(c('王')).toBe(1000)
})

test('what belongs to a locked term counts for the present one and says so', async () => {
  const { played } = await playDeeds(t.db, PEOPLE, [
    { at: '2027-01-30 10:00', share: 'R1', by: '王', type: '课件' },
    { at: '2027-02-01 09:00', lock: '2026-autumn' },
    { at: '2027-02-01 10:00', withdraw: 'R1' },
  ])
  expect(played.rows.find((row) => row.key === 'rev:up:R1')?.trace).toContain('（往期更正）')
  expect(played.rows.filter((row) => row.key.endsWith('up:R1')).map((row) => row.c)).toEqual([1000, -1000])
})

test('a share of the same day that came while another was away gives way when that one is restored', async () => {
  const ten = Array.from({ length: 10 }, (_, nth) => ({
    at: `2026-09-01 08:${10 + nth}`,
    share: `R${nth + 1}`,
    by: '王',
    type: '课件',
  }))
  const { c, rows } = await playDeeds(t.db, PEOPLE, [
    ...ten,
    { at: '2026-09-01 09:00', withdraw: 'R10' },
    { at: '2026-09-01 10:00', share: 'R11', by: '王', type: '课件' },
    { at: '2026-09-01 11:00', restore: 'R10' },
  ])
  expect(c('王')).toBe(5 * 1000 + 5 * 500)
  expect(rows('up:R11').map(([, amount]) => amount)).toEqual([500, 0])
})
