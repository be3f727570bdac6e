import { type Kysely, sql } from 'kysely'

/**
 * The sum of a whole school beside those of its departments (`department_id` -1): boards of all schools, and how many
 * contributed, then read one row per school and not one per department.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
insert into board_group (school_id, metric, kind, period, department_id, pupil, points, earners)
select school_id, metric, kind, period, -1, pupil, sum(points), sum(earners) from board_group group by 1, 2, 3, 4, 6;
-- serves: the sums of all schools in a period
create index board_group__school__idx on board_group (metric, kind, period, school_id) where department_id = -1;

create or replace function board_group_member(
  school text, member bigint, department bigint, is_pupil boolean, more int
) returns void language sql as $$
  insert into board_group as kept (school_id, metric, kind, period, department_id, pupil, points, earners)
  select school, t.metric, t.kind, t.period, g.id, is_pupil, more * t.points, case when t.points > 0 then more else 0 end
  from board_total t cross join (values (coalesce(department, 0)), (-1)) g (id)
  where t.school_id = school and t.member_id = member
  order by 2, 3, 4, 5
  on conflict on constraint board_group__pkey
  do update set points = kept.points + excluded.points, earners = kept.earners + excluded.earners
$$;
`.execute(db)
}
