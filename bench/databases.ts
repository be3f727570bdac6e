import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '#db/embedded/embedded.ts'
import { silentLog } from '#kit/log.ts'

/**
 * An embedded database of the bench's own; `url(name)` makes one inside it. With `keep`, a folder, it stays there, and the
 * next run finds what this one has filled.
 */
export async function withDatabases(
  work: (url: (name: string) => Promise<string>) => Promise<void>,
  keep?: string,
): Promise<void> {
  const dir = keep ?? (await mkdtemp(join(tmpdir(), 'gongxiang-bench-')))
  const database = await startEmbedded({ dataDir: dir, log: silentLog })
  try {
    await work(async (name) => {
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      const { rowCount } = await client.query('select from pg_database where datname = $1', [`bench_${name}`])
      if (rowCount === 0) await client.query(`create database bench_${name}`)
      await client.end()
      const address = new URL(database.url)
      address.pathname = `/bench_${name}`
      return address.href
    })
  } finally {
    await database.stop()
    if (keep === undefined) await rm(dir, { recursive: true, force: true })
  }
}
