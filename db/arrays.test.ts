import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { arrayOf } from './arrays.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

test('every text comes back as it went in', async () => {
  const texts = [
    '',
    ' ',
    'a b',
    'NULL',
    'null',
    '{x}',
    'a,b',
    '"',
    '\\',
    '\\"',
    "it's",
    'é\n\t',
    '第 3 位',
    '😀',
    '\u2028',
  ]
  const { rows } = await sql<{
    back: string[]
  }>`select ${arrayOf([...texts, null, undefined])}::text[] as back`.execute(t.db)
  expect(rows[0]?.back).toEqual([...texts, null, null])
})

test('numbers, instants and nothing at all come back, too', async () => {
  const at = new Date('2026-11-16T02:00:00.123Z')
  const { rows } = await sql<{ numbers: number[]; times: Date[]; none: string[] }>`select
    ${arrayOf([1, -2, null, 2 ** 40])}::bigint[] as numbers, ${arrayOf([at, null])}::timestamptz[] as times,
    ${arrayOf([])}::text[] as none`.execute(t.db)
  expect(rows[0]).toEqual({ numbers: [1, -2, 0, 2 ** 40], times: [at, null], none: [] })
})
