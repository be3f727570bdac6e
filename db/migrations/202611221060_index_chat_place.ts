import { type Kysely, sql } from 'kysely'

/** Each event names its chat by the platform's id; which school the chat belongs to is only then known. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
-- serves: db/rows/intake-batch.ts takeArrivals and db/rows/people.ts seen, for each event of a platform
create index chat__place__idx on chat (platform, external_id);
`.execute(db)
}
