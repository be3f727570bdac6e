import { type Kysely, sql } from 'kysely'

/** Signals look at the facts of some kinds in a window of time. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
-- serves: what the signals of fair play look at: downloads, ratings, reviews of the last days
create index fact__kind__idx on fact (school_id, kind, occurred_at);
`.execute(db)
}
