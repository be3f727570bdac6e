import { type Kysely, sql } from 'kysely'

/**
 * What groups have is kept under the number of a list too, and what all schools have together stands in rows of its own:
 * a board of all departments then adds nothing up but rosters. Decision 0063.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
alter table board_group rename to board_group_before;
alter table board_group_before rename constraint board_group__pkey to board_group_before__pkey;
drop index board_group__district__idx, board_group__school__idx;
insert into board_list (school_id, metric, kind, period)
select s.scope, t.metric, t.kind, t.period from (select distinct school_id, metric, kind, period from board_group_before) t
cross join lateral (values (t.school_id), ('')) s (scope)
on conflict on constraint board_list__window__key do nothing;

-- What the members of a department who are still here have together (0: without one, -1: the whole school), pupils apart.
-- district: the list of all schools; null in that list's own rows, which are for 0 and -1 only.
create table board_group (
  department_id bigint not null,
  points bigint not null,
  list int not null,
  district int,
  earners int not null,
  pupil boolean not null
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0);
insert into board_group (list, district, department_id, pupil, points, earners)
select own.id, every.id, t.department_id, t.pupil, t.points, t.earners from board_group_before t
join board_list own using (school_id, metric, kind, period)
join board_list every on every.school_id = '' and (every.metric, every.kind, every.period) = (t.metric, t.kind, t.period);
insert into board_group (list, department_id, pupil, points, earners)
select district, department_id, pupil, sum(points), sum(earners) from board_group where department_id <= 0 group by 1, 2, 3;
drop table board_group_before;
alter table board_group add constraint board_group__pkey primary key (list, department_id, pupil);
-- serves: boards of departments over all schools
create index board_group__departments__idx on board_group (district) where department_id > 0 and not pupil;
-- serves: boards of schools
create index board_group__schools__idx on board_group (district) where department_id = -1 and not pupil;
-- An empty table that was analysed would give the plans that are kept a wrong size.
do $$ begin if exists (select from board_group) then analyze board_group; end if; end $$;

create or replace function board_group_member(
  school text, member bigint, department bigint, is_pupil boolean, more int
) returns void language sql as $$
  insert into board_group as kept (list, district, department_id, pupil, points, earners)
  select g.list, g.district, g.id, is_pupil, more * t.points, case when t.points > 0 then more else 0 end
  from board_total t cross join lateral (
    select t.list, t.district, coalesce(department, 0) as id
    union all select t.list, t.district, -1
    union all select t.district, null, -1
    union all select t.district, null, 0 where department is null
  ) g
  where t.school_id = school and t.member_id = member
  order by 1, 3
  on conflict on constraint board_group__pkey
  do update set points = kept.points + excluded.points, earners = kept.earners + excluded.earners
$$;
`.execute(db)
}
