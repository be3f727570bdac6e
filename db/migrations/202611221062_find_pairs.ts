import { type Kysely, sql } from 'kysely'

/**
 * Neighbouring Chinese characters of a body, as numbers. Why beside the words: words are what a dictionary cuts, and a
 * name, a slip, or three characters copied out of a sentence are cut elsewhere in the question than in the text, so
 * that words alone find 70 % of them. Why a table of its own: the search row stays small, and this one is read for few
 * questions. Why fastupdate stays on: two thousand keys a resource go in sorted, many resources at a time; what still
 * waits to be sorted is found, too.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table resource_pairs (
  school_id text not null,
  resource_id bigint not null,
  pairs int[] not null,
  constraint resource_pairs__pkey primary key (school_id, resource_id),
  constraint resource_pairs__resource__fkey foreign key (school_id, resource_id) references resource (school_id, id)
);
-- serves: which resources hold this run of Chinese characters, words or not
create index resource_pairs__pairs__idx on resource_pairs using gin (pairs);
`.execute(db)
}
