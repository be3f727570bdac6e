import { type Kysely, sql } from 'kysely'

/**
 * Boards of groups read less: the index over all schools holds what they rank, departments without their pupils; and the
 * roster has a row for the whole school (`department_id` -1), as the sums have.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen in time and must not know the app's types
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
drop index board_group__district__idx;
-- serves: boards of departments over all schools
create index board_group__district__idx on board_group (metric, kind, period, school_id, department_id)
  where department_id > 0 and not pupil;

insert into board_roster (school_id, department_id, n)
select school_id, -1, sum(n) from board_roster group by school_id;
create or replace function board_roster_add(school text, department bigint, more int) returns void language sql as $$
  insert into board_roster as kept (school_id, department_id, n)
  select school, g.id, more from (values (-1), (coalesce(department, 0))) g (id)
  on conflict on constraint board_roster__pkey do update set n = kept.n + excluded.n
$$;
`.execute(db)
}
