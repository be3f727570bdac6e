import { expect, test } from 'vitest'
import type { Entry } from './blocks.ts'
import { KeptTerms, leave, NONE } from './kept-terms.ts'

const entry = (bytes: number): Entry => ({ df: 1, list: new Uint8Array(bytes) })

test('what was asked for lately stays, what was not makes room', () => {
  const kept = new KeptTerms(10 * 1_400)
  for (let key = 0; key < 10; key += 1) kept.keep(1, key, entry(1_000))
  for (let key = 0; key < 5; key += 1) kept.find(1, key)
  for (let key = 10; key < 15; key += 1) kept.keep(1, key, entry(1_000))
  expect([0, 1, 2, 3, 4].map((key) => kept.find(1, key)?.df)).toEqual([1, 1, 1, 1, 1])
  const others = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14].filter((key) => kept.find(1, key))
  expect(others).toEqual([10, 11, 12, 13, 14])
})

test('an entry that grows takes the room of others, and never more than there is', () => {
  const kept = new KeptTerms(10 * 1_400)
  const first = kept.keep(1, 0, entry(1_000))
  for (let key = 1; key < 10; key += 1) kept.keep(1, key, entry(1_000))
  kept.find(1, 0)
  first.skips = new Int32Array(1_000)
  kept.grew(first)
  const there = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((key) => kept.find(1, key))
  expect(there).toContain(0)
  expect(there).toHaveLength(7)
})

test('two that read the same hold the same', () => {
  const kept = new KeptTerms(10_000)
  const first = kept.keep(1, 7, entry(10))
  expect(kept.keep(1, 7, entry(10))).toBe(first)
  expect(kept.find(1, 7)).toBe(first)
  expect(kept.find(2, 7)).toBeUndefined()
})

test('a segment that is gone is forgotten at once, and its room is free', () => {
  const kept = new KeptTerms(10 * 1_400)
  for (let key = 0; key < 10; key += 1) kept.keep(1, key, entry(1_000))
  kept.keep(1, 10, NONE)
  kept.forget(1)
  expect(NONE.list).toHaveLength(0)
  for (let key = 0; key < 10; key += 1) kept.keep(2, key, entry(1_000))
  expect(kept.find(1, 3)).toBeUndefined()
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].every((key) => kept.find(2, key))).toBe(true)
})

test('of terms that are not there so many are known, and the others stay', () => {
  const kept = new KeptTerms(10_000)
  const first = kept.keep(1, 1, entry(10))
  for (let key = 2; key <= 150_000; key += 1) kept.keep(1, key, NONE)
  expect(kept.find(1, 150_000)).toBe(NONE)
  kept.keep(2, 1, NONE)
  expect(kept.find(1, 150_000)).toBeUndefined()
  expect(kept.find(1, 1)).toBe(first)
  expect(kept.find(2, 1)).toBe(NONE)
})

test('what makes room gives its bytes back at once, and what a question has before it with that question', () => {
  const kept = new KeptTerms(1_400)
  const [first, second] = [entry(1_000), entry(1_000)]
  const bytes = [first.list, second.list]
  kept.keep(1, 1, first)
  kept.keep(1, 2, second)
  leave([second])
  expect(kept.find(1, 1)).toBeUndefined()
  expect(bytes.map((list) => list?.length)).toEqual([1_000, 1_000])
  leave([first, NONE])
  expect(bytes.map((list) => list?.length)).toEqual([0, 1_000])
  expect(first.list).toBeUndefined()
  kept.keep(1, 3, entry(1_000))
  expect(bytes.map((list) => list?.length)).toEqual([0, 0])
})

test('what is too large to be kept is there for the question that has read it', () => {
  const kept = new KeptTerms(1_000)
  const large = kept.keep(1, 1, entry(10_000))
  expect(kept.find(1, 1)).toBeUndefined()
  expect(large.list).toHaveLength(10_000)
})

test('however much comes and goes, what is asked for each time stays', () => {
  const kept = new KeptTerms(10 * 1_400)
  kept.keep(1, 0, entry(1_000))
  for (let key = 1; key < 20_000; key += 1) {
    kept.keep(1, key, entry(1_000))
    expect(kept.find(1, 0)).toBeDefined()
  }
})
