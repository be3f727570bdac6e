import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { playDeeds } from '#test/history.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

// 王's courseware 10.00, two downloads 2.00, and quality 2.80: B = (5 × 3.6 + 5 × 5) / 10 = 4.3, Q = 1.28.
const PEOPLE = ['王', '李', '赵', '甲', '乙', '丙', '丁']
const WEEK = [
  { at: '2026-09-07 10:00', share: 'R1', by: '王', type: '课件', content: 'same', id: 'up' },
  { at: '2026-09-07 11:00', audit: 'R1', by: '赵', id: 'audit' },
  { at: '2026-09-08 08:00', download: 'R1', by: ['甲'], id: 'dl1' },
  { at: '2026-09-08 08:10', download: 'R1', by: ['乙'], id: 'dl2' },
  { at: '2026-09-09 08:00', rate: 'R1', by: ['甲'], stars: 5, id: 'rate1' },
  { at: '2026-09-09 08:10', rate: 'R1', by: ['乙', '丙', '丁', '李'], stars: 5 },
]
const CASE = { case: 'C1', resource: 'R1', approvals: ['李', '赵'] }

test.each([
  ['nothing happens', [], 1480, 1480],
  ['withdrawn after ten days: reversed', [{ at: '2026-09-17', withdraw: 'R1' }], 0, 0],
  ['withdrawn after forty days: kept', [{ at: '2026-10-17', withdraw: 'R1' }], 1480, 1480],
  [
    'withdrawn after forty days: stops earning',
    [
      { at: '2026-10-17', withdraw: 'R1' },
      { at: '2026-10-19', download: 'R1', by: ['丙'] },
    ],
    1480,
    1480,
  ],
  ['a duplicate of one’s own: reversed', [{ at: '2026-09-17', ...CASE, ruling: 'duplicate_own' }], 0, 0],
  ['a duplicate of another’s: reversed', [{ at: '2026-09-17', ...CASE, ruling: 'duplicate_other' }], 0, 0],
  ['plagiarism: reversed, and as much again', [{ at: '2026-09-17', ...CASE, ruling: 'plagiarism' }], -1480, 0],
  [
    'plagiarism again: twice what was reversed',
    [{ at: '2026-09-17', ...CASE, ruling: 'plagiarism', repeat: true }],
    -2960,
    0,
  ],
  [
    'plagiarism that one person decided: nothing',
    [{ at: '2026-09-17', ...CASE, ruling: 'plagiarism', approvals: ['李', '李'] }],
    1480,
    1480,
  ],
  ['a takedown in good faith: honour for downloads stays', [{ at: '2026-09-17', ...CASE, ruling: 'takedown' }], 200, 0],
  [
    'a takedown twice: what can be spent is taken once',
    [
      { at: '2026-09-17', ...CASE, ruling: 'takedown' },
      { at: '2026-09-18', ...CASE, case: 'C2', ruling: 'takedown' },
    ],
    200,
    0,
  ],
  [
    'a takedown, then plagiarism: honour for downloads goes, too, and as much again; nothing is spent twice',
    [
      { at: '2026-09-17', ...CASE, ruling: 'takedown' },
      { at: '2026-09-18', ...CASE, case: 'C2', ruling: 'plagiarism' },
    ],
    -200,
    0,
  ],
  [
    'a takedown, then fraud in one download',
    [
      { at: '2026-09-17', ...CASE, ruling: 'takedown' },
      { at: '2026-09-18', case: 'C2', approvals: ['李', '赵'], against: '甲', ruling: 'fraud', of: ['dl1'] },
    ],
    100,
    0,
  ],
  [
    'a takedown, then fraud, then an upheld appeal against the takedown: one download',
    [
      { at: '2026-09-17', ...CASE, ruling: 'takedown' },
      { at: '2026-09-18', case: 'C2', approvals: ['李', '赵'], against: '甲', ruling: 'fraud', of: ['dl1'] },
      { at: '2026-09-19', overturn: 'C1' },
    ],
    1380,
    1380,
  ],
  [
    'a takedown, then plagiarism, then an upheld appeal against the takedown: plagiarism stands',
    [
      { at: '2026-09-17', ...CASE, ruling: 'takedown' },
      { at: '2026-09-18', ...CASE, case: 'C2', ruling: 'plagiarism' },
      { at: '2026-09-19', overturn: 'C1' },
    ],
    -200,
    0,
  ],
  [
    'plagiarism after a takedown, and an upheld appeal against it: the takedown stands',
    [
      { at: '2026-09-17', ...CASE, ruling: 'takedown' },
      { at: '2026-09-18', ...CASE, case: 'C2', ruling: 'plagiarism' },
      { at: '2026-09-19', overturn: 'C2' },
    ],
    200,
    0,
  ],
  [
    'fraud in a download that was withdrawn and restored',
    [
      { at: '2026-09-17', withdraw: 'R1' },
      { at: '2026-09-18', restore: 'R1' },
      { at: '2026-09-19', case: 'C2', approvals: ['李', '赵'], against: '甲', ruling: 'fraud', of: ['dl1'] },
    ],
    1380,
    1380,
  ],
  [
    'what a case took stays taken when a withdrawal is undone',
    [
      { at: '2026-09-17', withdraw: 'R1' },
      { at: '2026-09-18', restore: 'R1' },
      { at: '2026-09-19', ...CASE, ruling: 'duplicate_own' },
      { at: '2026-09-20', withdraw: 'R1' },
      { at: '2026-09-21', restore: 'R1' },
    ],
    0,
    0,
  ],
  [
    'an upheld appeal does not give points for what its author has withdrawn meanwhile',
    [
      { at: '2026-09-17', ...CASE, ruling: 'duplicate_own' },
      { at: '2026-09-18', withdraw: 'R1' },
      { at: '2026-09-19', overturn: 'C1' },
    ],
    0,
    0,
  ],
  [
    'fraud: the rows of the ring and their weight',
    [{ at: '2026-09-17', ...CASE, resource: undefined, against: '甲', ruling: 'fraud', of: ['dl1', 'rate1'] }],
    1100,
    1100,
  ],
  ['a mistaken review costs the author nothing', [{ at: '2026-09-17', overturn_review: 'audit' }], 1480, 1480],
  [
    'a content error mended in time',
    [
      { at: '2026-09-14', freeze: 'R1' },
      { at: '2026-09-20', fix: 'R1' },
    ],
    1480,
    1480,
  ],
  ['a content error that nobody mends', [{ at: '2026-09-14', freeze: 'R1' }], 1200, 1200],
])('%s', async (_, events, c, s) => {
  const all = [...WEEK, ...events.map((one) => JSON.parse(JSON.stringify(one)))]
  const { c: contrib, s: spendable } = await playDeeds(t.db, PEOPLE, all, { until: '2026-10-20' })
  expect([contrib('王'), spendable('王')]).toEqual([c, s])
})

test.each(['duplicate_own', 'duplicate_other', 'plagiarism', 'takedown', 'fraud'])(
  'an upheld appeal against %s gives back exactly what was taken',
  async (ruling) => {
    const of = ruling === 'fraud' ? { of: ['dl1', 'rate1'], against: '甲' } : {}
    const fall = { at: '2026-09-17', ...CASE, ruling, ...of }
    const { c, s } = await playDeeds(t.db, PEOPLE, [...WEEK, fall, { at: '2026-09-18', overturn: 'C1' }], {
      until: '2026-09-29',
    })
    expect([c('王'), s('王')]).toEqual([1480, 1480])
  },
)

test('a penalty is at most what the policy says', async () => {
  const shares = { at: '2026-09-07 10:00', share: 'R1', by: '王', type: '单元包' }
  const { c, rows } = await playDeeds(t.db, PEOPLE, [
    shares,
    { at: '2026-09-17', ...CASE, ruling: 'plagiarism', repeat: true },
  ])
  expect([c('王'), rows('pen:')]).toEqual([-3000, [['pen:1', -3000]]])
})

test('who reports a duplicate earns two points, and the original is credited', async () => {
  const { c } = await playDeeds(t.db, PEOPLE, [
    ...WEEK,
    { at: '2026-09-10', share: 'R2', by: '李', type: '课件', content: 'same' },
    { at: '2026-09-16', report_duplicate: 'D1', by: '丁' },
    { at: '2026-09-17', ...CASE, ruling: 'duplicate_other', approvals: ['丙', '赵'], original: 'R2' },
  ])
  expect([c('王'), c('李'), c('丁')]).toEqual([0, 1000, 200])
})

test('the reviewer’s points go back, once, when the review was mistaken', async () => {
  const { c } = await playDeeds(t.db, PEOPLE, [
    ...WEEK,
    { at: '2026-09-17', overturn_review: 'audit' },
    { at: '2026-09-18', case: 'C2', ruling: 'reviewer_error', against: '赵', approvals: ['李', '丁'], of: ['audit'] },
  ])
  expect(c('赵')).toBe(0)
})

test('what is taken down after it can be spent may leave a debt, which honour does not have', async () => {
  const { c, available } = await playDeeds(t.db, PEOPLE, [
    ...WEEK,
    { at: '2026-09-22', redeem: 12, by: '王' },
    { at: '2026-09-23', withdraw: 'R1' },
  ])
  expect([c('王'), available('王')]).toEqual([0, -1200])
})

test('the same bytes earn nothing a second time after a withdrawal', async () => {
  const { c } = await playDeeds(t.db, PEOPLE, [
    ...WEEK,
    { at: '2026-09-17', withdraw: 'R1' },
    { at: '2026-09-18', share: 'R2', by: '王', type: '课件', content: 'same' },
  ])
  expect(c('王')).toBe(0)
})
