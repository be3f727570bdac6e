import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openDb, openPool } from '#db/client.ts'
import { startEmbedded } from '#db/embedded/embedded.ts'
import { migrate } from '#db/migrate.ts'
import { silentLog } from '#kit/log.ts'
import { migrateQueues } from '#workers/queue.ts'

/**
 * One PostgreSQL for the whole run, on a free port of the loopback, with one migrated template database that each
 * test file clones (about 70 ms). Durability is off: these databases live for minutes.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-test-'))
  const server = await startEmbedded({
    dataDir: dir,
    log: silentLog,
    settings: ['fsync=off', 'synchronous_commit=off', 'max_connections=300'],
  })
  const base = server.url.replace(/\/[^/]*$/, '')
  const admin = new pg.Client({ connectionString: `${base}/postgres` })
  await admin.connect()
  await admin.query('create database template_gongxiang')
  const db = openDb(openPool(`${base}/template_gongxiang`, 2))
  await migrate(db)
  await migrateQueues(`${base}/template_gongxiang`)
  await db.destroy()
  await admin.end()
  process.env.GONGXIANG_TEST_PG = base
  return async () => {
    await server.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
