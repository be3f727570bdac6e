import { type Kysely, sql } from 'kysely'

/**
 * What several bot processes must know to serve the same chats. Why `claimed_by`: a message whose sender was killed
 * would wait out its lease; the process' number is held as an advisory lock for as long as its connection lives, so what
 * a dead one held is free at once. Why `feishu_thread`: a group's history names no reply inside a thread, so that each
 * thread is read by itself, and somebody must know that it exists.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
alter table message add column claimed_by int;

-- serves: db/rows/intake.ts lockIntake, for each event: the one whose turn it is in a chat
create index intake__line on intake (school_id, chat_id, id) where status = 'waiting';

create table feishu_thread (
  app_id text not null,
  thread_id text not null,
  chat_id text not null,
  heard_at timestamptz not null,
  constraint feishu_thread__pkey primary key (app_id, thread_id)
);
-- serves: db/feishu/threads.ts recentThreads, when a chat's history is read
create index feishu_thread__chat__idx on feishu_thread (app_id, chat_id, heard_at desc);
`.execute(db)
}
