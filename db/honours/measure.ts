import { type RawBuilder, sql } from 'kysely'
import type { Policy } from '../policy/schema.ts'
import type { Criterion } from '../policy/sections/honours.ts'
import type { Reader } from '../schema.ts'
import { meets, quotaSheets } from '../terms/quota.ts'
import type { TermSpan } from '../terms/span.ts'
import { standing } from './standing.ts'

/** How far somebody is. `reachedAt`: when the fact that completed it occurred; undefined while it is not complete. */
export type Measured = { memberId: number; amount: number; reachedAt: Date | undefined }

export type Scene = {
  db: Reader
  schoolId: string
  policy: Policy
  zone: string
  now: Date
  /** For a badge of a term. */
  term: TermSpan | undefined
  /** Undefined: everybody. */
  members: readonly number[] | undefined
}

/** What a criterion amounts to, for everybody who has anything towards it; from facts, the policy and nothing else. */
export async function measure(criterion: Criterion, scene: Scene): Promise<Measured[]> {
  if ('count' in criterion) return counted(criterion, scene)
  if ('quality' in criterion) return wellRated(criterion, scene)
  if ('quota' in criterion) return quotaMet(scene)
  if ('rank' in criterion) return ranked(criterion.top, scene)
  return honoured(criterion.honour, scene)
}

/** How much is needed; for the line that shows progress. */
export function needed(criterion: Criterion, policy: Policy): number | undefined {
  if ('count' in criterion || 'quality' in criterion) return criterion.at_least
  return 'quota' in criterion ? policy.quota.teacher_originals_per_term : undefined
}

type Count = Extract<Criterion, { count: string }>

async function counted(criterion: Count, { db, schoolId, policy, term, members }: Scene): Promise<Measured[]> {
  const least = criterion.at_least
  const inWindow =
    criterion.window === 'term' && term
      ? sql`and fact.occurred_at >= ${term.from} and fact.occurred_at < ${term.to}`
      : sql``
  const about = criterion.count.startsWith('resource.')
  // A download counts for the people it was counted for when it was paid: never one's own, nobody who has just come.
  const young = policy.rules['download.counted'].account_min_age_days
  const isDownload = criterion.count === 'resource.downloaded'
  const downloads = isDownload
    ? sql`and coalesce(greatest(fact.occurred_at - (fact.payload->>'joined_at')::timestamptz, interval '0') >= ${young} * interval '1 day', true)
          and made.person <> fact.actor_id and not coalesce(fact.payload->'co_authors' @> to_jsonb(fact.actor_id), false)`
    : sql``
  const mine = members === undefined ? sql`` : sql`and member.id = any (${[...members]}::bigint[])`
  const nearby =
    members === undefined || !about || criterion.first_of
      ? sql``
      : sql`and fact.resource_id in (
          select id from resource where school_id = ${schoolId} and member_id = any (${[...members]}::bigint[])
          union select resource_id from co_author where school_id = ${schoolId} and member_id = any (${[...members]}::bigint[]))`
  const first = criterion.first_of
    ? sql`row_number() over (partition by ${sql.join(criterion.first_of.map((field) => sql`said.payload->>${field}`))}
        order by fact.occurred_at, fact.id) = 1
        and ${sql.join(
          criterion.first_of.map((field) => sql`coalesce(said.payload->>${field}, '') <> ''`),
          sql` and `,
        )}`
    : sql`true`
  const { rows } = await sql<{ member_id: number; amount: number; reached_at: Date | null; overturned: number }>`
    with ${standing(schoolId, policy)}, stated as (
      select fact.id, fact.key, fact.actor_id, fact.resource_id, fact.occurred_at, said.payload, ${first} as is_first
      from fact
      left join lateral (
        select later.payload from fact later
        where ${criterion.count === 'resource.accepted'} and later.school_id = fact.school_id
          and later.resource_id = fact.resource_id and later.kind = 'resource.corrected'
        order by later.id desc limit 1
      ) corrected on true
      cross join lateral (
        select case when corrected.payload is null then fact.payload
          else (fact.payload - 'co_authors') || corrected.payload end as payload
      ) said
      where fact.school_id = ${schoolId} and fact.kind = ${criterion.count} and fact.status <> 'held'
        ${inWindow} ${nearby}
    ), counted as (
      select member.id as member_id, fact.occurred_at as at, fact.key,
        ${criterion.best_of ? sql`fact.resource_id` : sql`0::bigint`} as grp,
        ${distinctOf(criterion)} as what
      from stated fact
      cross join lateral (${peopleOf(criterion.by)}) made (person)
      join member was on was.school_id = ${schoolId} and was.id = made.person
      join member on member.school_id = was.school_id and member.id = coalesce(was.merged_into, was.id)
      where fact.is_first and member.role <> 'pupil' and fact.key not in (select key from undone)
        ${about ? sql`and fact.resource_id not in (select resource_id from gone)` : sql``}
        ${downloads} ${mine}
        and ${conditions(criterion.where)}
    ), once as (
      select member_id, grp, what, min(at) as at,
        bool_or(exists (select from fact over where over.school_id = ${schoolId} and over.kind = 'review.overturned'
          and over.payload->>'of' = counted.key)) as is_overturned
      from counted group by member_id, grp, what
    ), placed as (
      select member_id, grp, at, is_overturned,
        row_number() over (partition by member_id, grp order by at, what) as n,
        count(*) over (partition by member_id, grp) as total
      from once
    )
    select member_id, max(total) as amount, min(at) filter (where n = ${least}) as reached_at,
      count(*) filter (where is_overturned) as overturned
    from placed group by member_id order by member_id`.execute(db)
  return rows.map((row) => {
    const amount = Number(row.amount)
    const clean =
      criterion.overturned_below === undefined || Number(row.overturned) < criterion.overturned_below * amount
    return { memberId: Number(row.member_id), amount, reachedAt: clean ? (row.reached_at ?? undefined) : undefined }
  })
}

/** The people a fact is counted for, as a subquery of one column. */
function peopleOf(by: string): RawBuilder<unknown> {
  if (by === 'actor') return sql`select fact.actor_id`
  if (by === 'maker') {
    return sql`select (fact.payload->>'author')::bigint
      union select case jsonb_typeof(one) when 'object' then (one->>'member')::bigint else (one#>>'{}')::bigint end
      from jsonb_array_elements(case jsonb_typeof(fact.payload->'co_authors') when 'array' then fact.payload->'co_authors' else '[]' end) one`
  }
  return sql`select (fact.payload->>${by})::bigint`
}

function distinctOf(criterion: Count): RawBuilder<unknown> {
  if (criterion.distinct === 'resource') return sql`fact.resource_id`
  if (criterion.distinct === undefined) return sql`fact.id`
  // Who is of another school is no member here.
  return sql`coalesce((select coalesce(who.merged_into, who.id) from member who
    where who.school_id = ${sql.ref('member.school_id')} and who.id = fact.actor_id), fact.actor_id)`
}

function conditions(where: Count['where']): RawBuilder<unknown> {
  const each = Object.entries(where).map(([field, wanted]) => {
    const path = field.split('.')
    if (typeof wanted === 'object' && !Array.isArray(wanted)) {
      return sql`coalesce(fact.payload #> ${path}::text[] not in ('null', '[]', '""'), false)`
    }
    const values = Array.isArray(wanted) ? wanted : [wanted]
    const one = values.map((value) => {
      const nested = path.reduceRight<unknown>((inside, key) => ({ [key]: inside }), value)
      return sql`fact.payload @> ${JSON.stringify(nested)}::jsonb`
    })
    return sql`(${sql.join(one, sql` or `)})`
  })
  return each.length === 0 ? sql`true` : sql.join(each, sql` and `)
}

async function wellRated(
  { quality, at_least: least }: Extract<Criterion, { quality: unknown }>,
  { db, schoolId, policy, members, now }: Scene,
): Promise<Measured[]> {
  const mine = members === undefined ? sql`` : sql`and member.id = any (${[...members]}::bigint[])`
  const { rows } = await sql<{ member_id: number; amount: number }>`
    with ${standing(schoolId, policy)}
    select member.id as member_id, count(*) as amount
    from quality_state state
    join resource on resource.school_id = state.school_id and resource.id = state.resource_id
    join member on member.school_id = resource.school_id and member.id = resource.member_id
    where state.school_id = ${schoolId} and state.mean >= ${quality.mean} and state.ratings >= ${quality.ratings}
      and resource.id not in (select resource_id from gone) and member.role <> 'pupil' ${mine}
    group by member.id order by member.id`.execute(db)
  return rows.map((row) => {
    const amount = Number(row.amount)
    return { memberId: Number(row.member_id), amount, reachedAt: amount >= least ? now : undefined }
  })
}

async function quotaMet({ db, schoolId, policy, term, zone, members, now }: Scene): Promise<Measured[]> {
  if (!term) return []
  const sheets = await quotaSheets(db, schoolId, term, policy, zone)
  return sheets
    .filter((sheet) => members === undefined || members.includes(sheet.member))
    .map((sheet) => ({
      memberId: sheet.member,
      amount: sheet.done,
      reachedAt: meets(sheet) ? new Date(Math.min(now.getTime(), term.to.getTime() - 1)) : undefined,
    }))
}

/** Places of a term's contribution, joint; only once the term is locked, so that they are final. */
async function ranked(top: number, { db, schoolId, term, now }: Scene): Promise<Measured[]> {
  if (!term || now < term.lockAt) return []
  const { rows } = await sql<{ member_id: number; place: number }>`
    select member_id, place from (
      select member.id as member_id, rank() over (order by sum(tx.amount) desc) as place
      from point_tx tx
      join member was on was.school_id = tx.school_id and was.id = tx.member_id
      join member on member.school_id = was.school_id and member.id = coalesce(was.merged_into, was.id)
      where tx.school_id = ${schoolId} and tx.counts_at >= ${term.from} and tx.counts_at < ${term.to}
        and tx.posted_at < ${term.lockAt} and member.role <> 'pupil' and member.left_at is null
      group by member.id having sum(tx.amount) > 0
    ) as placed where place <= ${top} order by place, member_id`.execute(db)
  return rows.map((row) => ({ memberId: Number(row.member_id), amount: Number(row.place), reachedAt: term.lockAt }))
}

async function honoured(kind: 'annual' | 'case' | 'team', { db, schoolId, members }: Scene): Promise<Measured[]> {
  const rows = await db
    .selectFrom('honour')
    .select((eb) => ['member_id', eb.fn.min('given_at').as('at'), eb.fn.countAll<number>().as('n')])
    .where('school_id', '=', schoolId)
    .where('kind', '=', kind)
    .where('member_id', 'is not', null)
    .where('revoked_at', 'is', null)
    .$if(members !== undefined, (query) => query.where('member_id', 'in', [0, ...(members ?? [])]))
    .groupBy('member_id')
    .orderBy('member_id')
    .execute()
  return rows.flatMap((row) =>
    row.member_id === null ? [] : [{ memberId: row.member_id, amount: Number(row.n), reachedAt: row.at }],
  )
}
