import { type Kysely, sql } from 'kysely'

/** What a number means that somebody answers in WeChat: the last list they were shown, for ten minutes. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table wechat_session (
  school_id text not null references school (id),
  chat_id text not null,
  person_id text not null,
  ref text not null,
  choices jsonb not null,
  expires_at timestamptz not null,
  hinted boolean not null default false,
  constraint wechat_session__pkey primary key (school_id, chat_id, person_id)
);
`.execute(db)
}
