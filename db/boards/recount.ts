import { type RawBuilder, sql } from 'kysely'
import type { Db, Reader, Trx } from '../schema.ts'
import { lockBoards } from './totals.ts'

/** A total as the ledger gives it. */
const fromLedger = (schoolId: string) => sql`
  select tx.school_id, p.kind, p.period, tx.member_id, sum(tx.amount)::bigint as points
  from point_tx tx
  join school on school.id = tx.school_id
  cross join lateral point_periods(tx.counts_at, school.time_zone, tx.term_id) p
  where tx.amount <> 0 and tx.school_id = ${schoolId}
  group by 1, 2, 3, 4`

/** How many listed members of a school share a total, as the totals give it. */
const counted = (schoolId: string) => sql`
  select t.list, t.points as total, count(*)::int as n
  from board_total t
  join member m on m.school_id = t.school_id and m.id = t.member_id
  join school on school.id = t.school_id
  where t.school_id = ${schoolId} and t.points > 0
    and board_listed(m.role, m.left_at, m.board_visibility, school.board_default)
  group by 1, 2`

/** The number of the same of all schools beside that of a school's list. */
const counterparts = sql`
  select own.id, every.id as district from board_list own
  join board_list every on every.school_id = '' and every.metric = own.metric and every.kind = own.kind
    and every.period = own.period
  where own.school_id <> ''`

const listsOf = (schoolId: string) => sql`(select id from board_list where school_id = ${schoolId})`

/** What groups have, as the totals give it. */
const grouped = (schoolId: string) => sql`
  select t.list, t.district, g.id as department_id,
    m.role = 'pupil' as pupil, sum(t.points)::bigint as points, count(*) filter (where t.points > 0)::int as earners
  from board_total t join member m on m.school_id = t.school_id and m.id = t.member_id
  cross join lateral (values (coalesce(m.department_id, 0)), (-1)) g (id)
  where t.school_id = ${schoolId} and m.left_at is null
  group by 1, 2, 3, 4`

const roster = (schoolId: string) => sql`
  select m.school_id, g.id as department_id, count(*)::int as n
  from member m cross join lateral (values (coalesce(m.department_id, 0)), (-1)) g (id)
  where m.school_id = ${schoolId} and m.left_at is null and m.role <> 'pupil' group by 1, 2`

/**
 * Counts all totals of points of a school anew from the ledger, for instance after its time zone changed, and everything
 * that is derived from totals. Postings of the school wait until the transaction ends. Returns how many totals of points
 * there are now.
 */
export async function rebuildTotals(trx: Trx, schoolId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`ledger:${schoolId}`}, 0))`.execute(trx)
  await lockBoards(trx)
  await sql`
    insert into board_list (school_id, metric, kind, period)
    select s.scope, 'points', p.kind, p.period from (select distinct kind, period from (${fromLedger(schoolId)}) t) p
    cross join (values (${schoolId}::text), ('')) s (scope)
    where not exists (select from board_list l
      where l.school_id = s.scope and l.metric = 'points' and l.kind = p.kind and l.period = p.period)`.execute(trx)
  for (const table of ['board_live', 'board_past'] as const) {
    await sql`delete from ${sql.table(table)} where list in (
      select id from board_list where school_id = ${schoolId} and metric = 'points')`.execute(trx)
  }
  const closed = sql`exists (
    select from board_closed c where c.school_id = t.school_id and c.kind = t.kind and c.period = t.period)`
  const put = (table: string, where: RawBuilder<unknown>) => sql`
    insert into ${sql.table(table)} (list, district, member_id, points)
    select l.id, beside.district, t.member_id, t.points from (${fromLedger(schoolId)}) t
    join board_list l on l.school_id = t.school_id and l.metric = 'points' and l.kind = t.kind and l.period = t.period
    join (${counterparts}) beside on beside.id = l.id
    where ${where}`
  const live = await put('board_live', sql`not ${closed}`).execute(trx)
  const past = await put('board_past', closed).execute(trx)
  await rebuildCounts(trx, schoolId)
  return Number((live.numAffectedRows ?? 0n) + (past.numAffectedRows ?? 0n))
}

/** Derives histogram, group sums and roster of a school from its totals. The caller has locked the boards. */
export async function rebuildCounts(trx: Trx, schoolId: string): Promise<void> {
  const own = listsOf(schoolId)
  await sql`
    insert into board_count as kept (list, total, n)
    select beside.district, one.total, sum(one.n)::int from (
      select list, total, -n as n from board_count where list in ${own} and n <> 0
      union all
      select list, total, n from (${counted(schoolId)}) now
    ) one join (${counterparts}) beside on beside.id = one.list group by 1, 2 having sum(one.n) <> 0
    on conflict on constraint board_count__pkey do update set n = kept.n + excluded.n`.execute(trx)
  await sql`delete from board_count where list in ${own}`.execute(trx)
  await sql`insert into board_count (list, total, n) ${counted(schoolId)}`.execute(trx)
  await sql`
    insert into board_group as kept (list, department_id, pupil, points, earners)
    select district, department_id, pupil, sum(points)::bigint, sum(earners)::int from (
      select district, department_id, pupil, -points as points, -earners as earners from board_group where list in ${own}
      union all
      select district, department_id, pupil, points, earners from (${grouped(schoolId)}) now
    ) one where department_id <= 0 group by 1, 2, 3
    on conflict on constraint board_group__pkey
    do update set points = kept.points + excluded.points, earners = kept.earners + excluded.earners`.execute(trx)
  await sql`delete from board_group where list in ${own}`.execute(trx)
  await sql`insert into board_group (list, district, department_id, pupil, points, earners)
    ${grouped(schoolId)}`.execute(trx)
  await trx.deleteFrom('board_roster').where('school_id', '=', schoolId).execute()
  await sql`insert into board_roster (school_id, department_id, n) ${roster(schoolId)}`.execute(trx)
}

/** Counts anew what all schools have together; for figures that were damaged, not needed otherwise. */
export async function rebuildDistrict(trx: Trx): Promise<void> {
  await lockBoards(trx)
  await sql`delete from board_count where list in ${listsOf('')}`.execute(trx)
  await sql`insert into board_count (list, total, n)
    select beside.district, total, sum(n)::int from board_count c join (${counterparts}) beside on beside.id = c.list
    group by 1, 2 having sum(n) <> 0`.execute(trx)
  await trx.deleteFrom('board_group').where('district', 'is', null).execute()
  await sql`insert into board_group (list, department_id, pupil, points, earners) ${together}`.execute(trx)
}

/** What all schools have together, as their own rows give it. */
const together = sql`
  select district as list, department_id, pupil, sum(points)::bigint as points, sum(earners)::int as earners
  from board_group where district is not null and department_id <= 0 group by 1, 2, 3`

/**
 * How many figures of a school's boards are wrong, 0 is right: totals against a recount of the ledger; histogram, group
 * sums and roster against the totals.
 */
export async function countWrongTotals(db: Db | Trx | Reader, schoolId: string): Promise<number> {
  const { rows } = await sql<{ wrong: number }>`
    select (
      select count(*) from (${fromLedger(schoolId)}) now
      full join (select * from board_total where school_id = ${schoolId} and metric = 'points') kept
        using (school_id, kind, period, member_id)
      where coalesce(now.points, 0) <> coalesce(kept.points, 0)
    ) + (
      select count(*) from board_live join board_past using (list, member_id) where list in ${listsOf(schoolId)}
    ) + (
      select count(*) from board_total t left join (${counterparts}) beside on beside.id = t.list
      where t.school_id = ${schoolId} and t.district is distinct from beside.district
    ) + (
      select count(*) from (${counted(schoolId)}) now
      full join (select * from board_count where list in ${listsOf(schoolId)}) kept using (list, total)
      where coalesce(now.n, 0) <> coalesce(kept.n, 0)
    ) + (
      select count(*) from (${grouped(schoolId)}) now
      full join (select * from board_group where list in ${listsOf(schoolId)}) kept using (list, department_id, pupil)
      where (coalesce(now.points, 0), coalesce(now.earners, 0)) <> (coalesce(kept.points, 0), coalesce(kept.earners, 0))
        or now.district <> kept.district
    ) + (
      select count(*) from (${roster(schoolId)}) now
      full join (select * from board_roster where school_id = ${schoolId}) kept using (school_id, department_id)
      where coalesce(now.n, 0) <> coalesce(kept.n, 0)
    ) as wrong`.execute(db)
  return rows[0]?.wrong ?? 0
}

/** How many figures of all schools together, of histogram and sums, differ from the schools' own; 0 is right. */
export async function countWrongDistrict(db: Db | Trx | Reader): Promise<number> {
  const { rows } = await sql<{ wrong: number }>`
    select (
      select count(*) from (
        select beside.district as list, total, sum(n) as n from board_count c
        join (${counterparts}) beside on beside.id = c.list group by 1, 2
      ) schools
      full join (select * from board_count where list in ${listsOf('')}) kept using (list, total)
      where coalesce(schools.n, 0) <> coalesce(kept.n, 0)
    ) + (
      select count(*) from (${together}) schools
      full join (select * from board_group where district is null) kept using (list, department_id, pupil)
      where (coalesce(schools.points, 0), coalesce(schools.earners, 0))
        <> (coalesce(kept.points, 0), coalesce(kept.earners, 0))
    ) as wrong`.execute(db)
  return rows[0]?.wrong ?? 0
}
