import { sql } from 'kysely'
import { type Finding, type Look, rounded } from './finding.ts'

/**
 * Signals about single facts: a copy of a colleague's work, one work cut in pieces, ratings far from what others gave,
 * and ratings without use.
 */

/** Somebody else's file, for the most part; the rules pay it little, a person looks whether it is more. */
export async function nearDuplicates({ trx, schoolId, now, policy, since }: Look): Promise<Finding[]> {
  const { rows } = await sql<{ key: string; resource_id: number; author: number; of: number; alike: number }>`
    select fact.key, fact.resource_id, (fact.payload ->> 'author')::bigint as author,
      (fact.payload -> 'like' ->> 'of')::bigint as of, (fact.payload -> 'like' ->> 'alike')::float8 as alike
    from fact
    where fact.school_id = ${schoolId} and fact.kind = 'resource.accepted'
      and fact.occurred_at > ${since} and fact.occurred_at <= ${now}
      and (fact.payload -> 'like' ->> 'own') = 'false'
      and (fact.payload -> 'like' ->> 'alike')::float8 >= ${policy.fair_play.near_duplicate.alike}
    order by fact.id`.execute(trx)
  return rows.map((row) => ({
    signal: 'near_duplicate',
    subject: `near_duplicate:${row.resource_id}`,
    effect: 'note',
    members: [row.author],
    resourceId: row.resource_id,
    facts: [row.key],
    evidence: { of: row.of, alike: rounded(row.alike) },
  }))
}

/**
 * Several small items of one unit by one author within hours: all but the first are held until a reviewer says that
 * they are items of their own, or one unit pack. Small is measured by the median of the type.
 */
export async function splittings({ trx, schoolId, now, policy, since }: Look): Promise<Finding[]> {
  const rule = policy.fair_play.splitting
  const { rows } = await sql<{ author: number; unit: string; keys: string[]; ids: number[]; pages: number }>`
    with item as (
      select fact.id, fact.key, fact.resource_id, fact.occurred_at as at,
        coalesce(author.merged_into, author.id) as author, fact.payload ->> 'type' as type,
        concat_ws('/', fact.payload ->> 'subject', fact.payload ->> 'grade', fact.payload ->> 'unit') as unit,
        (fact.payload ->> 'pages')::float8 as pages
      from fact
      join member author on author.school_id = fact.school_id and author.id = (fact.payload ->> 'author')::bigint
      where fact.school_id = ${schoolId} and fact.kind = 'resource.accepted'
        and fact.occurred_at > ${since}::timestamptz - make_interval(hours => ${rule.hours}) and fact.occurred_at <= ${now}
        and coalesce(fact.payload ->> 'unit', '') <> '' and fact.payload ->> 'pages' is not null
    ), usual as (
      select fact.payload ->> 'type' as type,
        case when count(*) >= ${rule.median_items}
          then percentile_cont(0.5) within group (order by (fact.payload ->> 'pages')::float8) end as pages
      from fact
      where fact.school_id = ${schoolId} and fact.kind = 'resource.accepted' and fact.payload ->> 'pages' is not null
        and fact.payload ->> 'type' in (select type from item)
        and fact.occurred_at > ${now}::timestamptz - make_interval(days => ${rule.median_days}) and fact.occurred_at <= ${now}
      group by 1
    ), small as (
      select item.*, count(*) over nearby as n_before from item left join usual using (type)
      where item.pages < ${rule.median_share}::float8 * coalesce(usual.pages, ${rule.default_pages}::float8)
      window nearby as (partition by author, unit order by at range between make_interval(hours => ${rule.hours}) preceding
        and current row)
    ), thick as (
      select small.*, max(n_before) over (partition by author, unit order by at
        range between current row and make_interval(hours => ${rule.hours}) following) as most
      from small
    )
    select author, unit, array_agg(key order by id) as keys, array_agg(resource_id order by id) as ids,
      sum(pages)::float8 as pages
    from thick where most >= ${rule.items} group by author, unit order by 1, 2`.execute(trx)
  return rows.map((row) => ({
    signal: 'splitting',
    subject: `splitting:${row.author}:${row.ids[0]}`,
    effect: 'hold',
    members: [row.author],
    ...(row.ids[0] !== undefined && { resourceId: row.ids[0] }),
    facts: row.keys.slice(1),
    evidence: { resources: row.ids, pages: row.pages, hours: rule.hours },
  }))
}

type Star = {
  id: number
  key: string
  at: Date
  resource_id: number
  author: number
  actor: number
  stars: number
  took: boolean
}

/**
 * A rating far from what others gave the same item weighs nothing until a person has looked; so do ratings without a
 * download, once several come together. What was held is not part of the history that others are measured by.
 */
export async function ratingBombs({ trx, schoolId, now, policy, since }: Look): Promise<Finding[]> {
  const rule = policy.fair_play.rating_bomb
  const { rows } = await sql<Star>`
    with latest as (
      select distinct on (fact.resource_id, coalesce(actor.merged_into, actor.id)) fact.id, fact.key,
        fact.occurred_at as at, fact.resource_id, coalesce(author.merged_into, author.id) as author,
        coalesce(actor.merged_into, actor.id) as actor, coalesce((fact.payload ->> 'stars')::int, 0) as stars,
        coalesce((fact.payload ->> 'had_download')::boolean, false) as took
      from fact
      join member author on author.school_id = fact.school_id and author.id = (fact.payload ->> 'author')::bigint
      join member actor on actor.school_id = fact.school_id and actor.id = fact.actor_id
      where fact.school_id = ${schoolId} and fact.kind = 'resource.rated' and fact.occurred_at <= ${now}
        and fact.resource_id in (select resource_id from fact recent where recent.school_id = ${schoolId}
          and recent.kind = 'resource.rated' and recent.occurred_at > ${since} and recent.occurred_at <= ${now})
      order by fact.resource_id, coalesce(actor.merged_into, actor.id), fact.id desc
    )
    select * from latest where stars > 0 and author <> actor order by resource_id, at, id`.execute(trx)
  const cleared = await clearedKeys({ trx, schoolId }, rows)
  const found: Finding[] = []
  for (const stars of byResource(rows)) {
    const [first] = stars
    if (!first) continue
    const far: { star: Star; z: number }[] = []
    const kept: number[] = []
    for (const star of stars) {
      const z = cleared.has(star.key) ? 0 : farness(star.stars, kept, rule)
      if (Math.abs(z) > rule.z) far.push({ star, z })
      else if (star.took || cleared.has(star.key)) kept.push(star.stars)
    }
    const unused = stars.filter((star) => !star.took && !cleared.has(star.key))
    const shown = unused.length >= rule.without_download ? unused : []
    const all = new Map([...far.map(({ star }) => star), ...shown].map((star) => [star.key, star]))
    if (all.size === 0) continue
    found.push({
      signal: 'rating_bomb',
      subject: `rating_bomb:${first.resource_id}`,
      effect: 'hold',
      members: [...new Set([first.author, ...[...all.values()].map((star) => star.actor)])],
      resourceId: first.resource_id,
      facts: [...all.keys()],
      evidence: {
        ratings: all.size,
        far: far.length,
        unused: shown.length,
        z: rounded(far.reduce((most, { z }) => (Math.abs(z) > Math.abs(most) ? z : most), 0)),
        history: kept.length,
      },
    })
  }
  return found
}

/** Standard deviations between a rating and those that count; 0 when there are too few to say. */
export function farness(
  stars: number,
  others: readonly number[],
  rule: { history: number; least_spread: number },
): number {
  if (others.length < rule.history) return 0
  const mean = others.reduce((sum, one) => sum + one, 0) / others.length
  const variance = others.reduce((sum, one) => sum + (one - mean) ** 2, 0) / others.length
  return (stars - mean) / Math.max(rule.least_spread, Math.sqrt(variance))
}

function byResource(rows: readonly Star[]): Star[][] {
  const groups = new Map<number, Star[]>()
  for (const row of rows) {
    const group = groups.get(row.resource_id)
    if (group) group.push(row)
    else groups.set(row.resource_id, [row])
  }
  return [...groups.values()]
}

/** Ratings that a person looked at and found in order: they count from then on. */
async function clearedKeys(
  { trx, schoolId }: Pick<Look, 'trx' | 'schoolId'>,
  rows: readonly Star[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const flags = await trx
    .selectFrom('fair_flag')
    .select('facts')
    .where('school_id', '=', schoolId)
    .where('signal', '=', 'rating_bomb')
    .where('status', '=', 'cleared')
    .where(sql<boolean>`resource_id = any (${[...new Set(rows.map((row) => row.resource_id))]}::bigint[])`)
    .execute()
  return new Set(flags.flatMap((flag) => flag.facts))
}
