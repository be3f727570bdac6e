import { type Kysely, sql } from 'kysely'

/** The people of a department are found without reading the school's. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
-- serves: boards of a department's people, pupils among them
create index member__department__idx on member (school_id, department_id) where left_at is null;
`.execute(db)
}
