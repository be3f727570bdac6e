import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'

/**
 * Runs work over empty copies of tables, on one connection that can write to nothing else: temporary tables of the same
 * names come first for it, and everything that is not temporary is read-only. Nobody else sees them, and they are gone
 * afterwards, also when the process is.
 */
export async function inShadow<T>(db: Db, tables: readonly string[], work: (shadow: Db) => Promise<T>): Promise<T> {
  return db.connection().execute(async (one) => {
    // Before the first temporary table, or never: what is repeated of a long past does not fit into the usual 8 MB.
    await sql`set temp_buffers = '256MB'`.execute(one)
    // Another path than usual, so that statements which this connection has prepared are read anew.
    await sql`set search_path = pg_temp, public`.execute(one)
    try {
      for (const table of tables) await copyShape(one, table)
      await sql`set default_transaction_read_only = on`.execute(one)
      return await work(one)
    } finally {
      await sql`set default_transaction_read_only = off`.execute(one)
      await sql`discard temp`.execute(one)
      await sql`reset search_path`.execute(one)
      await sql`reset default_transaction_read_only`.execute(one)
    }
  })
}

/** Everything that points are projected into, and what they are projected from. */
export async function ledgerTables(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'public'
      and (tablename in ('fact', 'policy', 'quality_state') or tablename ~ '^(point|board)_')
    order by tablename`.execute(db)
  return rows.map((row) => row.name)
}

/** The table without its rows, with its keys and indexes under their own names: statements name them. */
async function copyShape(one: Db, table: string): Promise<void> {
  const name = sql.id(table)
  await sql`create temp table ${name} (like ${sql.id('public', table)}
    including defaults including identity including generated including constraints)`.execute(one)
  const { rows: keys } = await sql<{ name: string; def: string }>`
    select conname as name, pg_get_constraintdef(oid) as def from pg_constraint
    where conrelid = ${`public.${table}`}::regclass and contype in ('p', 'u')`.execute(one)
  for (const key of keys) {
    await sql`alter table ${sql.id('pg_temp', table)} add constraint ${sql.id(key.name)} ${sql.raw(key.def)}`.execute(
      one,
    )
  }
  const { rows: indexes } = await sql<{ def: string }>`
    select pg_get_indexdef(i.indexrelid) as def from pg_index i
    where i.indrelid = ${`public.${table}`}::regclass
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))`.execute(
    one,
  )
  for (const { def } of indexes) {
    await sql.raw(def.replace(/ ON (ONLY )?public\./, ' ON pg_temp.')).execute(one)
  }
}
