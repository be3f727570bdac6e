import { sql } from 'kysely'
import { addDays, startOfDay } from '#kit/zone.ts'
import type { Policy } from '../policy/schema.ts'
import type { Reader } from '../schema.ts'
import { meets, owes, quotaSheets } from '../terms/quota.ts'
import { type TermSpan, termSpanAt } from '../terms/span.ts'
import { standing } from './standing.ts'

/** What the yearly award looks at for one teacher; `quality` undefined without a rated item. */
export type AnnualInput = {
  memberId: number
  name: string
  subject: string
  contribution: number
  quality: number | undefined
  beneficiaries: number
}

export type AnnualPlace = AnnualInput & {
  /** 0..1, inside the subject. */
  contributionPct: number
  qualityPct: number
  beneficiariesPct: number
  composite: number
  /** Joint: 1, 2, 2, 4. */
  place: number
}

/** A school year, 1 September to 31 August: `2026-2027`. */
export type SchoolYear = { id: string; from: Date; to: Date }

export function schoolYearOf(id: string, zone: string): SchoolYear | undefined {
  const match = /^(\d{4})-(\d{4})$/.exec(id)
  if (!match || Number(match[2]) !== Number(match[1]) + 1) return undefined
  return { id, from: startOfDay(`${match[1]}-09-01`, zone), to: startOfDay(`${match[2]}-09-01`, zone) }
}

/** The school year of a calendar day such as `2026-11-21`. */
export function schoolYearAt(day: string): string {
  const year = Number(day.slice(0, 4)) - (day.slice(5) < '09-01' ? 1 : 0)
  return `${year}-${year + 1}`
}

/** The terms of a school year that have begun. */
export function termsOfYear(policy: Policy, year: SchoolYear, zone: string, now: Date): TermSpan[] {
  const spans: TermSpan[] = []
  for (let at = year.from; at < year.to && at <= now; ) {
    const span = termSpanAt(policy, at, zone)
    spans.push(span)
    at = span.to > at ? span.to : addDays(at, 1, zone)
  }
  return spans
}

/**
 * Everybody who is eligible, with their figures: teachers and heads who are here, met (or were exempt from) the quota of
 * every term, and against whom no case of the year stands. In the order of their ids.
 */
export async function annualInputs(
  db: Reader,
  given: { schoolId: string; policy: Policy; year: SchoolYear; zone: string; now: Date },
): Promise<AnnualInput[]> {
  const { schoolId, policy, year } = given
  const met = await quotaInAll(db, given)
  const { rows } = await sql<{
    id: number
    name: string
    subject: string | null
    contribution: number | null
    quality: number | null
    beneficiaries: number | null
  }>`
    with ${standing(schoolId, policy)}, violated as (
      select distinct (payload->>'member')::bigint as id from fact
      where school_id = ${schoolId} and kind = 'case.decided' and occurred_at >= ${year.from} and occurred_at < ${year.to}
        and payload->>'ruling' in ('plagiarism', 'duplicate_other', 'fraud')
        and (payload->>'case')::bigint not in (select id from overturned_case)
    ), points as (
      select coalesce(was.merged_into, was.id) as id, sum(tx.amount) as contribution from point_tx tx
      join member was on was.school_id = tx.school_id and was.id = tx.member_id
      where tx.school_id = ${schoolId} and tx.counts_at >= ${year.from} and tx.counts_at < ${year.to} group by 1
    ), work as (
      select resource.* from resource where resource.school_id = ${schoolId} and resource.accepted_at is not null
        and resource.shared_at >= ${year.from} and resource.shared_at < ${year.to}
        and resource.id not in (select resource_id from gone)
    ), subjects as (
      select distinct on (member_id) member_id as id, subject from (
        select member_id, coalesce(subject, '') as subject, count(*) as n from work group by 1, 2
      ) as counted order by member_id, n desc, subject
    ), quality as (
      select work.member_id as id, avg(state.mean) as mean from work
      join quality_state state on state.school_id = work.school_id and state.resource_id = work.id
      where state.mean is not null and state.ratings >= ${policy.honours.annual.min_ratings} group by 1
    ), used as (
      select coalesce(was.merged_into, was.id) as id, count(distinct coalesce(who.merged_into, who.id)) as people
      from fact taken
      join member was on was.school_id = taken.school_id and was.id = (taken.payload->>'author')::bigint
      join member who on who.school_id = taken.school_id and who.id = taken.actor_id
      where taken.school_id = ${schoolId} and taken.kind = 'resource.downloaded' and taken.status <> 'held'
        and taken.occurred_at >= ${year.from} and taken.occurred_at < ${year.to}
        and taken.key not in (select key from undone) and taken.resource_id not in (select resource_id from gone)
        and coalesce(who.merged_into, who.id) <> coalesce(was.merged_into, was.id) group by 1
    )
    select member.id, member.name, subjects.subject, points.contribution, quality.mean as quality,
      used.people as beneficiaries
    from member
    left join subjects on subjects.id = member.id
    left join points on points.id = member.id
    left join quality on quality.id = member.id
    left join used on used.id = member.id
    where member.school_id = ${schoolId} and member.left_at is null and member.pending_since is null
      and member.role <> 'pupil' and member.id not in (select id from violated) and points.contribution > 0
    order by member.id`.execute(db)
  return rows
    .filter((row) => met.has(Number(row.id)))
    .map((row) => ({
      memberId: Number(row.id),
      name: row.name,
      subject: row.subject ?? '',
      contribution: Number(row.contribution ?? 0),
      quality: row.quality === null ? undefined : Number(row.quality),
      beneficiaries: Number(row.beneficiaries ?? 0),
    }))
}

/** Places by the weighted sum of percentiles inside each subject; the same for the same input, whatever its order. Pure. */
export function rankAnnual(inputs: readonly AnnualInput[], weights: Policy['honours']['annual']): AnnualPlace[] {
  const bySubject = new Map<string, AnnualInput[]>()
  for (const one of inputs) bySubject.set(one.subject, [...(bySubject.get(one.subject) ?? []), one])
  const scored = inputs.map((one) => {
    const peers = bySubject.get(one.subject) ?? []
    const contributionPct = percentile(
      one.contribution,
      peers.map((peer) => peer.contribution),
    )
    const qualityPct =
      one.quality === undefined
        ? 0
        : percentile(
            one.quality,
            peers.map((peer) => peer.quality ?? Number.NEGATIVE_INFINITY),
          )
    const beneficiariesPct = percentile(
      one.beneficiaries,
      peers.map((peer) => peer.beneficiaries),
    )
    const composite = round(
      weights.contribution * contributionPct + weights.quality * qualityPct + weights.beneficiaries * beneficiariesPct,
    )
    return { ...one, contributionPct, qualityPct, beneficiariesPct, composite, place: 0 }
  })
  scored.sort((a, b) => b.composite - a.composite || a.memberId - b.memberId)
  return scored.map((one) => ({ ...one, place: 1 + scored.filter((other) => other.composite > one.composite).length }))
}

/** The first so many, and whoever is joint with the last of them. */
export function shortlist(
  places: readonly AnnualPlace[],
  { places: n, shortlist: times }: Policy['honours']['annual'],
) {
  const size = Math.ceil(n * times)
  return places.filter((one) => one.place <= size)
}

/** The share of values below, and half of those that are equal, the own one included: 0.5 for somebody alone. */
export function percentile(value: number, all: readonly number[]): number {
  if (all.length === 0) return 0
  const below = all.filter((other) => other < value).length
  const equal = all.filter((other) => other === value).length
  return round((below + equal / 2) / all.length)
}

async function quotaInAll(
  db: Reader,
  { schoolId, policy, year, zone, now }: Parameters<typeof annualInputs>[1],
): Promise<Set<number>> {
  let met: Set<number> | undefined
  for (const span of termsOfYear(policy, year, zone, now)) {
    const sheets = await quotaSheets(db, schoolId, span, policy, zone)
    const here = new Set(sheets.filter((sheet) => !owes(sheet) || meets(sheet)).map((sheet) => sheet.member))
    met = met === undefined ? here : new Set([...met].filter((id) => here.has(id)))
  }
  return met ?? new Set()
}

/** Six decimals: what a computer adds up in another order must not make a difference. */
function round(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000
}
