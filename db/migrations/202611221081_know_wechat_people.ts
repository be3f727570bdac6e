import { type Kysely, sql } from 'kysely'

/**
 * Who is who in WeChat, across logins. `key` is ours and becomes the account's and the chat's external id; `external_id`
 * is WeChat's, good until the next login when the puppet's ids do not stay (`login` counts those).
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table wechat_login (
  school_id text not null references school,
  puppet text not null,
  login int not null,
  bot_id text not null,
  at timestamptz not null,
  constraint wechat_login__pkey primary key (school_id, puppet)
);

create table wechat_person (
  school_id text not null references school,
  puppet text not null,
  key text not null,
  external_id text not null,
  bot_id text not null,
  -- the login in which external_id was seen
  login int not null,
  name text not null,
  constraint wechat_person__pkey primary key (school_id, puppet, key)
);
-- serves: the person behind WeChat's id in this login
create unique index wechat_person__external__idx on wechat_person (school_id, puppet, login, external_id);

create table wechat_alias (
  school_id text not null references school,
  puppet text not null,
  room_key text not null,
  person_key text not null,
  alias text not null,
  -- nobody else in the room was called so when it was seen
  is_unique boolean not null,
  seen_at timestamptz not null,
  constraint wechat_alias__pkey primary key (school_id, puppet, room_key, person_key)
);
-- serves: who was called so in a room
create index wechat_alias__alias__idx on wechat_alias (school_id, puppet, room_key, alias);

create table wechat_room (
  school_id text not null references school,
  puppet text not null,
  key text not null,
  external_id text not null,
  login int not null,
  topic text not null,
  -- a room with a known name that may be another one: the key of the room it may be, until an administrator decides
  perhaps text,
  constraint wechat_room__pkey primary key (school_id, puppet, key)
);
-- serves: the room behind WeChat's id in this login
create unique index wechat_room__external__idx on wechat_room (school_id, puppet, login, external_id);
-- serves: rooms of a name, to find one again after a login
create index wechat_room__topic__idx on wechat_room (school_id, puppet, topic);
`.execute(db)
}
