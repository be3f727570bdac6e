import type { Kysely } from 'kysely'

/** Where an imported file lay: when it is catalogued again, its folders say the same as the first time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('resource').addColumn('folder', 'text').execute()
}
