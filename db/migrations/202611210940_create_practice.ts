import { type Kysely, sql } from 'kysely'

/**
 * The practice platform keeps its own messages, as Feishu and WeChat keep theirs: the bot knows them only through
 * its adapter. The page writes what people do, the adapter what the bot says; either may be another process, so every
 * change wakes the other side by NOTIFY, and what nobody heard is still found by its row.
 *
 * `change` orders what the page follows. A plain sequence would let change 6 become visible before change 5 and a
 * page that has seen 6 would never ask for 5; the counter row is locked until commit, so numbers become visible in
 * order. A transaction therefore changes at most one post, or two of them could wait for each other.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table practice_person (
  school_id text not null references school,
  external_id text not null,
  member_id bigint not null,
  name text not null,
  created_at timestamptz not null default now(),
  constraint practice_person__pkey primary key (school_id, external_id),
  constraint practice_person__member__fkey foreign key (school_id, member_id) references member (school_id, id)
);

create table practice_change (
  school_id text primary key references school,
  last bigint not null
);

create table practice_post (
  school_id text not null references school,
  id bigint generated always as identity,
  chat_external_id text not null,
  kind text not null constraint practice_post__kind__check check (kind in ('text', 'file', 'bot', 'system')),
  author_external_id text,
  author_name text not null,
  body jsonb not null default '{}',
  file jsonb,
  reply_to bigint,
  key text not null,
  mark text constraint practice_post__mark__check check (mark in ('received', 'done', 'refused')),
  reactions jsonb not null default '{}',
  audience text,
  edited_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null,
  change bigint not null default 0,
  constraint practice_post__pkey primary key (school_id, id),
  constraint practice_post__key__key unique (school_id, key)
);
-- serves: the latest posts of a chat, and the ones before those
create index practice_post__chat__idx on practice_post (school_id, chat_external_id, id desc);
-- serves: a page that follows live asks what changed since it looked
create index practice_post__change__idx on practice_post (school_id, change);

create table practice_event (
  school_id text not null references school,
  id bigint generated always as identity,
  event_key text not null,
  kind text not null
    constraint practice_event__kind__check check (kind in ('text', 'file', 'button', 'recalled', 'reaction')),
  chat_external_id text not null,
  person_external_id text not null,
  post_id bigint not null,
  body jsonb not null default '{}',
  sent_at timestamptz not null,
  attempts int not null default 0,
  next_at timestamptz not null,
  delivered_at timestamptz,
  constraint practice_event__pkey primary key (school_id, id),
  constraint practice_event__key__key unique (school_id, event_key)
);
-- serves: the adapter takes what it has not handed over yet, in order
create index practice_event__waiting on practice_event (school_id, id) where delivered_at is null;

create function practice_post__changed() returns trigger language plpgsql as $$
begin
  insert into practice_change as counter (school_id, last) values (new.school_id, 1)
    on conflict (school_id) do update set last = counter.last + 1
    returning last into new.change;
  perform pg_notify('practice_post', new.school_id);
  return new;
end $$;
create trigger practice_post__changed before insert or update on practice_post
  for each row execute function practice_post__changed();

create function practice_event__added() returns trigger language plpgsql as $$
begin
  perform pg_notify('practice_event', new.school_id);
  return new;
end $$;
create trigger practice_event__added after insert on practice_event
  for each row execute function practice_event__added();

create function practice_person__added() returns trigger language plpgsql as $$
begin
  perform pg_notify('practice_room', new.school_id);
  return new;
end $$;
create trigger practice_person__added after insert or update on practice_person
  for each row execute function practice_person__added();
`.execute(db)
}
