import { sql } from 'kysely'
import type { Reader } from '../schema.ts'

/** What one person did in a stretch of time, from facts and the ledger; points in 厘. */
export type AppraisalRow = {
  memberId: number
  name: string
  department: string | undefined
  departmentEn: string | undefined
  /** Accepted originals that stand. */
  originals: number
  items: number
  byType: Record<string, number>
  ratings: number
  /** Mean of the Bayesian means of rated items; undefined without ratings. */
  mean: number | undefined
  beneficiaries: number
  beneficiariesElsewhere: number
  lectures: number
  lecturesHeard: number
  observations: number
  periods: number
  audits: number
  fulfilled: number
  violations: number
  contribution: number
}

export type Stretch = { schoolId: string; termId: string; from: Date; to: Date }

/**
 * Everybody's row (one person's with `memberId`), in the order of names. One query: each figure is grouped once over the
 * term's facts, so three thousand teachers cost what one does times a little. People who left, were merged, are not
 * bound or came later, and pupils, have none.
 */
export async function appraisalRows(
  db: Reader,
  { schoolId, termId, from, to }: Stretch,
  memberId?: number,
): Promise<AppraisalRow[]> {
  const { rows } = await sql<Omit<AppraisalRow, 'byType'> & { by_type: Record<string, number> | null }>`
    with term_fact as materialized (
      select * from fact where school_id = ${schoolId} and occurred_at >= ${from} and occurred_at < ${to}
    ), overturned as materialized (
      select payload ->> 'case' as case_id from fact where school_id = ${schoolId} and kind = 'case.overturned'
    ), standing as materialized (
      select f.resource_id, r.member_id, r.type, r.origin
      from term_fact f
      join resource r on r.school_id = f.school_id and r.id = f.resource_id
      where f.kind = 'resource.accepted' and r.status in ('live', 'frozen')
    ), upload as (
      select member_id, count(*)::int as items, count(*) filter (where origin = 'original')::int as originals
      from standing group by 1
    ), type_count as (
      select member_id, jsonb_object_agg(type, n) as by_type
      from (select member_id, type, count(*)::int as n from standing group by 1, 2) t group by 1
    ), quality as (
      select r.member_id, sum(q.ratings)::int as ratings, avg(q.mean) as mean
      from quality_state q join resource r on r.school_id = q.school_id and r.id = q.resource_id
      where q.school_id = ${schoolId} and q.ratings > 0 and r.status in ('live', 'frozen') group by 1
    ), reader as (
      select r.member_id, count(distinct f.actor_id)::int as people,
        count(distinct f.actor_id) filter (where f.payload ->> 'from_school' <> ${schoolId})::int as elsewhere
      from term_fact f join resource r on r.school_id = f.school_id and r.id = f.resource_id
      where f.kind = 'resource.downloaded' and f.actor_id <> r.member_id group by 1
    ), deed as (
      select actor_id as member_id,
        count(*) filter (where kind = 'lecture.hosted')::int as lectures,
        count(*) filter (where kind = 'lecture.attended')::int as heard,
        count(*) filter (where kind = 'observation.feedback')::int as observations,
        coalesce(sum((payload ->> 'periods')::int) filter (where kind = 'teaching.confirmed'), 0)::int as periods,
        count(*) filter (where kind = 'request.fulfilled')::int as fulfilled,
        count(*) filter (where kind = 'review.decided' and not exists (
          select 1 from fact o where o.school_id = ${schoolId} and o.kind = 'review.overturned'
            and o.payload ->> 'of' = term_fact.key))::int as audits
      from term_fact where actor_id is not null group by 1
    ), violation as (
      select (payload ->> 'member')::bigint as member_id, count(*)::int as n
      from term_fact where kind = 'case.decided' and payload ->> 'ruling' in ('plagiarism', 'fraud')
        and payload ->> 'case' not in (select case_id from overturned) group by 1
    ), points as (
      select member_id, sum(amount)::bigint as amount from point_tx
      where school_id = ${schoolId} and term_id = ${termId} group by 1
    )
    select m.id as "memberId", m.name, d.name as department, d.name_en as "departmentEn",
      coalesce(upload.originals, 0) as originals, coalesce(upload.items, 0) as items, type_count.by_type,
      coalesce(quality.ratings, 0) as ratings, quality.mean, coalesce(reader.people, 0) as beneficiaries,
      coalesce(reader.elsewhere, 0) as "beneficiariesElsewhere", coalesce(deed.lectures, 0) as lectures,
      coalesce(deed.heard, 0) as "lecturesHeard", coalesce(deed.observations, 0) as observations,
      coalesce(deed.periods, 0) as periods, coalesce(deed.audits, 0) as audits,
      coalesce(deed.fulfilled, 0) as fulfilled, coalesce(violation.n, 0) as violations,
      coalesce(points.amount, 0) as contribution
    from member m
    left join department d on d.school_id = m.school_id and d.id = m.department_id
    left join upload on upload.member_id = m.id
    left join type_count on type_count.member_id = m.id
    left join quality on quality.member_id = m.id
    left join reader on reader.member_id = m.id
    left join deed on deed.member_id = m.id
    left join violation on violation.member_id = m.id
    left join points on points.member_id = m.id
    where m.school_id = ${schoolId} and m.role <> 'pupil' and m.left_at is null and m.pending_since is null
      and m.created_at < ${to}
      and (${memberId ?? null}::bigint is null or m.id = ${memberId ?? null})
    order by d.name nulls last, m.name, m.id`.execute(db)
  return rows.map(({ by_type, ...row }) => ({
    ...row,
    department: row.department ?? undefined,
    departmentEn: row.departmentEn ?? undefined,
    mean: row.mean ?? undefined,
    contribution: Number(row.contribution),
    byType: by_type ?? {},
  }))
}

/** A share times a number of people, such as 0.1 × 30, may miss a whole number by this. */
const ROUNDING = 1e-9

/**
 * The band of one's points among those who may be compared, such as 0.25: the first one that all down to one's place fit
 * into, so that the first of five is in no band below 0.2; undefined below the last band or without points, because nobody
 * is told that they are last. Who has as many points has the same place.
 */
export function bandOf(points: number, all: readonly number[], bands: readonly number[]): number | undefined {
  if (points <= 0 || all.length === 0) return undefined
  const place = all.filter((one) => one > points).length + 1
  return [...bands].sort((left, right) => left - right).find((band) => place <= band * all.length + ROUNDING)
}
