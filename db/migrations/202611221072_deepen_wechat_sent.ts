import { type Kysely, sql } from 'kysely'

/**
 * For whom a message was said, so that the limit of files for one person outlives a restart; and how long the account
 * keeps still after WeChat has complained, which a restart must not forget.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
alter table wechat_sent add column person_id text;
-- serves: how many files a person was sent within ten minutes
create index wechat_sent__person__idx on wechat_sent (school_id, person_id, at) where kind = 'file';
create table wechat_pause (
  school_id text not null references school (id),
  until timestamptz not null,
  constraint wechat_pause__pkey primary key (school_id)
);
`.execute(db)
}
