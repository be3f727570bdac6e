import { readdir } from 'node:fs/promises'
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { OperatorError } from '#kit/errors.ts'
import { reindexNoted } from './search/reindex.ts'

const folder = new URL('./migrations/', import.meta.url)

/**
 * Brings the schema up to date; kysely takes an advisory lock, so several processes may call it at once.
 * Returns the names of the migrations that ran. Throws OperatorError when one fails. `last`: the name of the last one to
 * run, for a schema as it was then.
 */
// biome-ignore lint/suspicious/noExplicitAny: kysely's Migrator takes a handle that knows no tables
export async function migrate(db: Kysely<any>, last?: string): Promise<string[]> {
  const { error, results } = await (last ? migrator(db).migrateTo(last) : migrator(db).migrateToLatest())
  const failed = results?.find((result) => result.status === 'Error')
  if (error !== undefined) {
    throw new OperatorError(
      `migration ${failed?.migrationName ?? '(before the first)'} failed: ${error instanceof Error ? error.message : String(error)}`,
      'the database log; nothing was changed by the failed step, so run `gongxiang migrate` again after the cause is gone',
      { cause: error },
    )
  }
  // What a migration of the search left to be read anew: nobody searches before it is there.
  if (results?.some((result) => result.status === 'Success')) await reindexNoted(db)
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

/** The names of the migrations that have not run here. Changes nothing. */
// biome-ignore lint/suspicious/noExplicitAny: kysely's Migrator takes a handle that knows no tables
export async function pendingMigrations(db: Kysely<any>): Promise<string[]> {
  const all = await migrator(db).getMigrations()
  return all.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name)
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function migrator(db: Kysely<any>): Migrator {
  const provider = {
    async getMigrations(): Promise<Record<string, Migration>> {
      const names = (await readdir(folder)).filter((name) => /^\d{12}_\w+\.ts$/.test(name)).sort()
      const loaded = await Promise.all(names.map((name) => import(new URL(name, folder).href) as Promise<Migration>))
      return Object.fromEntries(names.map((name, index) => [name.replace(/\.ts$/, ''), loaded[index] as Migration]))
    },
  }
  return new Migrator({ db, provider, migrationTableName: 'migration', migrationLockTableName: 'migration_lock' })
}
