import { type Kysely, sql } from 'kysely'

/**
 * What the WeChat account has said, a row for each message of a post: written before it is said, so that a file is never
 * said twice after a crash, and counted for the limits that keep the account alive.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table wechat_sent (
  school_id text not null references school (id),
  key text not null,
  part integer not null,
  chat_id text not null,
  kind text not null check (kind in ('text', 'file')),
  status text not null default 'sending' check (status in ('sending', 'sent')),
  ref text,
  at timestamptz not null,
  constraint wechat_sent__pkey primary key (school_id, key, part)
);
-- serves: how much was said within the last day, hour and minute
create index wechat_sent__at__idx on wechat_sent (school_id, at);
`.execute(db)
}
