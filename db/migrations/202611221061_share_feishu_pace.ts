import { type Kysely, sql } from 'kysely'

/**
 * What several Feishu processes of one app must know of each other, and what one must remember over a restart. Why
 * `feishu_pace`: the platform counts five messages a second into a chat whoever sends them, and what it asks to wait it
 * asks of the app. Why `feishu_recall`: a recall may come before its message, and then names no sender, so it can be no
 * intake; the message, delivered hours later to any process, must still stay out.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table feishu_pace (
  app_id text not null,
  place text not null,
  taken timestamptz[] not null default '{}',
  paused_until timestamptz,
  used_at timestamptz not null default now(),
  constraint feishu_pace__pkey primary key (app_id, place)
);

create table feishu_recall (
  app_id text not null,
  message_ref text not null,
  recalled_at timestamptz not null default now(),
  constraint feishu_recall__pkey primary key (app_id, message_ref)
);
`.execute(db)
}
