import { expect, test } from 'vitest'
import { openGathering } from './gather.ts'

const nobody = { most: 3, atOnce: 1, waitMs: 60_000, moreToCome: () => false, together: () => true }

test('what comes while a batch is done is the next batch, and everybody hears their own end', async () => {
  const done: number[][] = []
  const gathering = openGathering<number, string>({
    ...nobody,
    async work(pieces) {
      done.push([...pieces])
      return pieces.map((piece) => `end of ${piece}`)
    },
  })
  expect(await Promise.all([1, 2, 3, 4, 5].map((piece) => gathering.add(piece)))).toEqual(
    [1, 2, 3, 4, 5].map((piece) => `end of ${piece}`),
  )
  expect(done).toEqual([[1], [2, 3, 4], [5]])
})

test('a batch waits for those that are still to come, and no longer than until it is full', async () => {
  const done: number[][] = []
  const gathering = openGathering<number, number>({
    ...nobody,
    moreToCome: () => true,
    async work(pieces) {
      done.push([...pieces])
      return [...pieces]
    },
  })
  await Promise.all([1, 2, 3].map((piece) => gathering.add(piece)))
  expect(done).toEqual([[1, 2, 3]])
})

test('pieces that do not go together come one batch after the other', async () => {
  const done: number[][] = []
  const gathering = openGathering<number, number>({
    ...nobody,
    together: (piece, before) => before.every((other) => other % 10 !== piece % 10),
    async work(pieces) {
      done.push([...pieces])
      return [...pieces]
    },
  })
  await Promise.all([1, 2, 12, 22, 3].map((piece) => gathering.add(piece)))
  expect(done).toEqual([[1], [2, 3], [12], [22]])
})

test('when a batch fails each piece has a try of its own, and only the guilty one fails', async () => {
  const gathering = openGathering<number, number>({
    ...nobody,
    async work(pieces) {
      if (pieces.includes(3)) throw new Error('three')
      return [...pieces]
    },
  })
  const ends = await Promise.allSettled([1, 2, 3, 4].map((piece) => gathering.add(piece)))
  expect(ends.map((end) => end.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})

test('batches are done side by side, and what resembles a piece of one waits for its end', async () => {
  const begun: number[][] = []
  const first = Promise.withResolvers<void>()
  const gathering = openGathering<number, number>({
    ...nobody,
    atOnce: 2,
    together: (piece, before) => before.every((other) => other % 10 !== piece % 10),
    async work(pieces) {
      begun.push([...pieces])
      if (pieces.includes(1)) await first.promise
      return [...pieces]
    },
  })
  const [one, two, eleven] = [1, 2, 11].map((piece) => gathering.add(piece))
  expect(await two).toBe(2)
  expect(begun).toEqual([[1], [2]])
  first.resolve()
  expect([await one, await eleven]).toEqual([1, 11])
  expect(begun).toEqual([[1], [2], [11]])
})
