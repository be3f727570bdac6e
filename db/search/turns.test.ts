import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

/** Work that ends when it is told to. */
function works(count: number) {
  const begun: number[] = []
  const ends: ((failed?: Error) => void)[] = []
  const work = (n: number) => () => {
    begun.push(n)
    return new Promise<number>((resolve, reject) => {
      ends[n] = (failed) => (failed ? reject(failed) : resolve(n))
    })
  }
  return { begun, ends, all: Array.from({ length: count }, (_, n) => work(n)) }
}

test('so many work at a time, and the others in the order in which they came', async () => {
  const turns = new Turns(2)
  const { begun, ends, all } = works(4)
  const done = all.map((work) => turns.take(work))
  expect(begun).toEqual([0, 1])
  ends[1]?.()
  await done[1]
  expect(begun).toEqual([0, 1, 2])
  ends[0]?.()
  await done[0]
  expect(begun).toEqual([0, 1, 2, 3])
  ends[2]?.()
  ends[3]?.()
  expect(await Promise.all(done)).toEqual([0, 1, 2, 3])
})

test('work that fails gives its turn to the next', async () => {
  const turns = new Turns(1)
  const { begun, ends, all } = works(2)
  const done = all.map((work) => turns.take(work))
  ends[0]?.(new Error('failed'))
  await expect(done[0]).rejects.toThrow('failed')
  expect(begun).toEqual([0, 1])
  ends[1]?.()
  expect(await done[1]).toBe(1)
})
