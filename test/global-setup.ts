import { rmSync } from 'node:fs'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openDb, openPool } from '#db/client.ts'
import { startEmbedded } from '#db/embedded/embedded.ts'
import { readPidFile } from '#db/embedded/postmaster.ts'
import { migrate } from '#db/migrate.ts'
import { silentLog } from '#kit/log.ts'
import { migrateQueues } from '#workers/queue.ts'

/** Nothing of these databases outlives the run: no durability, no second copy of a page, no cleaning up behind. */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_wal_size=128MB',
  'autovacuum=off',
  'max_connections=300',
]
/** What the memory file system must have free for the databases of a run, a few at a time. In bytes. */
const ROOM = 2 * 1_073_741_824

/**
 * One PostgreSQL for the whole run, on a free port of the loopback, with one migrated template database that each
 * test file clones (about 50 ms).
 */
export default async function setup(): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(await fastFolder(), 'gongxiang-test-'))
  const server = await startEmbedded({
    dataDir: dir,
    log: silentLog,
    settings: SETTINGS,
  })
  const postmaster = await readPidFile(join(dir, 'postgres', 'pg'))
  // A run that is interrupted comes by here alone; what it left would lie in memory.
  const leave = () => {
    if (postmaster) process.kill(postmaster.pid, 'SIGQUIT')
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', leave)
  const base = server.url.replace(/\/[^/]*$/, '')
  const admin = new pg.Client({ connectionString: `${base}/postgres` })
  await admin.connect()
  await admin.query('create database template_gongxiang')
  // Hashing a password 4,096 times is most of what a connection costs; a run opens thousands.
  await admin.query('set scram_iterations = 1')
  await admin.query(`alter role current_user password ${admin.escapeLiteral(new URL(base).password)}`)
  const db = openDb(openPool(`${base}/template_gongxiang`, 2))
  await migrate(db)
  await migrateQueues(`${base}/template_gongxiang`)
  await db.destroy()
  await admin.end()
  process.env.GONGXIANG_TEST_PG = base
  return async () => {
    process.off('exit', leave)
    await server.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

/** Memory where there is enough of it, because every clone is a copy; the folder for temporary files elsewhere. */
async function fastFolder(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => undefined)
  return memory && memory.bavail * memory.bsize > ROOM ? '/dev/shm' : tmpdir()
}
