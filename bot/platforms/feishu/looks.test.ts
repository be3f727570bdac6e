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

test('while nothing was missed a chat is looked at ever more rarely: hourly when it is busy, else each four hours', () => {
  expect(looks(7, true)).toEqual([5, 10, 20, 40, 60, 60, 60])
  expect(looks(8, false)).toEqual([5, 10, 20, 40, 80, 160, 240, 240])
})

test('a find begins anew, and a chat that wakes up is looked at hourly again', () => {
  expect(nextLook(240 * MINUTE, { firstMs: 5 * MINUTE, isAnew: true, wasHeard: false })).toBe(5 * MINUTE)
  expect(nextLook(240 * MINUTE, { firstMs: 5 * MINUTE, isAnew: false, wasHeard: true })).toBe(60 * MINUTE)
})

test('a day of a busy group costs fewer than 30 calls', () => {
  const waits = looks(30, true)
  expect(waits.reduce((sum, minutes) => sum + minutes, 0)).toBeGreaterThan(24 * 60)
})
