import { type Kysely, sql } from 'kysely'

/** What is worth telling about how a resource was read: see `ResourceTable.notes`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('resource')
    .addColumn('notes', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    .execute()
  await sql`
update resource set notes = case recognition.status when 'waiting' then '{to_recognise}' else '{recognised}' end::text[]
from recognition
where recognition.school_id = resource.school_id and recognition.resource_id = resource.id
  and (recognition.status = 'waiting' or recognition.status = 'done' and recognition.letters > 0)`.execute(db)
}
