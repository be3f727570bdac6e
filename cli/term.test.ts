import { afterAll, beforeAll, expect, test } from 'vitest'
import { practicePolicyText } from '#db/policy/defaults.ts'
import { ensurePolicy } from '#db/policy/publish.ts'
import { readEnv } from '#kit/env.ts'
import { openLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import type { Io } from './io.ts'
import { simulate } from './simulate.ts'
import { show } from './term.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
  await t.db
    .insertInto('school')
    .values({ id: 's', name: 's', name_en: 's', locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
    .execute()
  await t.db.transaction().execute((trx) => ensurePolicy(trx, 's', practicePolicyText()))
})
afterAll(() => t.drop())

const io = (): Io => ({
  env: readEnv({ DATABASE_URL: t.url }),
  log: openLog('silent'),
  say: () => undefined,
  json: () => undefined,
  print: () => undefined,
})

test('a term that is none is told from one without sheets, with the names that there are', async () => {
  await expect(show(io(), '秋天', { school: 's' })).rejects.toMatchObject({
    code: 'no_term',
    sentence: { zh: expect.stringContaining('2026-autumn') },
  })
  await expect(show(io(), '2026-autumn', { school: 's' })).rejects.toMatchObject({ code: 'no_sheets' })
})

test('a file that is not there is said in both languages', async () => {
  await expect(simulate(io(), 'no-such-file.yaml', { school: 's' })).rejects.toMatchObject({
    code: 'file_missing',
    sentence: { zh: expect.stringContaining('no-such-file.yaml'), en: expect.stringContaining('can not be read') },
  })
})
