import { type Kysely, sql } from 'kysely'

/**
 * Boards for a district: totals of running periods stay in a small table, closed ones move to another, and a histogram
 * (how many listed members share a total) answers "how many stand above me" without counting rows. Why: a count over a
 * rank index costs ten times as much as soon as its rows have been written to and not yet vacuumed. Decision 0031.
 *
 * All of it is derived from the ledger, the members and what was shared, and can be rebuilt. Whoever writes here holds
 * the lock of `board_lock`, so what a statement reads is what it changes.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
-- null: never chosen, so as the school's policy has it.
alter table member alter column board_visibility drop not null, alter column board_visibility drop default;
update member set board_visibility = null where board_visibility = 'real_name';
-- What the policy in force says for those who never chose; kept up to date once a minute.
alter table school add column board_default text not null default 'real_name'
  constraint school__board_default__check check (board_default in ('real_name', 'alias', 'anonymous', 'hidden'));

create table board_live (
  school_id text not null,
  member_id bigint not null,
  metric text collate "C" not null
    constraint board_live__metric__check check (metric in ('points', 'quality', 'beneficiaries')),
  kind text collate "C" not null constraint board_live__kind__check check (kind in ('week', 'month', 'term', 'year')),
  period text collate "C" not null,
  points bigint not null,
  constraint board_live__pkey primary key (school_id, member_id, metric, kind, period)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0);
-- serves: the top of a school's board, and who stands beside a member
create index board_live__school__idx on board_live (school_id, metric, kind, period, points desc, member_id);
-- serves: the same over all schools
create index board_live__district__idx on board_live (metric, kind, period, points desc, member_id);

create table board_past (
  school_id text not null,
  member_id bigint not null,
  metric text collate "C" not null,
  kind text collate "C" not null,
  period text collate "C" not null,
  points bigint not null,
  constraint board_past__pkey primary key (school_id, member_id, metric, kind, period)
);
-- serves: the top of a school's board of a closed period, and who stands beside a member
create index board_past__school__idx on board_past (school_id, metric, kind, period, points desc, member_id);
-- serves: the same over all schools
create index board_past__district__idx on board_past (metric, kind, period, points desc, member_id);

create view board_total as
  select school_id, member_id, metric, kind, period, points from board_live
  union all select school_id, member_id, metric, kind, period, points from board_past;

-- A closed period of a school: its totals are in board_past, also those that change later.
create table board_closed (
  school_id text not null,
  kind text collate "C" not null,
  period text collate "C" not null,
  constraint board_closed__pkey primary key (school_id, kind, period)
);

-- How many listed members have a total above nought; scope: a school's id, '' for all schools together.
create table board_count (
  scope text not null,
  metric text collate "C" not null,
  kind text collate "C" not null,
  period text collate "C" not null,
  total bigint not null,
  n int not null,
  constraint board_count__pkey primary key (scope, metric, kind, period, total)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0);

-- What the members of a department who are still here have together (0: without one), pupils apart.
create table board_group (
  school_id text not null,
  metric text collate "C" not null,
  kind text collate "C" not null,
  period text collate "C" not null,
  department_id bigint not null,
  pupil boolean not null,
  points bigint not null,
  earners int not null,
  constraint board_group__pkey primary key (school_id, metric, kind, period, department_id, pupil)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0);
-- serves: boards of departments and schools over all schools
create index board_group__district__idx on board_group (metric, kind, period, school_id, department_id);

-- The roster: members who are still here and no pupils.
create table board_roster (
  school_id text not null,
  department_id bigint not null,
  n int not null,
  constraint board_roster__pkey primary key (school_id, department_id)
);

-- Authors whose quality or beneficiaries must be counted again.
-- A list, not a set: whoever is on it by a transaction that has not committed yet is not crossed off by an earlier count.
create table board_stale (
  id bigint generated always as identity constraint board_stale__pkey primary key,
  school_id text not null,
  member_id bigint not null
);

-- Who was seen in a chat; with the roster, whom a board of the chat is about.
create table chat_person (
  school_id text not null,
  chat_id bigint not null,
  member_id bigint not null,
  constraint chat_person__pkey primary key (school_id, chat_id, member_id)
);

-- How far a table has been read by something that follows it.
create table board_mark (name text not null constraint board_mark__pkey primary key, upto bigint not null);

-- A board that stands in a chat, and whom it names: it is drawn again when one of them does not want that any more.
create table board_card (
  school_id text not null,
  chat_id bigint not null,
  key text not null,
  query jsonb not null,
  lang text not null,
  -- who is named, and as what: {"7": "王老师"}
  members bigint[] not null,
  names jsonb not null,
  posted_at timestamptz not null,
  stale boolean not null default false,
  constraint board_card__pkey primary key (school_id, key),
  constraint board_card__chat__fkey foreign key (school_id, chat_id) references chat (school_id, id)
);
-- serves: the cards on which a member is named
create index board_card__members__idx on board_card using gin (members);
-- serves: the cards that must be drawn again
create index board_card__stale__idx on board_card (school_id, posted_at) where stale;

-- serves: newcomers of a school
create index member__joined__idx on member (school_id, created_at) where left_at is null;
drop index member__unlisted__idx;

create function board_lock() returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended('boards', 0))
$$;

create function board_listed(role text, left_at timestamptz, chosen text, otherwise text) returns boolean
language sql immutable as $$
  select left_at is null and role <> 'pupil' and coalesce(chosen, otherwise) <> 'hidden'
$$;

create function board_roster_add(school text, department bigint, more int) returns void language sql as $$
  insert into board_roster as kept (school_id, department_id, n) values (school, coalesce(department, 0), more)
  on conflict on constraint board_roster__pkey do update set n = kept.n + excluded.n
$$;

-- A member's totals leave the sums and the histogram (-1) or join them (1).
create function board_count_member(school text, member bigint, more int) returns void language sql as $$
  insert into board_count as kept (scope, metric, kind, period, total, n)
  select s.scope, t.metric, t.kind, t.period, t.points, more
  from board_total t cross join (values (school), ('')) s (scope)
  where t.school_id = school and t.member_id = member and t.points > 0
  order by 1, 2, 3, 4, 5
  on conflict on constraint board_count__pkey do update set n = kept.n + excluded.n
$$;
create function board_group_member(school text, member bigint, department bigint, is_pupil boolean, more int)
returns void language sql as $$
  insert into board_group as kept (school_id, metric, kind, period, department_id, pupil, points, earners)
  select school, t.metric, t.kind, t.period, coalesce(department, 0), is_pupil, more * t.points,
    case when t.points > 0 then more else 0 end
  from board_total t where t.school_id = school and t.member_id = member
  order by 2, 3, 4
  on conflict on constraint board_group__pkey
  do update set points = kept.points + excluded.points, earners = kept.earners + excluded.earners
$$;

create function board_member_changed() returns trigger language plpgsql as $$
declare
  otherwise text;
begin
  if tg_op = 'INSERT' then
    if new.left_at is null and new.role <> 'pupil' then
      perform board_roster_add(new.school_id, new.department_id, 1);
    end if;
    return null;
  end if;
  if tg_op = 'DELETE' then
    if old.left_at is null and old.role <> 'pupil' then
      perform board_roster_add(old.school_id, old.department_id, -1);
    end if;
    return null;
  end if;
  -- The same order as a posting: the school's ledger first.
  perform pg_advisory_xact_lock(hashtextextended('ledger:' || new.school_id, 0));
  perform board_lock();
  select board_default into strict otherwise from school where id = new.school_id;
  if board_listed(old.role, old.left_at, old.board_visibility, otherwise)
    <> board_listed(new.role, new.left_at, new.board_visibility, otherwise) then
    perform board_count_member(new.school_id, new.id,
      case when board_listed(new.role, new.left_at, new.board_visibility, otherwise) then 1 else -1 end);
  end if;
  if (old.left_at is null, old.role = 'pupil', old.department_id)
    is distinct from (new.left_at is null, new.role = 'pupil', new.department_id) then
    if old.left_at is null then
      perform board_group_member(old.school_id, old.id, old.department_id, old.role = 'pupil', -1);
      if old.role <> 'pupil' then perform board_roster_add(old.school_id, old.department_id, -1); end if;
    end if;
    if new.left_at is null then
      perform board_group_member(new.school_id, new.id, new.department_id, new.role = 'pupil', 1);
      if new.role <> 'pupil' then perform board_roster_add(new.school_id, new.department_id, 1); end if;
    end if;
  end if;
  return null;
end $$;
create trigger member__board_row__trigger after insert or delete on member
  for each row execute function board_member_changed();
create trigger member__board_change__trigger after update of role, left_at, department_id, board_visibility on member
  for each row when ((old.role, old.left_at, old.department_id, old.board_visibility)
    is distinct from (new.role, new.left_at, new.department_id, new.board_visibility))
  execute function board_member_changed();

-- Whoever is shown otherwise from now on must not stay on cards as before.
create function board_cards_stale() returns trigger language plpgsql as $$
begin
  update board_card set stale = true
  where members @> array[new.id] and school_id = new.school_id and not stale;
  return null;
end $$;
create trigger member__board_cards__trigger
  after update of name, alias, role, left_at, board_visibility on member
  for each row when ((old.name, old.alias, old.role, old.left_at, old.board_visibility)
    is distinct from (new.name, new.alias, new.role, new.left_at, new.board_visibility))
  execute function board_cards_stale();

create function board_author_stale(school text, author bigint) returns void language sql as $$
  insert into board_stale (school_id, member_id) values (school, author)
$$;
-- A download or a rating: the author of its resource.
create function board_use_changed() returns trigger language plpgsql as $$
declare
  changed record := case when tg_op = 'DELETE' then old else new end;
begin
  perform board_author_stale(r.school_id, r.member_id)
  from resource r where r.school_id = changed.school_id and r.id = changed.resource_id;
  return null;
end $$;
create trigger download__board__trigger after insert or delete or update of member_id, first_at on download
  for each row execute function board_use_changed();
create trigger rating__board__trigger after insert or delete or update of member_id, stars on rating
  for each row execute function board_use_changed();
create function board_resource_changed() returns trigger language plpgsql as $$
begin
  if exists (select from download d where d.school_id = new.school_id and d.resource_id = new.id)
    or exists (select from rating r where r.school_id = new.school_id and r.resource_id = new.id) then
    perform board_author_stale(old.school_id, old.member_id);
    if new.member_id <> old.member_id then perform board_author_stale(new.school_id, new.member_id); end if;
  end if;
  return null;
end $$;
create trigger resource__board__trigger after update of status, member_id on resource
  for each row when (old.status <> new.status or old.member_id <> new.member_id)
  execute function board_resource_changed();

insert into board_live (school_id, member_id, metric, kind, period, points)
select school_id, member_id, 'points', kind, period, points from point_total;
drop table point_total;
insert into board_count (scope, metric, kind, period, total, n)
select s.scope, t.metric, t.kind, t.period, t.points, count(*)
from board_live t join member m on m.school_id = t.school_id and m.id = t.member_id
cross join lateral (values (t.school_id), ('')) s (scope)
where t.points > 0 and board_listed(m.role, m.left_at, m.board_visibility, 'real_name')
group by 1, 2, 3, 4, 5;
insert into board_group (school_id, metric, kind, period, department_id, pupil, points, earners)
select t.school_id, t.metric, t.kind, t.period, coalesce(m.department_id, 0), m.role = 'pupil', sum(t.points),
  count(*) filter (where t.points > 0)
from board_live t join member m on m.school_id = t.school_id and m.id = t.member_id
where m.left_at is null group by 1, 2, 3, 4, 5, 6;
insert into board_roster (school_id, department_id, n)
select school_id, coalesce(department_id, 0), count(*) from member
where left_at is null and role <> 'pupil' group by 1, 2;
insert into board_stale (school_id, member_id)
select distinct school_id, member_id from resource where download_count > 0 or rating_count > 0;
insert into chat_person (school_id, chat_id, member_id)
select distinct school_id, chat_id, member_id from intake where member_id is not null
  and chat_id in (select id from chat c where c.school_id = intake.school_id and c.kind = 'group');
insert into board_mark (name, upto) select 'intake:' || school_id, max(id) from intake group by school_id;
`.execute(db)
}
