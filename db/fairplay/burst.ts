import { sql } from 'kysely'
import type { Policy } from '../policy/schema.ts'
import { DAY_MS, daysBefore, type Finding, HOUR_MS, type Look, MINUTE_MS, rated, rounded, taken } from './finding.ts'

type Event = {
  key: string
  at: Date
  resource_id: number
  author: number
  actor: number
  department: number | null
  /** When the resource was accepted. */
  accepted_at: Date | null
  young: boolean
}

/**
 * Many downloads of one author within minutes: held for some hours, unless many different people of many departments
 * did it (a file that went round), or people took something new or came together for it (a training). Accounts that
 * are young and do nothing else make no crowd.
 */
export async function bursts(look: Look): Promise<Finding[]> {
  const { trx, schoolId, now, policy, since } = look
  const { burst } = policy.fair_play
  const { rows } = await sql<Event>`
    with event as (
      select t.*, count(*) over (partition by author order by at
        range between make_interval(mins => ${burst.minutes}) preceding and current row) as n
      from ${taken(schoolId, since, now)} t
    ), thick as (
      select event.*, max(n) over (partition by author order by at
        range between current row and make_interval(mins => ${burst.minutes}) following) as most
      from event
    )
    select thick.key, thick.at, thick.resource_id, thick.author, thick.actor, member.department_id as department,
      resource.accepted_at,
      (member.pending_since is not null or member.created_at > thick.at - make_interval(days => ${burst.thin_days}))
        as young
    from thick
    join member on member.school_id = ${schoolId} and member.id = thick.actor
    left join resource on resource.school_id = ${schoolId} and resource.id = thick.resource_id
    where most >= ${burst.downloads}
    order by thick.author, thick.at, thick.id`.execute(trx)
  const found: Finding[] = []
  for (const events of runsOf(rows, burst.minutes)) {
    const [first] = events
    if (!first || isUntimed(events)) continue
    const seen = await lookAt(look, events)
    if (isCrowd(seen, burst)) continue
    found.push({
      signal: 'burst',
      subject: `burst:${first.author}:${first.at.toISOString().slice(0, 16)}`,
      effect: 'hold',
      members: [first.author, ...new Set(events.map((event) => event.actor))],
      facts: events.map((event) => event.key),
      evidence: {
        downloads: events.length,
        minutes: burst.minutes,
        people: seen.people,
        departments: seen.departments,
        thin: rounded(seen.thin),
      },
      until: new Date(now.getTime() + burst.hold_hours * HOUR_MS),
    })
  }
  return found
}

/** Cuts what is sorted by author and time where the author changes or nothing happened for so many minutes. */
function runsOf<T extends { author: number; at: Date }>(events: readonly T[], minutes: number): T[][] {
  const runs: T[][] = []
  let last: T | undefined
  for (const event of events) {
    const joins =
      last !== undefined &&
      last.author === event.author &&
      event.at.getTime() - last.at.getTime() <= minutes * MINUTE_MS
    if (joins) runs.at(-1)?.push(event)
    else runs.push([event])
    last = event
  }
  return runs
}

/**
 * Facts of many people that share their instants were written down by days, as a history is: nothing about them is
 * quick. What one person did in the same instants is looked at all the same.
 */
function isUntimed(events: readonly { at: Date; actor: number }[]): boolean {
  const people = new Set(events.map((event) => event.actor)).size
  const instants = new Set(events.map((event) => event.at.getTime())).size
  return people === events.length && instants * 2 <= events.length
}

type Seen = {
  people: number
  departments: number
  /** Departments that the school has. */
  of: number
  /** Share of events on what was new. */
  fresh: number
  /** Share of the people who came to the same lecture. */
  together: number
  thin: number
  /** The same share among everybody else who is active. */
  thinElsewhere: number
}

async function lookAt({ trx, schoolId, now, policy }: Look, events: readonly Event[]): Promise<Seen> {
  const { burst } = policy.fair_play
  const actors = [...new Set(events.map((event) => event.actor))]
  const author = events[0]?.author ?? 0
  const start = events[0]?.at ?? now
  const { rows } = await sql<{
    departments: number
    together: number
    thin: number
    others: number
    thin_others: number
  }>`
    with active as (
      select t.actor, bool_or(t.author <> ${author}) as elsewhere, count(distinct t.author) as authors
      from ${taken(schoolId, daysBefore(now, burst.thin_days), now)} t group by 1
    ), person as (
      select active.actor, active.actor = any (${actors}::bigint[]) as here,
        (member.pending_since is not null or member.created_at > ${start}::timestamptz - make_interval(days => ${burst.thin_days}))
        and (case when active.actor = any (${actors}::bigint[]) then not active.elsewhere else active.authors < 2 end)
        and not exists (select from fact where fact.school_id = ${schoolId} and fact.kind = 'resource.accepted'
          and fact.occurred_at > ${daysBefore(now, burst.thin_days)} and (fact.payload ->> 'author')::bigint = active.actor)
          as thin
      from active join member on member.school_id = ${schoolId} and member.id = active.actor
    )
    select
      (select count(distinct department_id)::int from member
        where school_id = ${schoolId} and left_at is null and department_id is not null) as departments,
      (select count(distinct fact.actor_id)::int from fact where fact.school_id = ${schoolId}
        and fact.kind in ('lecture.attended', 'observation.feedback') and fact.actor_id = any (${actors}::bigint[])
        and fact.occurred_at between ${new Date(start.getTime() - DAY_MS)} and ${new Date(start.getTime() + DAY_MS)}) as together,
      count(*) filter (where here and thin)::int as thin,
      count(*) filter (where not here)::int as others,
      count(*) filter (where not here and thin)::int as thin_others
    from person`.execute(trx)
  const [row] = rows
  const fresh = events.filter(
    (event) =>
      event.accepted_at !== null && event.at.getTime() - event.accepted_at.getTime() <= burst.fresh_hours * HOUR_MS,
  )
  return {
    people: actors.length,
    departments: new Set(events.map((event) => event.department)).size,
    of: row?.departments ?? 0,
    fresh: fresh.length / events.length,
    together: (row?.together ?? 0) / actors.length,
    thin: (row?.thin ?? 0) / actors.length,
    // Nobody else to compare with: everybody here is new, and that is nobody's fault.
    thinElsewhere: row && row.others > 0 ? row.thin_others / row.others : 1,
  }
}

function isCrowd(seen: Seen, burst: Policy['fair_play']['burst']): boolean {
  if (seen.thin >= burst.thin_share && seen.thin >= burst.thin_times * seen.thinElsewhere) return false
  const wide =
    seen.people >= burst.wide_people && seen.departments >= Math.max(1, Math.min(burst.wide_departments, seen.of))
  const gathering =
    seen.people >= burst.gathering_people &&
    (seen.fresh >= burst.gathering_share || seen.together >= burst.gathering_share)
  return wide || gathering
}

type Star = { key: string; at: Date; author: number; actor: number; department: number | null }

/** Many ratings of one author within minutes, most of them from one group: held for some hours. */
export async function ratingBursts({ trx, schoolId, now, policy, since }: Look): Promise<Finding[]> {
  const rule = policy.fair_play.rating_burst
  const { burst } = policy.fair_play
  const { rows } = await sql<Star>`
    with event as (
      select r.*, count(*) over (partition by author order by at
        range between make_interval(mins => ${rule.minutes}) preceding and current row) as n
      from ${rated(schoolId, since, now)} r
    ), thick as (
      select event.*, max(n) over (partition by author order by at
        range between current row and make_interval(mins => ${rule.minutes}) following) as most
      from event
    )
    select thick.key, thick.at, thick.author, thick.actor, member.department_id as department
    from thick join member on member.school_id = ${schoolId} and member.id = thick.actor
    where most >= ${rule.ratings}
      -- who came to the lesson that is rated
      and not exists (select from fact where fact.school_id = ${schoolId}
        and fact.kind in ('lecture.attended', 'observation.feedback') and fact.actor_id = thick.actor
        and fact.occurred_at between thick.at - make_interval(hours => ${burst.fresh_hours})
          and thick.at + make_interval(hours => ${burst.fresh_hours}))
    order by thick.author, thick.at, thick.id`.execute(trx)
  const found: Finding[] = []
  for (const events of runsOf(rows, rule.minutes)) {
    const [first] = events
    if (!first || events.length < rule.ratings || isUntimed(events)) continue
    const counts = new Map<number, number>()
    for (const { department } of events)
      if (department !== null) counts.set(department, (counts.get(department) ?? 0) + 1)
    const people = new Set(events.map((event) => event.actor)).size
    // Few people who rate many of one author's are one group, whatever their department.
    const few = people * 2 <= events.length
    const share = Math.max(0, ...counts.values()) / events.length
    if (!few && share < rule.one_group_share) continue
    found.push({
      signal: 'rating_burst',
      subject: `rating_burst:${first.author}:${first.at.toISOString().slice(0, 16)}`,
      effect: 'hold',
      members: [first.author, ...new Set(events.map((event) => event.actor))],
      facts: events.map((event) => event.key),
      evidence: { ratings: events.length, minutes: rule.minutes, people, share: rounded(few ? 1 : share) },
      until: new Date(now.getTime() + rule.hold_hours * HOUR_MS),
    })
  }
  return found
}
