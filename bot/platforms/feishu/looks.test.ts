import { expect, test } from 'vitest'
import { nextLook } from './looks.ts'

const MINUTE = 60_000
const looks = (count: number, wasHeard: boolean) => {
  const waits: number[] = []
  for (let index = 0; index < count; index += 1) {
    waits.push(nextLook(waits.at(-1), { firstMs: 5 * MINUTE, isAnew: false, wasHeard }))
  }
  return waits.map((ms) => ms / MINUTE)
}

test('a chat in which people talk is looked at every few minutes, a quiet one ever more rarely, at least hourly', () => {
  expect(looks(4, true)).toEqual([5, 5, 5, 5])
  expect(looks(7, false)).toEqual([5, 10, 20, 40, 60, 60, 60])
})

test('a find, or somebody who speaks, begins anew', () => {
  const first = { firstMs: 5 * MINUTE }
  expect(nextLook(60 * MINUTE, { ...first, isAnew: true, wasHeard: false })).toBe(5 * MINUTE)
  expect(nextLook(60 * MINUTE, { ...first, isAnew: false, wasHeard: true })).toBe(5 * MINUTE)
})
