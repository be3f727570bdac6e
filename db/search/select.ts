import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { type Viewer, visibleTo } from '../sharing.ts'
import { CARD, type Card, cardOfPage } from './cards.ts'
import { facetLexeme } from './facets.ts'
import type { Candidates } from './open-index.ts'
import { phrasePattern } from './phrase.ts'
import { authorTerm } from './terms.ts'

/** Explicit narrowing, and-ed; keys of `db/taxonomy.ts`. */
export type Filters = {
  stage?: string
  subject?: string
  grade?: number
  volume?: string
  type?: string
  /** The author. */
  memberId?: number
  /** One of these authors. */
  memberIds?: readonly number[]
  /** Each must stand so, normalised, in title or text. */
  phrases?: readonly string[]
  /** None of these may stand there. */
  without?: readonly string[]
  notSubjects?: readonly string[]
  notGrades?: readonly number[]
}

/** One line of the answer; the first columns are the same on every line, `id` is null when the page is empty. */
export type PageRow = {
  total: number
  /** Hits with all the words. */
  strict: number
  counts: FacetCounts
  id: number | null
  title: string
  /** Undefined when the page is empty. */
  card?: Card | undefined
  score: number
  rank: number | null
  /** One of those that go first whatever the score. */
  is_first: boolean
  body: string
}

type FacetCount<Key> = { key: Key; count: number }
export type FacetCounts = { subject: FacetCount<string>[]; grade: FacetCount<number>[]; type: FacetCount<string>[] }

/** So many of the candidates go first; a title that has the topic as one phrase, not empty, is favoured. */
export type Favoured = { first?: number | undefined; phrase: string }

/** `upTo`: the highest id that was there when the first page was made, so that the next ones continue it. */
export type Page = { limit: number; offset: number; now: Date; upTo?: number | undefined }

/** Characters of the body that reasons and snippet look at. */
export const BODY_SEEN = 8_000
/** What the topic as one phrase in the title is worth. */
const PHRASE = 0.03
/** How much stars, downloads and date count beside what the words say: see decision 0029. */
const PRIOR_WEIGHT = 0.3
/** An empty search counts up to here. */
export const NEWEST_COUNTED = 10_000

/**
 * The candidates that the viewer may see, as they are now, ranked and paged in one statement: totals, facets and pages
 * are about visible resources only. `first` of them go first. Order: those, then score, then id.
 */
export async function rankedPage(
  db: Reader,
  viewer: Viewer,
  candidates: Candidates,
  filters: Filters,
  page: Page,
  { first = 0, phrase }: Favoured,
): Promise<PageRow[]> {
  const { seqs, scores, strict } = candidates
  const ids = list(candidates.ids)
  const { rows } = await sql<PageRow & Card>`/* prepared: search_page_${shape(viewer, filters, page)} */
with ranked as materialized (
  select visible.id, visible.subject, visible.grade, visible.type, given.strict,
    given.place <= ${first} as is_first, given.score + visible.prior
      + case when strpos(lower(visible.title), ${phrase}::text) > 0 then ${PHRASE}::float8 else 0 end as score
  from unnest(${ids}::bigint[], ${list(seqs)}::bigint[], ${list(scores.map(round))}::float8[], ${list(strict)}::bool[])
    with ordinality as given (id, seq, score, strict, place)
  join (
    select ${CANDIDATE} from resource
    where resource.school_id = ${viewer.schoolId} and resource.id = any(${ids}::bigint[])
      and ${IN_FORCE} and ${visibleTo(viewer)} and ${narrowed(filters)} and ${older(page)}
  ) as visible using (id)
  where not exists (
    select from search_gone as gone
    where gone.school_id = ${viewer.schoolId} and gone.resource_id = given.id and gone.seq > given.seq
  )
), page as (
  select id, is_first, score, row_number() over (order by is_first desc, score desc, id desc) as rank
  from ranked order by rank limit ${page.limit} offset ${page.offset}
)
select ${CARD}, summary.total, summary.strict, ${ONCE}, coalesce(page.is_first, false) as is_first,
  page.score - ${ageing(page.now)} as score, page.rank, coalesce(left(content.body, ${BODY_SEEN}), '') as body
from (
  select count(*) as total, count(*) filter (where strict) as strict, ${counts('ranked')} as counts from ranked
) as summary
left join page on true${cardOfPage(viewer.schoolId)}
left join resource_text as content on content.school_id = ${viewer.schoolId} and content.resource_id = page.id
order by page.rank`.execute(db)
  return rows.map((row) => withCard(row, rows))
}

/** A name for the text of the statement, which differs by who asks and what is filtered: it is planned once for each. */
function shape(viewer: Viewer, filters: Filters, page: Page): RawBuilder<unknown> {
  const parts = [
    viewer.memberId !== undefined,
    viewer.departmentId !== undefined && viewer.role !== 'pupil',
    page.upTo !== undefined,
    ...FILTERED.map((field) => filters[field] !== undefined),
    filters.memberIds !== undefined,
    isSome(filters.phrases),
    isSome(filters.without),
    isSome(filters.notSubjects),
    isSome(filters.notGrades),
  ]
  return sql.raw(parts.map((part) => (part ? 'y' : 'n')).join(''))
}

/** Filters as terms: a candidate has to have them, so that the best of those that fit are looked at. */
export function filterTerms(filters: Filters): string[] {
  const fields = (['stage', 'subject', 'grade', 'volume', 'type'] as const).flatMap((field) => {
    const key = filters[field]
    return key === undefined ? [] : [facetLexeme({ field, key: String(key) })]
  })
  return filters.memberId === undefined ? fields : [...fields, authorTerm(filters.memberId)]
}

/** Everything visible, newest first. The total is counted up to NEWEST_COUNTED, facets over the same rows. */
export async function newestPage(db: Reader, viewer: Viewer, filters: Filters, page: Page): Promise<PageRow[]> {
  const { rows } = await sql<PageRow & Card>`/* prepared: newest_page_${shape(viewer, filters, page)} */
with visible as materialized (
  select resource.id, resource.subject, resource.grade, resource.type
  from resource
  where ${IN_FORCE} and ${visibleTo(viewer)} and ${narrowed(filters)} and ${older(page)}
  order by resource.shared_at desc, resource.id desc limit ${NEWEST_COUNTED}
), page as (
  select id, row_number() over () as rank from visible limit ${page.limit} offset ${page.offset}
)
select ${CARD}, summary.total, summary.total as strict, ${ONCE}, false as is_first, 0::float8 as score, page.rank,
  '' as body
from (select count(*) as total, ${counts('visible')} as counts from visible) as summary
left join page on true${cardOfPage(viewer.schoolId)}
order by page.rank`.execute(db)
  return rows.map((row) => withCard(row, rows))
}

/** What is the same on every line and long is sent once. */
const ONCE = sql`case when page.rank is null or page.rank = min(page.rank) over () then summary.counts end as counts`

function withCard(row: PageRow & Card, [first]: readonly PageRow[]): PageRow {
  const { total, strict, counts, is_first, score, rank, body, ...card } = row
  const { id, title } = card
  return { total, strict, counts: first?.counts ?? counts, id, title, card, is_first, score, rank, body }
}

const PRIOR = sql`(${sql.lit(PRIOR_WEIGHT)}::float8 * resource_prior(resource.download_count, resource.rating_count, resource.rating_sum, resource.shared_at))`
/** What a newer version replaced is found no more, only listed by /versions. */
const IN_FORCE = sql<SqlBool>`resource.status = 'live' and resource.superseded_by is null`
const CANDIDATE = sql`resource.id, resource.title, resource.subject, resource.grade, resource.type, ${PRIOR} as prior`

/** An array as PostgreSQL writes it: the driver would quote each of a thousand numbers. */
function list(values: readonly (number | boolean)[]): string {
  return `{${values.join(',')}}`
}

/** What the prior has grown by the calendar since its epoch: the same for all, so a score means the same next year. */
function ageing(now: Date): RawBuilder<number> {
  return sql<number>`(${sql.lit(PRIOR_WEIGHT)}::float8 * (resource_prior(0, 0, 0, ${now}) - resource_prior(0, 0, 0, '2020-01-01 00:00:00+00')))`
}

function counts(from: 'ranked' | 'visible'): RawBuilder<FacetCounts> {
  const list = (column: string) =>
    sql`coalesce((
    select jsonb_agg(jsonb_build_object('key', key, 'count', n) order by n desc, key)
    from (select ${sql.ref(column)} as key, count(*) as n from ${sql.table(from)} where ${sql.ref(column)} is not null group by 1) as by_key
  ), '[]')`
  return sql<FacetCounts>`jsonb_build_object('subject', ${list('subject')}, 'grade', ${list('grade')}, 'type', ${list('type')})`
}

/** What came after the first page waits for the next search. */
function older({ upTo }: Page): Expression<SqlBool> {
  return upTo === undefined ? sql<SqlBool>`true` : sql<SqlBool>`resource.id <= ${upTo}`
}

const COLUMNS = {
  stage: 'stage',
  subject: 'subject',
  grade: 'grade',
  volume: 'volume',
  type: 'type',
  memberId: 'member_id',
} as const satisfies Record<(typeof FILTERED)[number], string>
const FILTERED = ['stage', 'subject', 'grade', 'volume', 'type', 'memberId'] as const

function narrowed(filters: Filters): Expression<SqlBool> {
  const conditions = FILTERED.flatMap((field) => {
    const key = filters[field]
    return key === undefined ? [] : [sql<SqlBool>`${sql.ref(`resource.${COLUMNS[field]}`)} = ${key}`]
  })
  if (filters.memberIds) conditions.push(sql<SqlBool>`resource.member_id = any(${list(filters.memberIds)}::bigint[])`)
  if (filters.phrases && isSome(filters.phrases))
    conditions.push(sql<SqlBool>`not exists (select from ${asked(filters.phrases)} where not (${STANDS}))`)
  if (filters.notSubjects && isSome(filters.notSubjects))
    conditions.push(sql<SqlBool>`coalesce(resource.subject, '') <> all(${[...filters.notSubjects]}::text[])`)
  if (filters.notGrades && isSome(filters.notGrades))
    conditions.push(sql<SqlBool>`coalesce(resource.grade, 0) <> all(${[...filters.notGrades]}::int[])`)
  if (filters.without && isSome(filters.without))
    conditions.push(sql<SqlBool>`not exists (select from ${asked(filters.without)} where ${STANDS})`)
  return conditions.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

function isSome(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0
}

/** Phrases as patterns. */
function asked(phrases: readonly string[]): RawBuilder<unknown> {
  return sql`unnest(${phrases.map(phrasePattern)}::text[]) as asked(pattern)`
}

/** Whether one of them stands in the title or the text. */
const STANDS = sql<SqlBool>`lower(resource.title) ~ asked.pattern or exists (
        select from resource_text as held where held.school_id = resource.school_id and held.resource_id = resource.id
          and lower(held.body) ~ asked.pattern)`

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
