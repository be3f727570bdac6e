import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { verifyLedger } from '#db/ledger/verify.ts'
import { defaultPolicyText } from '#db/policy/defaults.ts'
import { UserFacingError } from '#kit/errors.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { historySchema } from './format.ts'
import { playHistory } from './play.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

test('the worked week of the model comes out to the 厘', async () => {
  const text = readFileSync('docs/examples/history.yaml', 'utf8')
  const played = await playHistory(t.db, historySchema.parse(parse(text)), defaultPolicyText())
  const of = (name: string) => {
    const found = played.balances.find((one) => one.person === name)
    return [found?.contribution, found?.spendable, found?.pending]
  }
  expect({ 王: of('王'), 李: of('李'), 赵: of('赵'), 陈: of('陈') }).toEqual({
    王: [3312, 1000, 3212],
    李: [1900, 0, 2400],
    赵: [1900, 500, 2500],
    陈: [400, 0, 400],
  })
  expect(played.people).toEqual([
    { rank: 1, person: '王', points: 3312 },
    { rank: 2, person: expect.stringMatching(/李|赵/), points: 1900 },
    { rank: 2, person: expect.stringMatching(/李|赵/), points: 1900 },
    { rank: 4, person: '陈', points: 400 },
  ])
  expect(
    played.departments.map((one) => [one.rank, one.department, one.roster, one.points, one.per_head, one.shrunken]),
  ).toEqual([
    [1, '一中数学', 5, 3312, 662, 580],
    [2, '二中数学', 4, 1900, 475, 461],
    [3, '一中语文', 6, 1900, 317, 358],
    [4, '二中实验', 2, 400, 200, 345],
  ])
  expect(played.rows.filter((row) => row.key === 'qb:R1:2026w37')).toMatchObject([{ c: 312, person: '王' }])
  expect(played.rows.filter((row) => row.key.startsWith('dl:R1:') && row.c > 0)).toHaveLength(12)
  expect(await verifyLedger(t.db, 'history')).toMatchObject({ ok: true, problems: [] })
})

/** Contribution, what can be spent, what is not in force yet. 厘. */
async function playFile(path: string, school: string) {
  const history = historySchema.parse(parse(readFileSync(path, 'utf8')))
  const played = await playHistory(t.db, history, defaultPolicyText(), school)
  const balances = played.balances.map((one) => [one.person, [one.contribution, one.spendable, one.pending]])
  expect(await verifyLedger(t.db, school)).toMatchObject({ ok: true, problems: [] })
  return { played, balances: Object.fromEntries(balances) }
}

test('the second worked history comes out as it was worked out by hand', async () => {
  const { played, balances } = await playFile('docs/examples/history-two-terms.yaml', 'two')
  // A1 = 10 × 1.2 = 12, shared 9 : 3. Downloads: n 1–10 at 1.00 (0.75 : 0.25), 11–12 at 0.50 (0.37 : 0.13), 13–20 by the
  // other school at 0.5 × 1.5 = 0.75 (0.56 : 0.19); the cap of 20 leaves two out. The first one is taken back, one of the
  // two comes in as the 20th: 12 − 1 + … = 16.75, shared 12.53 : 4.22. Selected: 30, then 50 more, 60 : 20.
  // 冯: 8 × 1.5 = 12, first share 5, one download 0.80, attended 1; B = (18 + 30.5) / 12.5 = 3.88, Q = 1.112, 12 × 0.112 =
  // 1.34; from the other account 6, while its first share and its download of A3 are one's own or twice.
  // 郑: 15 × 0.6 = 9, taken back, and as much again; reviews 2 × 2, answer 5, lecture 20; the bounty of 8 can be spent.
  expect(balances).toEqual({
    周: [900 + 100 + 200 + 1253 + 6000, 900 + 100 + 200 + 1253 + 6000, 0],
    吴: [300 + 422 + 2000, 300 + 422 + 2000, 0],
    冯: [1200 + 500 + 80 + 134 + 100 + 600, 1200 + 500 + 80 + 134 + 600, 0],
    冯二: [0, 0, 0],
    许: [100 + 100 + 200, 2000 - 800 + 100 + 200 - 1500, 0],
    高: [500 + 200 + 600, 500, 0],
    郑: [900 - 900 - 900 + 400 + 500 + 2000, 400 + 500 + 2000 + 800, 0],
    何: [400 + 500, 400 + 500, 0],
  })
  expect(played.refused).toMatchObject([{ person: '许', what: 'redeem 1', has: 0 }])
  expect(played.rows.find((row) => row.key === 'rev:up:A5')?.trace).toContain('往期更正')
})

test('the third worked history comes out as it was worked out by hand', async () => {
  const { played, balances } = await playFile('docs/examples/history-hard-cases.yaml', 'hard')
  // 甲 shares 5 × 6 + 5 × 3, the 11th of the day 0; the plan, corrected, 10, as the 11th item of the term that it was; the
  // same content 0; nine links at 2 and, as the 21st item, one at 1: 74. Downloads: pupils 4 × 0.5; 6 × 1 + 10 × 0.5; then
  // 10 × 0.5 + 5 × 0.2: 19; P1 0.60. B = (18 + 27) / 11, with the panel 0.6 × 4.2 + 0.4 B = 4.1564, Q = 1.2225: 2.23; a week
  // later m = 4.2, B = 51.5 / 11.5, Q = 1.0445: 0.45. The takedown takes 6 and what can be spent of 0.60; into its
  // room comes the 11th of that day: half of 6, and half again as the 21st item of the term that counts.
  expect(balances).toEqual({
    甲: [7400 + 1900 + 60 + 45 - 600 + 150, 7400 + 1900 + 45 - 600 + 150, 0],
    乙: [500, 500, 0],
    丙: [0, 3000 - 500 + 1000 - 400, 0],
    丙二: [0, 0, 0],
    丁: [1000, 1000 + 500, 0],
    戊: [800 + 600 + 900 + 160, 800 + 600 + 900 + 160, 0],
    己: [480, 480, 0],
  })
  expect(played.rows.filter((row) => row.key.startsWith('qb:P12:')).map((row) => row.c)).toEqual([223, -178])
})

const PEOPLE = { people: { 王: { shared_before: true }, 李: { shared_before: true } } }
const share = (nth: number) => ({ at: `2026-09-01 08:0${nth}`, share: `R${nth}`, by: '王', type: '教案' })
const play = (events: Record<string, unknown>[], school: string, lines: number[] = []) =>
  playHistory(t.db, historySchema.parse({ ...PEOPLE, events }), defaultPolicyText(), school, lines)

test.each([
  ['an unknown event', { at: '2026-09-01', shared: 'R1', by: '王' }, '没有“shared”这种事件。可以写：share'],
  ['an unknown type', { at: '2026-09-01', share: 'R1', by: '王', type: '教按' }, '没有“教按”这个资源类型，可以写：'],
  ['an unknown person', { at: '2026-09-01', share: 'R1', by: '赵', type: '教案' }, '没有这个人：赵'],
  ['no time', { share: 'R1', by: '王' }, '没有写 at'],
  ['a word too much', { at: '2026-09-01', share: 'R1', by: '王', typ: '教案' }, '看不懂 share'],
])('%s is refused with its line', async (what, event, words) => {
  const error = await play([share(1), event], `bad ${what}`, [7, 8]).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(UserFacingError)
  expect(error.sentence.zh).toContain('第 2 个事件（第 8 行）')
  expect(error.sentence.zh).toContain(words)
  expect(error.sentence.en).toContain('Event 2 (line 8)')
})

test('a corrected item keeps its place among those of its day, also when the day is full', async () => {
  const day = Array.from({ length: 9 }, (_, nth) => share(nth + 1))
  const more = ['10', '11'].map((nth) => ({ at: `2026-09-01 08:${nth}`, share: `R${nth}`, by: '王', type: '教案' }))
  const { rows, balances } = await play(
    [
      ...day,
      ...more,
      { at: '2026-09-02', correct: 'R1', type: '课件' },
      { at: '2026-09-02', correct: 'R6', type: '课件' },
    ],
    'place',
  )
  // The first of the day in full, the sixth half, and the eleventh does not come into their room.
  expect(rows.filter((row) => /^up:R(1|6|11)(:\d)?$/.test(row.key) && row.c !== 800).map((row) => row.c)).toEqual([
    400, 1000, 500,
  ])
  expect(balances.find((one) => one.person === '王')?.contribution).toBe(1000 + 4 * 800 + 500 + 4 * 400)
})

test('a download that turns out to be one’s own leaves its place to the next person', async () => {
  const crowd = (count: number) => ({ by: { count } })
  const events = [
    { at: '2026-09-01 08:00', share: 'R1', by: '王', type: '课件' },
    { at: '2026-09-02 08:00', download: 'R1', by: '李' },
    { at: '2026-09-02 09:00', download: 'R1', ...crowd(9) },
    { at: '2026-09-03 08:00', merge: '李', into: '王' },
    { at: '2026-09-04 08:00', download: 'R1', ...crowd(1) },
  ]
  const { balances } = await play(events, 'merged download')
  // Nine others at 1.00, and the next is the tenth, in full too.
  expect(balances.find((one) => one.person === '王')?.contribution).toBe(1000 + 900 + 100)
})

test('whoever changes schools keeps their points, and what they shared stays where it was', async () => {
  const events = [
    { at: '2026-09-01 08:00', share: 'R1', by: '王', type: '课件' },
    { at: '2026-09-02 08:00', transfer: '王', to: '二中', department: '二中数学' },
    { at: '2026-09-03 08:00', arrive: '新', school: '二中', contribution: 40, opening: 5, shared_before: true },
    { at: '2026-09-04 08:00', download: 'R1', by: '李' },
    { at: '2026-09-04 09:00', download: 'R1', by: '新' },
    { at: '2026-09-05 08:00', share: 'R2', by: '王', type: '课件' },
    { at: '2026-09-06 08:00', download: 'R2', by: ['李', '新'] },
    { at: '2026-09-06 09:00', leave: '新' },
  ]
  const people = { 王: { school: '一中', shared_before: true }, 李: { school: '一中', shared_before: true } }
  const history = historySchema.parse({ people, events })
  const { balances, people: ranked } = await playHistory(t.db, history, defaultPolicyText(), 'transfer')
  // R1 is 一中's: 李 is no other school's, 新 is; of R2 it is the other way round.
  expect(balances.map((one) => [one.person, one.contribution])).toEqual([
    ['王', 2 * 1000 + 2 * (100 + 150)],
    ['李', 0],
    ['新', 4000],
  ])
  expect(ranked.map((one) => one.person)).toEqual(['王'])
})
