import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { createToken, findToken, listTokens, revokeToken } from './tokens.ts'

let database: TestDatabase
const now = new Date('2026-11-20T08:00:00Z')

beforeAll(async () => {
  database = await freshDatabase()
  await sql`insert into school (id, name, name_en, locale, time_zone)
            values ('s', '一小', 'First', 'zh-CN', 'Asia/Shanghai')`.execute(database.db)
})
afterAll(() => database.drop())

test('a token is shown once, stored only as its hash, and finds its school', async () => {
  const { token, id } = await createToken(database.db, { schoolId: 's', name: '统计平台', now })
  expect(token).toMatch(/^gx_[\w-]{43}$/)
  const { rows } = await database.pool.query('select api_token::text as row from api_token')
  expect(rows[0].row).not.toContain(token)
  expect(await findToken(database.db, token)).toEqual({ schoolId: 's', id, name: '统计平台', memberId: undefined })
  expect(await findToken(database.db, `${token}x`)).toBeUndefined()
  expect(await findToken(database.db, '')).toBeUndefined()
})

test('a revoked token is good for nothing, and stays in the list', async () => {
  const { token, id } = await createToken(database.db, { schoolId: 's', name: 'old', now })
  expect(await revokeToken(database.db, 'other', id, now)).toBe(false)
  expect(await revokeToken(database.db, 's', id, now)).toBe(true)
  expect(await revokeToken(database.db, 's', id, now)).toBe(false)
  expect(await findToken(database.db, token)).toBeUndefined()
  expect((await listTokens(database.db, 's'))[0]).toMatchObject({ id, name: 'old', revoked_at: now })
})
