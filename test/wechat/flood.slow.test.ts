import { Readable } from 'node:stream'
import { FileBox } from 'file-box'
import { expect, test } from 'vitest'
import { chatter, flood } from './flooding.ts'

test('two thousand messages later the adapter holds what it held before', async () => {
  const { early, late } = await flood(async (flooded) => ({
    early: await chatter(flooded, 0, 1_000),
    late: await chatter(flooded, 1_000, 2_000),
  }))
  expect(late.heard).toBe(3_000)
  // A message that is kept with its payload is some kilobytes; two thousand of them would be seen.
  expect(late.heapMb - early.heapMb).toBeLessThan(10)
  expect(late.buffersMb - early.buffersMb).toBeLessThan(10)
})

test('a file of 200 MB passes through without being held', async () => {
  const size = 200 * 1_048_576
  const held = await flood(async ({ world, li, room, until }) => {
    const one = Buffer.alloc(1_048_576, 7)
    const pieces = () => Readable.from(Array.from({ length: 200 }, () => one))
    world.uploads(li, room.id, '录像.mp4', () => FileBox.fromStream(pieces(), '录像.mp4'))
    return until(1)
  })
  expect(held.bytes).toBe(size)
  expect(held.buffersMb).toBeLessThan(60)
  expect(held.rssMb).toBeLessThan(450)
})
