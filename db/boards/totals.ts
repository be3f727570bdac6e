import { type RawBuilder, sql } from 'kysely'
import type { Trx } from '../schema.ts'
import type { Metric } from './tables.ts'

/** What a posting adds to the boards: book C in 厘, negative for a reversal, and the instant whose periods it counts for. */
export type Counted = { member_id: number; counts_at: Date; term_id: string; amount: number }

/**
 * Adds postings of one school to their members' weeks, months, terms and years; in the posting transaction, once per
 * batch and as late in it as can be: boards are written by one transaction at a time. One statement, however many they
 * are. The caller holds the school's ledger (`lockLedger`).
 */
export async function addToTotals(trx: Trx, schoolId: string, rows: readonly Counted[]): Promise<void> {
  const counted = rows.filter((row) => row.amount !== 0)
  if (counted.length === 0) return
  await lockBoards(trx)
  await sql`/* prepared: add_to_boards */ ${adding(
    sql`select ${schoolId}::text as school_id, 'points'::text as metric`,
    sql`
      select r.member_id, p.kind, p.period, sum(r.amount)::bigint as amount
      from school
      cross join unnest(${counted.map((row) => row.member_id)}::bigint[],
        ${counted.map((row) => row.counts_at)}::timestamptz[], ${counted.map((row) => row.term_id)}::text[],
        ${counted.map((row) => row.amount)}::bigint[]) as r (member_id, counts_at, term_id, amount)
      cross join lateral point_periods(r.counts_at, school.time_zone, r.term_id) p
      where school.id = (select school_id from what)
      group by 1, 2, 3
      having sum(r.amount) <> 0`,
  )}`.execute(trx)
}

/** A total that is not posted but measured: by how much it differs from what the boards have. */
export type Change = { memberId: number; kind: string; period: string; amount: number }

/** Changes totals of another metric than points. The caller has locked the boards. */
export async function changeTotals(
  trx: Trx,
  schoolId: string,
  metric: Exclude<Metric, 'points'>,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return
  await sql`${adding(
    sql`select ${schoolId}::text as school_id, ${metric}::text as metric`,
    sql`
      select * from unnest(${changes.map((one) => one.memberId)}::bigint[], ${changes.map((one) => one.kind)}::text[],
        ${changes.map((one) => one.period)}::text[], ${changes.map((one) => one.amount)}::bigint[])
        as r (member_id, kind, period, amount)`,
  )}`.execute(trx)
}

/** One writer of boards at a time, until the transaction ends. */
export async function lockBoards(trx: Trx): Promise<void> {
  await sql`select board_lock()`.execute(trx)
}

/**
 * Adds amounts to totals, and keeps in step what is derived from them: how many listed members share a total, in the
 * school and in all schools together, and what groups have. `delta`: member_id, kind, period, amount, each total once.
 *
 * What a total was before is read in the same statement, and where its row lies: nobody else writes while the boards are
 * locked. Rows that are there are changed by that place, which costs half of what `on conflict` does. offset 0: one look by
 * the key for each row. The plan is kept for as long as a connection lives, also one that was made when there was nothing.
 */
function adding(what: RawBuilder<unknown>, delta: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with what as (${what}), delta as materialized (${delta}), wanted as materialized (
      select s.scope, what.metric, p.kind, p.period, (
        select l.id from board_list l where l.school_id = s.scope and l.metric = what.metric and l.kind = p.kind
          and l.period = p.period) as id
      from (select distinct kind, period from delta) p cross join what
      cross join lateral (values (what.school_id), ('')) s (scope)
    ), made as (
      insert into board_list (school_id, metric, kind, period)
      select scope, metric, kind, period from wanted where id is null returning school_id, kind, period, id
    ), list as materialized (
      select scope, kind, period, id from wanted where id is not null union all select * from made
    ), place as materialized (
      select own.kind, own.period, own.id as list, every.id as district, exists (
        select from board_closed one where one.school_id = own.scope and one.kind = own.kind and one.period = own.period
      ) as is_closed
      from list own join list every on every.kind = own.kind and every.period = own.period
      where own.scope <> '' and every.scope = ''
    ), person as materialized (
      select m.* from (select distinct member_id from delta) d cross join what cross join lateral (
        select m.id, m.left_at is null as is_here, m.role = 'pupil' as is_pupil,
          coalesce(m.department_id, 0) as department_id,
          board_listed(m.role, m.left_at, m.board_visibility, school.board_default) as is_listed
        from member m join school on school.id = m.school_id
        where m.school_id = what.school_id and m.id = d.member_id offset 0
      ) m
    ), changed as materialized (
      select p.list, p.district, p.is_closed, d.kind, d.period, d.member_id, d.amount,
        coalesce(live.points, past.points, 0) as before, live.ctid as live_at, past.ctid as past_at,
        m.is_listed, m.is_here, m.is_pupil, m.department_id
      from delta d
      join place p on p.kind = d.kind and p.period = d.period
      join person m on m.id = d.member_id
      left join lateral (
        select live.ctid, live.points from board_live live
        where not p.is_closed and live.list = p.list and live.member_id = d.member_id offset 0
      ) live on true
      left join lateral (
        select past.ctid, past.points from board_past past
        where p.is_closed and past.list = p.list and past.member_id = d.member_id offset 0
      ) past on true
    ), put_live as (
      update board_live kept set points = kept.points + amount from changed where kept.ctid = live_at
    ), put_past as (
      update board_past kept set points = kept.points + amount from changed where kept.ctid = past_at
    ), new_live as (
      insert into board_live (list, district, member_id, points)
      select list, district, member_id, amount from changed where not is_closed and live_at is null
    ), new_past as (
      insert into board_past (list, district, member_id, points)
      select list, district, member_id, amount from changed where is_closed and past_at is null
    ), moved as materialized (
      select list, district, total, sum(n)::int as n from (
        select list, district, before as total, -1 as n from changed where is_listed and before > 0
        union all
        select list, district, before + amount, 1 from changed where is_listed and before + amount > 0
      ) one group by 1, 2, 3 having sum(n) <> 0
    ), counted as materialized (
      select s.list, moved.total, moved.n, kept.ctid as at
      from moved cross join lateral (values (list), (district)) s (list)
      left join lateral (
        select kept.ctid from board_count kept where kept.list = s.list and kept.total = moved.total offset 0
      ) kept on true
    ), put_count as (
      update board_count kept set n = kept.n + counted.n from counted where kept.ctid = at
    ), new_count as (
      insert into board_count (list, total, n) select list, total, n from counted where at is null
    )
    insert into board_group as kept (list, district, department_id, pupil, points, earners)
    select g.list, g.district, g.id, is_pupil, sum(amount)::bigint,
      sum((before + amount > 0)::int - (before > 0)::int)::int
    from changed cross join lateral (
      values (list, district, department_id), (list, district, -1), (district, null, -1), (district, null, 0)
    ) g (list, district, id)
    where is_here and (g.id <> 0 or department_id = 0)
    group by 1, 2, 3, 4
    on conflict on constraint board_group__pkey
    do update set points = kept.points + excluded.points, earners = kept.earners + excluded.earners`
}
