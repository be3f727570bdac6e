import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openDb, openPool } from '#db/client.ts'
import type { Db } from '#db/schema.ts'

export type TestDatabase = { db: Db; pool: pg.Pool; url: string; drop(): Promise<void> }

/** A migrated, empty database of its own, cloned from the template. Call `drop()` in afterAll. */
export async function freshDatabase(): Promise<TestDatabase> {
  const base = process.env.GONGXIANG_TEST_PG
  if (!base) throw new Error('test/global-setup.ts did not run')
  const name = `t_${randomBytes(6).toString('hex')}`
  await admin(base, `create database ${name} template template_gongxiang`)
  const url = `${base}/${name}`
  const pool = openPool(url, 10)
  const db = openDb(pool)
  return {
    db,
    pool,
    url,
    async drop() {
      await db.destroy()
      await admin(base, `drop database if exists ${name} with (force)`)
    },
  }
}

async function admin(base: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${base}/postgres` })
  await client.connect()
  try {
    // Another clone may hold the template for a moment: PostgreSQL says 55006.
    for (let attempt = 1; ; attempt += 1) {
      try {
        await client.query(statement)
        return
      } catch (error) {
        if (attempt >= 50 || !(error instanceof pg.DatabaseError) || error.code !== '55006') throw error
        await client.query('select pg_sleep(0.1)')
      }
    }
  } finally {
    await client.end()
  }
}
