import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultPolicy } from '../policy/defaults.ts'
import { percentile, type SchoolInputs, scoreSchools } from './score.ts'
import { tierOf } from './tier.ts'

const rules = () => defaultPolicy().school_index
const tiers = defaultPolicy().tiers

/** A school whose raw figures are n, q and i. */
function school(schoolId: string, fte: number, n: number, q: number, i: number): SchoolInputs {
  const means = Array.from({ length: 10 }, () => (20 * q - 10 * 3.6) / 10)
  return {
    schoolId,
    fte,
    originals: n * fte,
    means,
    externalUsers: i * Math.sqrt(fte),
    lectureAttendees: 0,
    facilityHours: 0,
  }
}

const THREE = [school('一中', 80, 8, 3.99, 34.1), school('二中', 30, 10, 4.04, 51.1), school('乡小', 12, 5, 3.71, 4.3)]

test('three schools stand as the model’s table says', () => {
  const scores = scoreSchools(THREE, rules)
  expect(scores.map(({ number, quality, influence }) => [number, quality, influence].map((x) => x.toFixed(2)))).toEqual(
    [
      ['0.80', '0.66', '0.67'],
      ['1.00', '0.68', '1.00'],
      ['0.50', '0.54', '0.08'],
    ],
  )
  expect(scores.map(({ index }) => index)).toEqual([70.5, 87.4, 39])
})

test('with five schools or more, the 90th percentile is the measure, and nobody is above 1', () => {
  const five = [...THREE, school('四', 40, 6, 3.6, 9), school('五', 40, 90, 3.6, 9)]
  const scores = scoreSchools(five, rules)
  expect(scores.map(({ number }) => number).every((number) => number <= 1)).toBe(true)
  expect(scores[1]?.number).toBeCloseTo(10 / percentile([8, 10, 5, 6, 90], 0.9))
})

test('a school without anything has an index made of the prior quality alone, whatever the others have', () => {
  const [empty] = scoreSchools([school('空', 10, 0, 3.6, 0)], rules)
  expect(empty).toMatchObject({ number: 0, influence: 0, index: 19.6 })
})

test('the same inputs in another order give the same index', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.nat(40), fc.nat(60)), { minLength: 1 }),
      (rows) => {
        const inputs = rows.map(([fte, n, i], nth) => school(`s${nth}`, fte, n, 3.8, i))
        const byId = (list: SchoolInputs[]) =>
          Object.fromEntries(scoreSchools(list, rules).map((score) => [score.schoolId, score.index]))
        expect(byId([...inputs].reverse())).toEqual(byId(inputs))
      },
    ),
  )
})

const state = (before?: 'A' | 'B' | 'C', atTermStart = before, nthTerm = 9) => ({ before, atTermStart, nthTerm })

test('a tier is entered at its bound at first, and later only beyond the hysteresis', () => {
  expect(tierOf(75, state(), tiers)).toBe('A')
  expect(tierOf(77.9, state('B'), tiers)).toBe('B')
  expect(tierOf(78, state('B'), tiers)).toBe('A')
  expect(tierOf(72, state('A'), tiers)).toBe('A')
  expect(tierOf(71.9, state('A'), tiers)).toBe('B')
})

test('a school falls by one step a term at most, and not below B in its first two terms', () => {
  expect(tierOf(10, state('A'), tiers)).toBe('B')
  expect(tierOf(10, state('B', 'A'), tiers)).toBe('B')
  expect(tierOf(10, state('B', 'B'), tiers)).toBe('C')
  expect(tierOf(39.1, state(undefined, undefined, 1), tiers)).toBe('B')
  expect(tierOf(39.1, state('B', 'B', 3), tiers)).toBe('C')
})
