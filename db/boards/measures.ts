import { type RawBuilder, sql } from 'kysely'
import { dayOf } from '#kit/zone.ts'
import { policyAt } from '../policy/at.ts'
import type { Policy } from '../policy/schema.ts'
import type { Db, Trx } from '../schema.ts'
import { meanOf, priorOf, STAR } from './quality.ts'
import { type Change, changeTotals, lockBoards } from './totals.ts'

/** Authors counted in one transaction. */
const BATCH = 100
/** Transactions in one run; what is left waits a minute. */
const ROUNDS = 50

/**
 * Counts quality and beneficiaries anew for the authors whose downloads, ratings or resources changed since; once a day
 * for all who have any, because the mean of a school and the weights of its raters move too. One process at a time; what
 * is counted is the whole of an author's, so running twice changes nothing. Answers how many authors were counted.
 */
export async function refreshMeasures(db: Db, now: Date): Promise<number> {
  await markDaily(db, now)
  let counted = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const done = await db.transaction().execute((trx) => refreshBatch(trx, now))
    if (done === 0) break
    counted += done
  }
  return counted
}

async function refreshBatch(trx: Trx, now: Date): Promise<number> {
  const { rows: mine } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('board-measures', 0)) as mine`.execute(trx)
  if (!mine[0]?.mine) return 0
  const { rows } = await sql<{ school_id: string; member_id: number }>`
    with first as (select school_id, member_id from board_stale order by id limit 1),
    few as (
      select distinct s.school_id, s.member_id from board_stale s join first using (school_id)
      order by 2 limit ${BATCH}
    ), gone as (
      delete from board_stale s using few where s.school_id = few.school_id and s.member_id = few.member_id
    )
    select * from few`.execute(trx)
  const [first] = rows
  if (!first) return 0
  const ids = rows.map((row) => row.member_id)
  const changes = await differences(trx, first.school_id, ids, now)
  await lockBoards(trx)
  for (const metric of ['quality', 'beneficiaries'] as const) {
    await changeTotals(
      trx,
      first.school_id,
      metric,
      changes.filter((one) => one.metric === metric),
    )
  }
  return rows.length
}

type Difference = Change & { metric: 'quality' | 'beneficiaries' }

/** By how much what is true now differs from what the boards have, for some authors of a school. */
async function differences(trx: Trx, schoolId: string, ids: readonly number[], now: Date): Promise<Difference[]> {
  const policy = await policyAt(trx, schoolId, now)
  const prior = await priorOf(trx, schoolId, policy, now)
  const authors = sql`${[...ids]}::bigint[]`
  const { rows } = await sql<Difference>`
    with school as (select id, time_zone from school where id = ${schoolId}),
    used as (${usesOf(schoolId, authors, policy)}),
    beneficiary as (
      select u.author, p.kind, p.period, count(distinct u.by)::bigint as points
      from used u cross join school cross join lateral ${periodsOf(sql`u.at`, policy)} p group by 1, 2, 3
    ), item as (
      select r.member_id as author, r.id, ${meanOf(prior)} as mean
      from resource r left join quality_state q on q.school_id = r.school_id and q.resource_id = r.id
      where r.school_id = ${schoolId} and r.member_id = any(${authors}) and r.status = 'live' and r.rating_count > 0
    ), rated as (
      select distinct i.author, i.id, i.mean, p.kind, p.period
      from item i join rating on rating.school_id = ${schoolId} and rating.resource_id = i.id
      cross join school cross join lateral ${periodsOf(sql`rating.updated_at`, policy)} p
      where i.mean is not null
    ), now as (
      select author as member_id, 'beneficiaries' as metric, kind, period, points from beneficiary
      union all
      select author, 'quality', kind, period, round(avg(mean) * ${STAR}::int)::bigint from rated group by 1, 3, 4
    ), kept as (
      select member_id, metric, kind, period, points from board_total
      where school_id = ${schoolId} and member_id = any(${authors}) and metric <> 'points'
    )
    select member_id as "memberId", metric, kind, period,
      coalesce(now.points, 0) - coalesce(kept.points, 0) as amount
    from now full join kept using (member_id, metric, kind, period)
    where coalesce(now.points, 0) <> coalesce(kept.points, 0)`.execute(trx)
  return rows
}

/**
 * Who used what authors shared, and when first: downloads of what is live, or was taken back so late that it keeps what
 * it earned; attending a lecture; getting a request fulfilled. Nobody is their own beneficiary, and whoever is one person
 * by now counts as one.
 */
export function usesOf(schoolId: string, authors: RawBuilder<unknown>, policy: Policy): RawBuilder<unknown> {
  const days = policy.rules.withdrawal.author_reverses_within_days
  return sql`
    select r.member_id as author, coalesce(b.merged_into, d.member_id) as by, d.first_at as at
    from resource r
    join download d on d.school_id = r.school_id and d.resource_id = r.id
    left join member b on b.id = d.member_id and b.school_id = d.school_id
    where r.school_id = ${schoolId} and r.member_id = any(${authors})
      and coalesce(b.merged_into, d.member_id) <> r.member_id
      and (r.status = 'live' or r.status = 'withdrawn'
        and r.withdrawn_at > r.accepted_at + ${days}::int * interval '1 day')
    union all
    select coalesce(a.merged_into, u.author_id), coalesce(b.merged_into, u.by_id), u.used_at
    from member a
    join board_use u on u.school_id = a.school_id and u.author_id = a.id
    left join member b on b.school_id = u.school_id and b.id = u.by_id
    where a.school_id = ${schoolId} and (a.id = any(${authors}) or a.merged_into = any(${authors}))
      and coalesce(b.merged_into, u.by_id) <> coalesce(a.merged_into, u.author_id)`
}

/** The four periods of an instant, in the zone of `school`; terms as the policy has them, else half school years. */
function periodsOf(at: RawBuilder<unknown>, { calendar }: Policy): RawBuilder<unknown> {
  const local = sql`(${at} at time zone school.time_zone)`
  const planned = calendar.terms
  return sql`point_periods(${at}, school.time_zone, coalesce(
    (select t.id from unnest(${planned.map((term) => term.id)}::text[], ${planned.map((term) => term.start)}::date[],
      ${planned.map((term) => term.end)}::date[]) t (id, first, last)
      where ${local}::date between t.first and t.last limit 1),
    case when extract(month from ${local}) between 2 and 8 then extract(year from ${local}) || '-spring'
      else extract(year from ${local} - interval '8 months') || '-autumn' end))`
}

/** Once a day of each school, everybody who has beneficiaries or ratings is counted again. */
async function markDaily(db: Db, now: Date): Promise<void> {
  const schools = await db.selectFrom('school').select(['id', 'time_zone']).orderBy('id').execute()
  for (const { id, time_zone } of schools) {
    const day = Number(dayOf(now, time_zone).replaceAll('-', ''))
    await sql`
      with turned as (
        insert into board_mark as kept (name, upto) values (${`measures:${id}`}, ${day})
        on conflict on constraint board_mark__pkey do update set upto = excluded.upto where kept.upto < excluded.upto
        returning name
      )
      insert into board_stale (school_id, member_id)
      select distinct r.school_id, r.member_id from turned
      join resource r on r.school_id = ${id} and (r.rating_count > 0 or r.download_count > 0)`.execute(db)
  }
}
