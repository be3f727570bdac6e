import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import { type Viewer, visibleTo } from '../sharing.ts'
import { facetLexeme } from './facets.ts'
import type { Plan } from './plan.ts'
import { quoted } from './statistics.ts'
import type { ScoredTerm } from './telling.ts'

/** Explicit narrowing, and-ed; keys of `db/taxonomy.ts`. */
export type Filters = {
  stage?: string
  subject?: string
  grade?: number
  volume?: string
  type?: string
  /** The author. */
  memberId?: number
}

/** One line of the answer; the first columns repeat on every line, `id` is null when the page is empty. */
export type PageRow = {
  total: number
  /** Hits with all the words. */
  strict: number
  counts: FacetCounts
  id: number | null
  score: number
  rank: number | null
  body: string
}

type FacetCount<Key> = { key: Key; count: number }
export type FacetCounts = { subject: FacetCount<string>[]; grade: FacetCount<number>[]; type: FacetCount<string>[] }

export type Page = { limit: number; offset: number; now: Date }

/** Weights of D (body), C (keywords, author), B (facets), A (title) for ts_rank. */
const FIELD_WEIGHTS = '{0.25,0.4,1,1}'
/** Few hits with all the words: widen. Not the page's size, or pages would change with it. */
export const WIDEN_BELOW = 20
/** How many of the best are scored with their bodies. */
const RESCORED = 100
/** Words common in bodies and in hardly any title: so many resources that have them, whichever come first. */
const ANY_BODIES = 300
/** Characters of the body that reasons and snippet look at. */
const BODY_SEEN = 8_000
/** A title of this many words is neither favoured nor punished (a name of ten words is usual). */
const USUAL_TITLE = 10
/** The plan expects fewer; when words occur together more often than by chance, this is where it ends. */
const MAX_FOUND = 3000
/** An empty search counts up to here. */
export const NEWEST_COUNTED = 10_000

/**
 * The candidates of a plan, scored, ranked and paged in one statement. What the viewer may see is part of it, so
 * totals, facets and pages are about visible resources only. Order: all words first, then score, then id.
 */
export function rankedPage(
  viewer: Viewer,
  plan: Plan,
  filters: Filters,
  page: Page,
  holders: readonly number[] = [],
): RawBuilder<PageRow> {
  const head = score(plan.terms, plan.full, 'found.head')
  const words = score(plan.terms, plan.full, 'whole.words')
  return sql<PageRow>`(
with strict as materialized (
  ${candidates(viewer, plan, filters, head)}${holders.length > 0 ? whoHold(viewer, holders, filters, head) : sql``}
), loose as materialized (
  ${widened(viewer, plan, filters, head)}
), candidate as (
  select *, ${tier(holders)} as tier from strict union all select *, 0 as tier from loose
), ranked as materialized (
  select *, row_number() over (order by tier desc, head_score + prior desc, id desc) as place from candidate
), rescored as materialized (
  select ranked.id, ranked.tier, ranked.title_length, ranked.prior, search.words || ''::tsvector as words
  from ranked join resource_search as search
    on search.school_id = ${viewer.schoolId} and search.resource_id = ranked.id
  where place <= ${RESCORED}
), final as (
  select id, tier, 1 as best, (${words}) * ${norm('whole.title_length')} + prior as score from rescored as whole
  union all
  select id, tier, 0 as best, head_score + prior as score from ranked where place > ${RESCORED}
), page as (
  select *, row_number() over (order by tier desc, best desc, score desc, id desc) as rank from final
  order by rank limit ${page.limit} offset ${page.offset}
)
select summary.total, summary.strict, summary.counts, page.id, page.score - ${ageing(page.now)} as score, page.rank,
  coalesce(left(content.body, ${BODY_SEEN}), '') as body
from (select count(*) as total, (select count(*) from strict) as strict, ${counts('ranked')} as counts from ranked) as summary
left join page on true
left join resource_text as content on content.school_id = ${viewer.schoolId} and content.resource_id = page.id
)`
}

/** Everything visible, newest first. The total is counted up to NEWEST_COUNTED, facets over the same rows. */
export function newestPage(viewer: Viewer, filters: Filters, page: Page): RawBuilder<PageRow> {
  return sql<PageRow>`(
with visible as materialized (
  select resource.id, resource.subject, resource.grade, resource.type
  from resource
  where ${IN_FORCE} and ${visibleTo(viewer)} and ${narrowed(filters)}
  order by resource.shared_at desc, resource.id desc limit ${NEWEST_COUNTED}
), page as (
  select id, row_number() over () as rank from visible limit ${page.limit} offset ${page.offset}
)
select summary.total, summary.total as strict, summary.counts, page.id, 0::float8 as score, page.rank, '' as body
from (select count(*) as total, ${counts('visible')} as counts from visible) as summary
left join page on true
)`
}

function candidates(viewer: Viewer, plan: Plan, filters: Filters, head: RawBuilder<number>): RawBuilder<unknown> {
  switch (plan.mode) {
    case 'index':
      return plan.all === undefined
        ? nobody()
        : found(viewer, filters, head, sql`words @@ ${narrow(plan.all, filters)}::tsquery`)
    case 'head':
      return found(viewer, filters, head, sql`head @@ ${narrow(plan.all, filters)}::tsquery`)
    case 'walk':
      return sql`
  select found.id, found.subject, found.grade, found.type, found.prior, found.title_length,
    (${head}) * ${norm('found.title_length')} as head_score
  from (
    select ${CARD}, search.head, search.title_length
    from resource join resource_search as search
      on search.school_id = resource.school_id and search.resource_id = resource.id
    where ${IN_FORCE} and ${visibleTo(viewer)} and ${narrowed(filters)}
      and search.head @@ ${narrow(plan.all, filters)}::tsquery
    order by ${PRIOR} desc, resource.id desc limit ${plan.limit}
  ) as found`
    case 'nothing':
      return nobody()
    default:
      return plan satisfies never
  }
}

/** Resources that hold the question itself, words or not; the same columns, none twice. */
function whoHold(
  viewer: Viewer,
  holders: readonly number[],
  filters: Filters,
  head: RawBuilder<number>,
): RawBuilder<unknown> {
  return sql` union ${found(viewer, filters, head, sql`resource_id = any(${holders}::bigint[])`)}`
}

/** They come before what has the words somewhere. */
function tier(holders: readonly number[]): RawBuilder<number> {
  return holders.length === 0 ? sql<number>`1` : sql<number>`case when id = any(${holders}::bigint[]) then 2 else 1 end`
}

function widened(viewer: Viewer, plan: Plan, filters: Filters, head: RawBuilder<number>): RawBuilder<unknown> {
  const few = sql<SqlBool>`(select count(*) from strict) < ${WIDEN_BELOW} and resource_id not in (select id from strict)`
  if (plan.mode === 'index' && plan.some !== undefined)
    return found(viewer, filters, head, sql`words @@ ${narrow(plan.some, filters)}::tsquery and ${few}`)
  if (plan.mode === 'head')
    return found(viewer, filters, head, sql`words @@ ${narrow(plan.all, filters)}::tsquery and ${few}`, ANY_BODIES)
  return nobody()
}

/**
 * Rows of the index, each joined to its resource by key: `lateral … limit 1` keeps the planner from reading all
 * resources to hash them, which it likes to do for a thousand rows.
 */
function found(
  viewer: Viewer,
  filters: Filters,
  head: RawBuilder<number>,
  where: RawBuilder<unknown>,
  limit = MAX_FOUND,
): RawBuilder<unknown> {
  return sql`
  select visible.*, found.title_length,
    (${head}) * ${norm('found.title_length')} as head_score
  from (
    select resource_id, head, title_length from resource_search where school_id = ${viewer.schoolId} and ${where}
    limit ${limit}
  ) as found
  cross join lateral (
    select ${CARD} from resource
    where resource.id = found.resource_id and ${IN_FORCE} and ${visibleTo(viewer)} and ${narrowed(filters)}
    limit 1
  ) as visible`
}

const PRIOR = sql`resource_prior(resource.download_count, resource.rating_count, resource.rating_sum, resource.shared_at)`
/** What a newer version replaced is found no more, only listed by /versions. */
const IN_FORCE = sql<SqlBool>`resource.status = 'live' and resource.superseded_by is null`
const CARD = sql`resource.id, resource.subject, resource.grade, resource.type, ${PRIOR} as prior`

/** The same columns as `found`, and no row. */
function nobody(): RawBuilder<unknown> {
  return sql`
  select null::bigint as id, null::text as subject, null::int as grade, null::text as type, null::float8 as prior,
    null::int as title_length, null::float8 as head_score
  where false`
}

/**
 * Sum over the terms of weight × ts_rank of that term alone, as a share of what a full match gives. ts_rank of one
 * lexeme is a saturating count: best weight + sum of the others / n², over 1.64493 (PostgreSQL, tsrank.c).
 */
function score(terms: readonly ScoredTerm[], full: number, vector: string): RawBuilder<number> {
  if (terms.length === 0) return sql<number>`0::float8`
  const parts = terms.map(
    ({ lexeme, weight }) =>
      sql`${round((weight * 1.64493) / full)}::float8 * ts_rank(${FIELD_WEIGHTS}::float4[], ${sql.ref(vector)}, ${quoted(lexeme)}::tsquery)`,
  )
  return sql<number>`${sql.join(parts, sql` + `)}`
}

/** BM25's length norm for the title, b = 0.4. */
function norm(length: string): RawBuilder<number> {
  return sql<number>`(1 / (0.9::float8 + 0.1::float8 * ${sql.ref(length)} / ${USUAL_TITLE}::float8))`
}

/** What the prior has grown by the calendar since its epoch: the same for all, so a score means the same next year. */
function ageing(now: Date): RawBuilder<number> {
  return sql<number>`(resource_prior(0, 0, 0, ${now}) - resource_prior(0, 0, 0, '2020-01-01 00:00:00+00'))`
}

function counts(from: 'ranked' | 'visible'): RawBuilder<FacetCounts> {
  const list = (column: string) =>
    sql`coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select ${sql.ref(column)} as key, count(*) as n from ${sql.table(from)} where ${sql.ref(column)} is not null group by 1) as by_key
  ), '[]')`
  return sql<FacetCounts>`jsonb_build_object('subject', ${list('subject')}, 'grade', ${list('grade')}, 'type', ${list('type')})`
}

/** Filters as lexemes too, so that the index does the narrowing. */
function narrow(query: string, filters: Filters): string {
  const fields = (['stage', 'subject', 'grade', 'volume', 'type'] as const).flatMap((field) => {
    const key = filters[field]
    return key === undefined ? [] : [quoted(facetLexeme({ field, key: String(key) }))]
  })
  return fields.length === 0 ? query : [`(${query})`, ...fields].join(' & ')
}

function narrowed(filters: Filters): Expression<SqlBool> {
  const columns = {
    stage: filters.stage,
    subject: filters.subject,
    grade: filters.grade,
    volume: filters.volume,
    type: filters.type,
    member_id: filters.memberId,
  }
  const conditions = Object.entries(columns).flatMap(([column, key]) =>
    key === undefined ? [] : [sql<SqlBool>`${sql.ref(`resource.${column}`)} = ${key}`],
  )
  return conditions.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
