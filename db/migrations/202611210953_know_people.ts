import { type Kysely, sql } from 'kysely'

/**
 * What a chat platform says of people and chats beyond an event. Why `union_id`: an id is per app, so a school that
 * changes its app would lose everybody's points; the union id finds them again. Why `name` and `checked_at`: a name
 * that the platform changed is followed, a name that was changed here is not, and nobody is asked for twice a week.
 * Why `chat_cursor`: events can be lost without a trace, so each chat's history is read up to where it was read before.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
alter table account
  add column union_id text,
  add column name text,
  add column checked_at timestamptz;
-- serves: the member behind an account of another app of the same school
create index account__union__idx on account (school_id, platform, union_id) where union_id is not null;

create table chat_cursor (
  school_id text not null references school,
  platform text not null,
  chat_id text not null,
  kind text not null constraint chat_cursor__kind__check check (kind in ('group', 'direct')),
  person_id text,
  read_until timestamptz not null,
  gone boolean not null default false,
  constraint chat_cursor__pkey primary key (school_id, platform, chat_id)
);

-- serves: the message that a reaction or a recall is about, which names neither chat nor sender
create index intake__message__idx on intake (school_id, platform, (payload->>'messageRef'));
`.execute(db)
}
