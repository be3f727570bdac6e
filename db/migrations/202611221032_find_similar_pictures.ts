import { type Kysely, sql } from 'kysely'

/** How a picture looks, so that the same one resized, re-encoded or brightened is noticed. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
-- 1,024 bits, near in Hamming distance when two pictures look alike
alter table resource_print add column look bit(1024);
-- serves: the nearest picture of a school, by looking at all of them: 1 ms for some thousands
create index resource_print__look__idx on resource_print (school_id, resource_id) where look is not null;
`.execute(db)
}
