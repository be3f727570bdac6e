import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import type { Limits } from './limits.ts'
import { commonPace, openShare } from './share.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

test('each process takes its part of the app’s limits, and the part of one that left', async () => {
  const seen: number[] = []
  const limits: Limits = {
    take: async () => undefined,
    pause: () => undefined,
    shareAmong: (count) => seen.push(count),
  }
  const open = (appId: string) => openShare({ db: database.db, appId, limits, log: silentLog })
  const first = await open('cli_1')
  const second = await open('cli_1')
  const other = await open('cli_2')
  await second.stop()
  const third = await open('cli_1')
  for (const share of [first, other, third]) await share.stop()
  const last = await open('cli_1')
  expect(seen).toEqual([1, 2, 1, 2, 1])
  await last.stop()
})

test('a chat’s calls are counted over all processes: the sixth in a second waits, another chat’s does not', async () => {
  const one = commonPace(database.db, 'cli_pace')
  const other = commonPace(database.db, 'cli_pace')
  const waits: number[] = []
  for (const pace of [one, other, one, one, other]) waits.push(await pace.take('place:oc_1', 5, 60_000))
  expect(waits).toEqual([0, 0, 0, 0, 0])
  const wait = await other.take('place:oc_1', 5, 60_000)
  expect(wait).toBeGreaterThan(30_000)
  expect(wait).toBeLessThanOrEqual(60_000)
  expect(await other.take('place:oc_2', 5, 60_000)).toBe(0)
  expect(await commonPace(database.db, 'cli_else').take('place:oc_1', 5, 60_000)).toBe(0)
})

test('calls made at the same instant by many are never more than the limit', async () => {
  const paces = Array.from({ length: 4 }, () => commonPace(database.db, 'cli_many'))
  const waits = await Promise.all(
    Array.from({ length: 20 }, (_, index) => paces[index % 4]?.take('place:oc_1', 5, 60_000)),
  )
  expect(waits.filter((ms) => ms === 0)).toHaveLength(5)
})

test('a pause that one process was asked for holds the others back, and a shorter one does not end it', async () => {
  const [one, other] = [commonPace(database.db, 'cli_pause'), commonPace(database.db, 'cli_pause')]
  await one.pause('place:oc_1', 60_000)
  await one.pause('api:send', 50_000)
  await one.pause('place:oc_1', 10)
  expect(await other.take('place:oc_1', 5, 1_000)).toBeGreaterThan(30_000)
  expect(await other.paused(['api:send'])).toBeGreaterThan(30_000)
  expect(await other.paused(['api:reply'])).toBe(0)
})
