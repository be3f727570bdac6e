import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresDialect,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely'
import pg from 'pg'
import { prepareMarked } from './prepared.ts'
import type { Database, Db } from './schema.ts'

const INT8_ARRAY: number = 1016
const strings: (text: string) => string[] = pg.types.getTypeParser(INT8_ARRAY, 'text')

/** bigint, bigint[] and count(*) arrive as numbers (ids stay far below 2^53); date stays the string it is. */
const parsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === pg.types.builtins.INT8) return Number
    if (oid === INT8_ARRAY) return (text: string) => strings(text).map(Number)
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
    // What is asked before the answer to the question before has come leaves at once; see QuickBegin.
    pipeline: true,
  })
  pool.on('error', () => undefined)
  // A connection that breaks between two queries of a transaction tells nobody but itself; without a listener that
  // would end the process. The next query on it fails, and that is handled where the work is.
  pool.on('connect', (client) => client.on('error', () => undefined))
  pool.on('connect', prepareMarked)
  return pool
}

/** kysely over a pool. `db.destroy()` ends the pool. */
export function openDb(pool: pg.Pool): Db {
  return new Kysely<Database>({ dialect: new QuickDialect({ pool }) })
}

class QuickDialect extends PostgresDialect {
  readonly #config: ConstructorParameters<typeof PostgresDialect>[0]

  constructor(config: ConstructorParameters<typeof PostgresDialect>[0]) {
    super(config)
    this.#config = config
  }

  override createDriver(): PostgresDriver {
    return new QuickBegin(this.#config)
  }
}

/**
 * `begin` leaves together with the transaction's first statement: one way to the server and back fewer. It fails only
 * with the connection, and then so does the statement behind it.
 */
class QuickBegin extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    if (settings.isolationLevel || settings.accessMode) return super.beginTransaction(connection, settings)
    void connection.executeQuery(CompiledQuery.raw('begin')).catch(() => undefined)
  }
}
