import { expect, test } from 'vitest'
import { batched } from './batch.ts'

test('what comes while a run is under way shares the next one, in order', async () => {
  const runs: number[][] = []
  const double = batched<number, number>(
    async (items) => {
      runs.push([...items])
      return items.map((item) => item * 2)
    },
    { atMost: 3, isOfItem: () => true },
  )
  expect(await Promise.all([1, 2, 3, 4, 5].map((item) => double(item)))).toEqual([2, 4, 6, 8, 10])
  expect(runs).toEqual([[1], [2, 3, 4], [5]])
})

test('one bad item fails alone', async () => {
  const work = batched<number, number>(
    async (items) => {
      if (items.includes(3)) throw new Error('three')
      return items.map((item) => item)
    },
    { atMost: 10, isOfItem: () => true },
  )
  const found = await Promise.allSettled([1, 2, 3, 4].map((item) => work(item)))
  expect(found.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})

test('an answer too few is an error, and nobody waits for ever', async () => {
  const work = batched<number, number>(async () => [], { atMost: 10, isOfItem: () => true })
  await expect(work(1)).rejects.toThrow('1 items, 0 answers')
})

test('a failure that lies in no item is everybody’s, and is not tried again for each', async () => {
  let runs = 0
  const work = batched<number, number>(
    async () => {
      runs += 1
      throw new Error('the server is away')
    },
    { atMost: 10, isOfItem: () => false },
  )
  const found = await Promise.allSettled([1, 2, 3].map((item) => work(item)))
  expect(found.map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(runs).toBe(2)
})
