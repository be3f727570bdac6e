import { type Kysely, sql } from 'kysely'

/**
 * Whom somebody was of use to other than by a file: who attended their lecture, who got an answer to a request. Kept
 * from the facts as they come in, because a board must not look through all facts for them.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
create table board_use (
  school_id text not null,
  fact_id bigint not null,
  -- null: the host of the event is not known yet
  author_id bigint,
  event_id bigint,
  by_id bigint not null,
  used_at timestamptz not null,
  constraint board_use__pkey primary key (school_id, fact_id)
);
-- serves: the beneficiaries of an author
create index board_use__author__idx on board_use (school_id, author_id) where author_id is not null;
-- serves: the people who attended an event, once its host is known
create index board_use__event__idx on board_use (school_id, event_id) where event_id is not null;

create function board_fact_came() returns trigger language plpgsql as $$
declare
  about bigint := (new.payload ->> 'event')::bigint;
  host bigint;
begin
  if new.actor_id is null then return null; end if;
  if new.kind = 'request.fulfilled' then
    insert into board_use (school_id, fact_id, author_id, by_id, used_at)
    values (new.school_id, new.id, new.actor_id, (new.payload ->> 'asker')::bigint, new.occurred_at);
    perform board_author_stale(new.school_id, new.actor_id);
  elsif new.kind = 'lecture.attended' then
    select actor_id into host from fact
    where school_id = new.school_id and key = 'lecture:' || about and kind = 'lecture.hosted';
    insert into board_use (school_id, fact_id, author_id, event_id, by_id, used_at)
    values (new.school_id, new.id, host, about, new.actor_id, new.occurred_at);
    if host is not null then perform board_author_stale(new.school_id, host); end if;
  else
    update board_use set author_id = new.actor_id where school_id = new.school_id and event_id = about;
    perform board_author_stale(new.school_id, new.actor_id);
  end if;
  return null;
end $$;
create trigger fact__board__trigger after insert on fact for each row
  when (new.kind in ('request.fulfilled', 'lecture.attended', 'lecture.hosted'))
  execute function board_fact_came();
`.execute(db)
}
