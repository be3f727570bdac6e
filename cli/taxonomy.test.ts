import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEnv } from '#kit/env.ts'
import type { Text } from '#kit/lang.ts'
import { openLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import type { Io } from './io.ts'
import { add, remove } from './taxonomy.ts'

let t: TestDatabase
const said: Text[] = []
beforeAll(async () => {
  t = await freshDatabase()
  await t.db
    .insertInto('school')
    .values({ id: 's', name: 's', name_en: 's', locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .execute()
})
afterAll(() => t.drop())

const io = (): Io => ({
  env: readEnv({ DATABASE_URL: t.url }),
  log: openLog('silent'),
  say: (text) => void said.push(text),
  json: () => undefined,
  print: () => undefined,
})

test('words for a subject or type are said under its name, not its key, and go away under it', async () => {
  await add(io(), 'type', '试题', ['周周练'], { school: 's' })
  expect(said[0]?.zh).toContain('已加入「试题」：周周练。')
  expect(said[0]?.zh).toContain('taxonomy remove type 试题')
  expect(said[0]?.en).toContain('Added Test paper: 周周练.')
  await remove(io(), 'type', '试题', { school: 's' })
  await expect(remove(io(), 'type', '试题', { school: 's' })).rejects.toThrow()
})
