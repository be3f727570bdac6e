import { type Kysely, sql } from 'kysely'

/**
 * What the Feishu sender remembers between tries and processes: a file that was uploaded once is not uploaded again, a
 * mark that was set is not set twice and can be taken back, and the processes of an app know how many they are, so that
 * together they keep within the app's limits. Keyed by the app: a file key or a reaction belongs to the app that made it.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table feishu_file (
  school_id text not null references school,
  app_id text not null,
  sha256 text not null,
  file_name text not null,
  file_key text not null,
  created_at timestamptz not null default now(),
  constraint feishu_file__pkey primary key (school_id, app_id, sha256, file_name)
);

create table feishu_mark (
  app_id text not null,
  message_ref text not null,
  mark text not null constraint feishu_mark__mark__check check (mark in ('received', 'done', 'refused')),
  reaction_id text not null,
  created_at timestamptz not null default now(),
  constraint feishu_mark__pkey primary key (app_id, message_ref)
);

create table feishu_process (
  app_id text not null,
  process_id text not null,
  seen_at timestamptz not null,
  constraint feishu_process__pkey primary key (app_id, process_id)
);
`.execute(db)
}
