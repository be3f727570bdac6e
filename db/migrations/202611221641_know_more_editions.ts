import { type Kysely, sql } from 'kysely'

/** 沪科版, 粤教版 and some sixty more are known to the search: what is of one of those is indexed anew. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
insert into search_todo (school_id, resource_id)
select school_id, id from resource where status = 'live' and edition is not null and edition <> all (
  '{人教版,部编版,统编版,北师大版,北师版,苏教版,外研版,沪教版,浙教版,冀教版,西师版,西师大版,青岛版,鲁教版,湘教版,教科版,译林版,仁爱版}')
on conflict do nothing;
`.execute(db)
}
