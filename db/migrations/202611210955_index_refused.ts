import { type Kysely, sql } from 'kysely'

/** An administrator sees what a platform would not take; there are few such rows among very many. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
-- serves: the settings card and the command line list the latest refused messages
create index message__refused__idx on message (school_id, created_at desc) where status = 'refused';
`.execute(db)
}
