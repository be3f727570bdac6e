import { sql } from 'kysely'
import { daysBefore, type Finding, type Look, rounded } from './finding.ts'

/** Signals about how people decide, ask and gather over weeks. */

/**
 * A reviewer who accepts one author far more often than everybody else, or whose blind second looks disagree with the
 * first too often. Nothing is held: administrators route and talk.
 */
export async function favouritism({ trx, schoolId, now, policy }: Look): Promise<Finding[]> {
  const rule = policy.fair_play.favouritism
  const { rows } = await sql<{ reviewer: number; author: number; n: number; k: number; all: number; yes: number }>`
    with decided as (
      select coalesce(r.merged_into, r.id) as reviewer, coalesce(a.merged_into, a.id) as author,
        fact.payload ->> 'decision' = 'accepted' as yes
      from fact
      join member r on r.school_id = fact.school_id and r.id = fact.actor_id
      join member a on a.school_id = fact.school_id and a.id = (fact.payload ->> 'author')::bigint
      where fact.school_id = ${schoolId} and fact.kind = 'review.decided'
        and fact.occurred_at > ${daysBefore(now, rule.days)} and fact.occurred_at <= ${now}
    ), whole as (select reviewer, count(*)::int as n, count(*) filter (where yes)::int as k from decided group by 1)
    select decided.reviewer, author, count(*)::int as n, count(*) filter (where yes)::int as k, whole.n as all, whole.k as yes
    from decided join whole using (reviewer)
    group by decided.reviewer, author, whole.n, whole.k
    having count(*) >= ${rule.decisions} and whole.n - count(*) >= ${rule.decisions} order by 1, 2`.execute(trx)
  const found: Finding[] = []
  for (const row of rows) {
    const z = gap(row.k, row.n, row.yes - row.k, row.all - row.n)
    if (z <= rule.z) continue
    found.push({
      signal: 'favouritism',
      subject: `favouritism:${row.reviewer}-${row.author}`,
      effect: 'note',
      members: [row.reviewer, row.author],
      facts: [],
      evidence: {
        decisions: row.n,
        share: rounded(row.k / row.n),
        share_others: rounded((row.yes - row.k) / (row.all - row.n)),
        z: rounded(z),
      },
    })
  }
  return [...found, ...(await disagreement({ trx, schoolId, now, policy }))]
}

/** Two shares compared: how many standard errors the first lies above the second. */
export function gap(k: number, n: number, otherK: number, otherN: number): number {
  const pooled = (k + otherK) / (n + otherN)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / otherN))
  return error === 0 ? 0 : (k / n - otherK / otherN) / error
}

async function disagreement({ trx, schoolId, now, policy }: Omit<Look, 'since'>): Promise<Finding[]> {
  const rule = policy.fair_play.favouritism
  const { rows } = await sql<{ reviewer: number; n: number; apart: number }>`
    select first.actor_id as reviewer, count(*)::int as n,
      count(*) filter (where first.payload ->> 'decision' <> second.payload ->> 'decision')::int as apart
    from fact second
    join lateral (
      select * from fact first where first.school_id = second.school_id and first.resource_id = second.resource_id
        and first.kind = 'review.decided' and first.id < second.id and first.actor_id <> second.actor_id
      order by first.id desc limit 1) first on true
    where second.school_id = ${schoolId} and second.kind = 'review.decided' and second.payload ->> 'blind' = 'true'
      and second.occurred_at > ${daysBefore(now, rule.days)} and second.occurred_at <= ${now}
    group by 1 having count(*) >= ${rule.blind_decisions} order by 1`.execute(trx)
  return rows
    .filter((row) => row.apart / row.n > rule.blind_disagreement)
    .map((row) => ({
      signal: 'favouritism',
      subject: `blind:${row.reviewer}`,
      effect: 'note',
      members: [row.reviewer],
      facts: [],
      evidence: { second_looks: row.n, apart: rounded(row.apart / row.n) },
    }))
}

/** Bounties that one pair moves too often, or that flow back: held until a person has looked. */
export async function bounties({ trx, schoolId, now, policy, since }: Look): Promise<Finding[]> {
  const rule = policy.fair_play.bounty
  const from = daysBefore(since, Math.max(rule.return_days, 31))
  const { rows } = await sql<{ one: number; other: number; keys: string[]; n: number; returned: number }>`
    with paid as (
      select fact.id, fact.key, fact.occurred_at as at, coalesce(answers.merged_into, answers.id) as answerer,
        coalesce(asks.merged_into, asks.id) as asker, (fact.payload ->> 'bounty')::int as bounty,
        to_char(fact.occurred_at at time zone school.time_zone, 'YYYY-MM') as month
      from fact
      join school on school.id = fact.school_id
      join member answers on answers.school_id = fact.school_id and answers.id = fact.actor_id
      join member asks on asks.school_id = fact.school_id and asks.id = (fact.payload ->> 'asker')::bigint
      where fact.school_id = ${schoolId} and fact.kind = 'request.fulfilled'
        and fact.occurred_at > ${from} and fact.occurred_at <= ${now}
    ), looked as (
      select paid.*, row_number() over (partition by answerer, asker, month order by at, id) as nth,
        exists (select from paid back where back.asker = paid.answerer and back.answerer = paid.asker
          and abs(extract(epoch from back.at - paid.at)) <= ${rule.return_days * 86_400}) as returned
      from paid
    )
    select least(answerer, asker) as one, greatest(answerer, asker) as other, array_agg(key order by id) as keys,
      count(*) filter (where nth > ${rule.pair_per_month})::int as n, count(*) filter (where returned)::int as returned
    from looked where returned or nth > ${rule.pair_per_month}
    group by 1, 2 having bool_or(at > ${since}) order by 1, 2`.execute(trx)
  return rows.map((row) => ({
    signal: 'bounty',
    subject: `bounty:${row.one}-${row.other}`,
    effect: 'hold',
    members: [row.one, row.other],
    facts: row.keys,
    evidence: { requests: row.keys.length, returned: row.returned, beyond: row.n, days: rule.return_days },
  }))
}

/** A host of many lectures to which hardly anybody comes. The rules pay them nothing; a person may ask why. */
export async function paddings({ trx, schoolId, now, policy }: Look): Promise<Finding[]> {
  const rule = policy.fair_play.padding
  const { rows } = await sql<{ host: number; keys: string[]; most: number }>`
    select coalesce(host.merged_into, host.id) as host, array_agg(fact.key order by fact.id) as keys,
      max((fact.payload ->> 'checked_in')::int) as most
    from fact join member host on host.school_id = fact.school_id and host.id = fact.actor_id
    where fact.school_id = ${schoolId} and fact.kind = 'lecture.hosted'
      and (fact.payload ->> 'checked_in')::int < ${rule.people}
      and fact.occurred_at > ${daysBefore(now, rule.days)} and fact.occurred_at <= ${now}
    group by 1 having count(*) >= ${rule.events} order by 1`.execute(trx)
  return rows.map((row) => ({
    signal: 'padding',
    subject: `padding:${row.host}`,
    effect: 'note',
    members: [row.host],
    facts: row.keys,
    evidence: { events: row.keys.length, most: row.most, days: rule.days },
  }))
}
