import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openDb, openPool } from '#db/client.ts'
import type { Db } from '#db/schema.ts'

export type TestDatabase = { db: Db; pool: pg.Pool; url: string; drop(): Promise<void> }

/** A migrated, empty database of its own, cloned from the template. Call `drop()` in afterAll. */
export async function freshDatabase(): Promise<TestDatabase> {
  return databaseFrom('template_gongxiang', 10)
}

/** The same before its first migration, for one connection only: what is done to it, is done to that. */
export async function bareDatabase(): Promise<TestDatabase> {
  return databaseFrom('template0', 1)
}

async function databaseFrom(template: string, connections: number): Promise<TestDatabase> {
  const base = process.env.GONGXIANG_TEST_PG
  if (!base) throw new Error('test/global-setup.ts did not run')
  const name = `t_${randomBytes(6).toString('hex')}`
  // Copying files costs less than logging every page of them, where nothing has to survive.
  await admin(base, `create database ${name} template ${template} strategy file_copy`)
  const url = `${base}/${name}`
  const pool = openPool(url, connections)
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
