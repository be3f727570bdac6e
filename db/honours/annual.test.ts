import { expect, test } from 'vitest'
import { defaultPolicy } from '../policy/defaults.ts'
import {
  type AnnualInput,
  percentile,
  rankAnnual,
  schoolYearAt,
  schoolYearOf,
  shortlist,
  termsOfYear,
} from './annual.ts'

const weights = defaultPolicy().honours.annual
const one = (
  memberId: number,
  subject: string,
  contribution: number,
  quality: number | undefined,
  beneficiaries: number,
) => ({ memberId, name: `${memberId}`, subject, contribution, quality, beneficiaries }) satisfies AnnualInput

test('percentiles are inside a subject: half of the equal ones and all below', () => {
  expect(percentile(3, [1, 2, 3, 4])).toBe(0.625)
  expect(percentile(3, [3, 3])).toBe(0.5)
  expect(percentile(1, [1])).toBe(0.5)
})

test('the composite is 0.35 contribution, 0.35 quality, 0.30 people reached, and joint places are 1, 2, 2, 4', () => {
  const ranked = rankAnnual(
    [
      one(1, 'math', 400, 4.5, 30),
      one(2, 'math', 300, 4.0, 10),
      one(3, 'chinese', 5, undefined, 9),
      one(4, 'chinese', 5, undefined, 9),
    ],
    weights,
  )
  // math: 0.75 and 0.25 on all three; chinese: 0.5 of contribution and reach, 0 of quality.
  expect(ranked.map(({ memberId, composite, place }) => [memberId, composite, place])).toEqual([
    [1, 0.75, 1],
    [3, 0.325, 2],
    [4, 0.325, 2],
    [2, 0.25, 4],
  ])
})

test('the order of the input makes no difference, and who is joint with the last is on the shortlist', () => {
  const inputs = Array.from({ length: 40 }, (_, n) =>
    one(n + 1, n % 2 === 0 ? 'math' : 'art', (n * 7919) % 13, 3 + (n % 5) / 4, n % 7),
  )
  const forward = rankAnnual(inputs, weights)
  expect(rankAnnual([...inputs].reverse(), weights)).toEqual(forward)
  const short = shortlist(forward, weights)
  expect(short.length).toBeGreaterThanOrEqual(weights.places * weights.shortlist)
  const last = short.at(-1)
  expect(forward.filter((row) => row.composite === last?.composite).every((row) => short.includes(row))).toBe(true)
})

test('a school year runs from September to August and has the terms that have begun', () => {
  expect([schoolYearAt('2026-08-31'), schoolYearAt('2026-09-01')]).toEqual(['2025-2026', '2026-2027'])
  const year = schoolYearOf('2026-2027', 'Asia/Shanghai')
  if (!year) throw new Error('no year')
  const ids = (now: string) => termsOfYear(defaultPolicy(), year, 'Asia/Shanghai', new Date(now)).map((term) => term.id)
  expect(ids('2026-11-20T00:00:00Z')).toEqual(['2026-autumn'])
  expect(ids('2027-09-20T00:00:00Z')).toEqual(['2026-autumn', '2027-spring'])
  expect(schoolYearOf('2026-2028', 'Asia/Shanghai')).toBeUndefined()
})
