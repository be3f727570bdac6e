import { type Kysely, sql } from 'kysely'

/**
 * The packed index takes over. What the old one held is noted in `search_todo`; `db/search/reindex.ts` reads it anew
 * right after the migrations, before anybody searches.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table search_todo (
  school_id text not null,
  resource_id bigint not null,
  -- serves: what is to be indexed anew, in order
  constraint search_todo__pkey primary key (school_id, resource_id)
);
insert into search_todo (school_id, resource_id) select school_id, resource_id from resource_search;
drop table resource_search;
drop table resource_pairs;
drop index resource__prior__idx;
`.execute(db)
}
