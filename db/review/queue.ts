import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { covers, type Scope } from './reviewers.ts'

/** What waits for a reviewer: a new resource, or a second look at one (`look` is its number). */
export type Waiting = {
  resourceId: number
  since: Date
  look?: number
  why: 'new' | 'blind' | 'poor'
  subject: string | null
}

/**
 * What waits for this reviewer, oldest first: of their subjects, never their own or shared work, and never a decision
 * that they made themselves.
 */
export async function listQueue(
  db: Reader,
  schoolId: string,
  reviewer: { id: number; scope: Scope },
  limit: number,
): Promise<Waiting[]> {
  const { scope } = reviewer
  const mine = sql`(${scope.all} or resource.subject = any (${scope.subjects}::text[]))`
  const notMade = sql`resource.member_id <> ${reviewer.id} and not exists (
    select from co_author share where share.school_id = resource.school_id and share.resource_id = resource.id
      and share.member_id = ${reviewer.id} and share.status = 'agreed')`
  const { rows } = await sql<{
    resource_id: number
    since: Date
    look: number | null
    why: Waiting['why']
    subject: string | null
  }>`
    select resource_id, since, look, why, subject from (
      select review.resource_id, review.created_at as since, null::bigint as look, 'new' as why, resource.subject
      from review
      join resource on resource.school_id = review.school_id and resource.id = review.resource_id
      where review.school_id = ${schoolId} and review.status = 'waiting' and resource.status = 'review'
        and ${mine} and ${notMade}
      union all
      select second_look.resource_id, second_look.created_at, second_look.id, second_look.why, resource.subject
      from second_look
      join resource on resource.school_id = second_look.school_id and resource.id = second_look.resource_id
      where second_look.school_id = ${schoolId} and second_look.status = 'waiting'
        and resource.status in ('live', 'refused') and second_look.first_by is distinct from ${reviewer.id}
        and ${mine} and ${notMade}
    ) as waiting
    order by since, resource_id limit ${limit}`.execute(db)
  return rows.map((row) => ({
    resourceId: Number(row.resource_id),
    since: row.since,
    ...(row.look !== null && { look: Number(row.look) }),
    why: row.why,
    subject: row.subject,
  }))
}

/** Whether a reviewer may decide on a resource: their subject, and nothing of their own in it. */
export function mayDecide(
  reviewer: { id: number; scope: Scope },
  resource: { subject: string | null },
  makers: readonly number[],
): 'yes' | 'own' | 'subject' {
  if (makers.includes(reviewer.id)) return 'own'
  return covers(reviewer.scope, resource.subject) ? 'yes' : 'subject'
}

/** How much one reviewer did since an instant, and how much of it was changed again. Hours are medians. */
export type Workload = {
  memberId: number
  name: string
  accepted: number
  refused: number
  hours: number
  late: number
  overturned: number
  /** Decisions that a second reviewer made again unseen, and in how many of them they differed. */
  blind: number
  differing: number
}

/** Per reviewer, most decisions first; from the facts. `lateAfterHours`: what took longer was late. */
export async function workload(
  db: Reader,
  schoolId: string,
  given: { since: Date; lateAfterHours: number },
): Promise<Workload[]> {
  const { rows } = await sql<Record<keyof Workload, number> & { name: string }>`
    with decided as (
      select fact.key, coalesce(member.merged_into, member.id) as who, fact.payload->>'decision' as decision,
        extract(epoch from fact.occurred_at - (fact.payload->>'since')::timestamptz) / 3600 as hours,
        exists (select from fact gone where gone.school_id = fact.school_id and gone.resource_id = fact.resource_id
          and gone.kind = 'review.overturned' and gone.payload->>'of' = fact.key) as overturned
      from fact
      join member on member.school_id = fact.school_id and member.id = fact.actor_id
      where fact.school_id = ${schoolId} and fact.kind = 'review.decided' and fact.occurred_at >= ${given.since}
    ), looked as (
      select first_by as who, count(*) as blind, count(*) filter (where decision <> first_decision) as differing
      from second_look where school_id = ${schoolId} and why = 'blind' and decision is not null and decided_at >= ${given.since}
      group by 1
    )
    select decided.who as "memberId", member.name,
      count(*) filter (where decision = 'accepted') as accepted,
      count(*) filter (where decision = 'refused') as refused,
      percentile_cont(0.5) within group (order by hours) as hours,
      count(*) filter (where hours > ${given.lateAfterHours}) as late,
      count(*) filter (where overturned) as overturned,
      coalesce(max(looked.blind), 0) as blind, coalesce(max(looked.differing), 0) as differing
    from decided
    join member on member.school_id = ${schoolId} and member.id = decided.who
    left join looked on looked.who = decided.who
    group by decided.who, member.name
    order by count(*) desc, decided.who`.execute(db)
  return rows.map((row) => ({
    memberId: Number(row.memberId),
    name: row.name,
    accepted: Number(row.accepted),
    refused: Number(row.refused),
    hours: Math.round(Number(row.hours) * 10) / 10,
    late: Number(row.late),
    overturned: Number(row.overturned),
    blind: Number(row.blind),
    differing: Number(row.differing),
  }))
}
