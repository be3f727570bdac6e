import { type Kysely, sql } from 'kysely'

/**
 * What a school adds to the national taxonomy: its own subjects and types, and its own words for those that exist. The
 * key of an own term is its Chinese name, so that rows stay readable and every list can show it.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table own_term (
  school_id text not null references school,
  field text not null,
  key text not null,
  words text[] not null,
  added_at timestamptz not null default now(),
  constraint own_term__pkey primary key (school_id, field, key),
  constraint own_term__field__check check (field in ('subject', 'type'))
);
`.execute(db)
}
