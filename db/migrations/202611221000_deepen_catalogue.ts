import type { Kysely } from 'kysely'

/** What cataloguing in depth adds to a resource: see `ResourceTable`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('resource')
    .addColumn('school_year', 'text')
    .addColumn('region', 'text')
    .addColumn('evidence', 'jsonb', (column) => column.notNull().defaultTo('{}'))
    .addColumn('parts', 'jsonb')
    .addColumn('media', 'jsonb')
    .execute()
}
