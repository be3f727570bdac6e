import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import type { Limits } from './limits.ts'
import { openShare } from './share.ts'

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
