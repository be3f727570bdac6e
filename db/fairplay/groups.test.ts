import { expect, test } from 'vitest'
import { type Edge, groupsOf } from './groups.ts'
import { gap } from './people.ts'
import { farness } from './single.ts'

const RING = { people: [3, 8] as [number, number], tie_events: 2, tie_share: 0.15 }
const circle = (ids: readonly number[], n: number): Edge[] =>
  ids.map((author, index) => ({ author, actor: ids[(index + 1) % ids.length] ?? author, n }))
const everybody = (ids: readonly number[], n: number): Edge[] =>
  ids.flatMap((author) => ids.filter((actor) => actor !== author).map((actor) => ({ author, actor, n })))

test('people who take from one another around a circle are a group; a chain is none', () => {
  expect(groupsOf(circle([1, 2, 3, 4], 5), RING)).toEqual([[1, 2, 3, 4]])
  expect(groupsOf(circle([1, 2, 3, 4], 5).slice(1), RING)).toEqual([])
})

test('two people are a pair, not a group', () => {
  expect(groupsOf(everybody([1, 2], 9), RING)).toEqual([])
})

test('a ring hidden in a busy crowd comes out when the weaker ties are let go', () => {
  const crowd = everybody([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 3)
  const ring = everybody([2, 5, 9], 20)
  const both = crowd.map((edge) => ring.find((one) => one.author === edge.author && one.actor === edge.actor) ?? edge)
  expect(groupsOf(both, RING)).toEqual([[2, 5, 9]])
})

test('a crowd of even ties is too large to be a ring', () => {
  expect(groupsOf(everybody([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 4), { ...RING, tie_share: 0 })).toEqual([])
})

test('a rating is far off only against enough history, and a narrow history does not make every difference far', () => {
  const rule = { history: 5, least_spread: 0.8 }
  expect(farness(1, [5, 5, 5, 5], rule)).toBe(0)
  expect(farness(1, [5, 5, 5, 5, 5], rule)).toBe(-5)
  expect(Math.abs(farness(4, [5, 5, 5, 5, 5], rule))).toBeLessThan(2.5)
})

test('shares of yes are compared by their standard error', () => {
  expect(gap(8, 8, 3, 12)).toBeGreaterThan(2.5)
  expect(gap(5, 10, 50, 100)).toBe(0)
  expect(gap(10, 10, 20, 20)).toBe(0)
})
