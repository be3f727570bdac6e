import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database, Db } from './schema.ts'

/** bigint and count(*) arrive as number (ids stay far below 2^53); date stays the string it is. */
const parsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === pg.types.builtins.INT8) return Number
    if (oid === pg.types.builtins.NUMERIC) return Number
    if (oid === pg.types.builtins.DATE) return (text: string) => text
    return pg.types.getTypeParser(oid, format)
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/** A pool of `size` connections. An idle connection that breaks is dropped and replaced, never thrown. */
export function openPool(url: string, size = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    types: parsers,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  pool.on('error', () => undefined)
  // A connection that breaks between two queries of a transaction tells nobody but itself; without a listener that
  // would end the process. The next query on it fails, and that is handled where the work is.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** kysely over a pool. `db.destroy()` ends the pool. */
export function openDb(pool: pg.Pool): Db {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}
