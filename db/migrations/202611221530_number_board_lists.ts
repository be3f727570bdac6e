import { type Kysely, sql } from 'kysely'

/**
 * What a board lists has a number: totals and the histogram are kept under it, and not under school, metric, kind and
 * period as text. Their indexes are smaller by four tenths and cheaper to compare; most of what a posting costs is their
 * upkeep. Decision 0063. In a district with millions of totals this takes some minutes.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
drop view board_total;
alter table board_live rename to board_live_before;
alter table board_past rename to board_past_before;
alter table board_count rename to board_count_before;
alter table board_live_before rename constraint board_live__pkey to board_live_before__pkey;
alter table board_past_before rename constraint board_past__pkey to board_past_before__pkey;
alter table board_count_before rename constraint board_count__pkey to board_count_before__pkey;
drop index board_live__school__idx, board_live__district__idx, board_past__school__idx, board_past__district__idx;

-- One metric in one period of one school; school_id '' is all schools together. A school's list has its counterpart there.
create table board_list (
  id int generated always as identity constraint board_list__pkey primary key,
  school_id text not null,
  metric text collate "C" not null
    constraint board_list__metric__check check (metric in ('points', 'quality', 'beneficiaries')),
  kind text collate "C" not null constraint board_list__kind__check check (kind in ('week', 'month', 'term', 'year')),
  period text collate "C" not null,
  constraint board_list__window__key unique (school_id, metric, kind, period)
);
insert into board_list (school_id, metric, kind, period)
select distinct s.scope, t.metric, t.kind, t.period from (
  select school_id, metric, kind, period from board_live_before
  union select school_id, metric, kind, period from board_past_before
  union select scope, metric, kind, period from board_count_before
) t cross join lateral (values (t.school_id), ('')) s (scope) order by 3, 4, 2, 1;
-- So that millions of totals are joined in one pass.
-- An empty table that was analysed would give the plans that are kept a wrong size.
do $$ begin if exists (select from board_list) then analyze board_list; end if; end $$;
-- No temporary table: a connection that had one can not rebuild a ledger any more, see workers/policy/shadow.ts.
create table board_beside as
  select own.id as list, every.id as district, own.school_id, own.metric, own.kind, own.period from board_list own
  join board_list every on every.school_id = '' and (every.metric, every.kind, every.period) = (own.metric, own.kind, own.period)
  where own.school_id <> '';
analyze board_beside;

-- list: of the member's school; district: the same of all schools.
create table board_live (
  list int not null,
  district int not null,
  member_id bigint not null,
  points bigint not null
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0);
create table board_past (list int not null, district int not null, member_id bigint not null, points bigint not null);
-- How many listed members have a total above nought.
create table board_count (
  total bigint not null,
  list int not null,
  n int not null
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0);

insert into board_live (list, district, member_id, points)
select list, district, t.member_id, t.points from board_live_before t join board_beside using (school_id, metric, kind, period);
insert into board_past (list, district, member_id, points)
select list, district, t.member_id, t.points from board_past_before t join board_beside using (school_id, metric, kind, period);
insert into board_count (list, total, n)
select l.id, t.total, t.n from board_count_before t
join board_list l on l.school_id = t.scope and (l.metric, l.kind, l.period) = (t.metric, t.kind, t.period);
drop table board_live_before, board_past_before, board_count_before, board_beside;

alter table board_live add constraint board_live__pkey primary key (list, member_id);
-- serves: the top of a school's board, and who stands beside a member
create index board_live__school__idx on board_live (list, points desc, member_id);
-- serves: the same over all schools
create index board_live__district__idx on board_live (district, points desc, member_id);
alter table board_past add constraint board_past__pkey primary key (list, member_id);
-- serves: the top of a school's board of a closed period, and who stands beside a member
create index board_past__school__idx on board_past (list, points desc, member_id);
-- serves: the same over all schools
create index board_past__district__idx on board_past (district, points desc, member_id);
alter table board_count add constraint board_count__pkey primary key (list, total);

create view board_total as
  select t.list, t.district, l.school_id, t.member_id, l.metric, l.kind, l.period, t.points
  from board_list l join (
    select list, district, member_id, points from board_live
    union all select list, district, member_id, points from board_past
  ) t on t.list = l.id;

create or replace function board_count_member(school text, member bigint, more int) returns void language sql as $$
  insert into board_count as kept (list, total, n)
  select s.list, t.points, more
  from board_total t cross join lateral (values (t.list), (t.district)) s (list)
  where t.school_id = school and t.member_id = member and t.points > 0
  order by 1, 2
  on conflict on constraint board_count__pkey do update set n = kept.n + excluded.n
$$;
`.execute(db)
}
