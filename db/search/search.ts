import type { Lang } from '#kit/lang.ts'
import type { Reader, Resource } from '../schema.ts'
import type { Viewer } from '../sharing.ts'
import { normalise } from './normal.ts'
import { holdersOf, runIn } from './pairs.ts'
import { lexemesOf, type Plan, planOf } from './plan.ts'
import { type Chip, type ParsedQuery, parseQuery } from './query.ts'
import {
  type FacetCounts,
  type Filters,
  NEWEST_COUNTED,
  newestPage,
  type PageRow,
  rankedPage,
  WIDEN_BELOW,
} from './select.ts'
import { type Snippet, snippetOf } from './snippet.ts'
import { type Statistics, statisticsOf } from './statistics.ts'
import { MAX_CANDIDATES } from './telling.ts'
import { type Reason, reasonsOf, searchWords, whyText } from './why.ts'

export type SearchQuery = {
  /** As typed; empty lists the newest. */
  text: string
  filters?: Filters
  limit: number
  offset: number
  now: Date
}

/** A resource that was found, with its author's name and the reasons. */
export type Hit = Resource & { authorName: string; score: number; why: Reason[]; snippet: Snippet[] }

export type SearchResult = {
  total: number
  /** Hits with all the words; they come first. */
  strictTotal: number
  /** The query was too common to count: there are more than `total`. */
  totalIsLowerBound: boolean
  /** Milliseconds, from the call to the answer. */
  tookMs: number
  hits: Hit[]
  /** Over all hits, most frequent first. */
  facets: FacetCounts
  /** What the query said about subject, grade, … : raises hits that fit; pass it as a filter to insist. */
  chips: Chip[]
  /** Too little had all the words, so hits with some of them follow. */
  didWiden: boolean
}

/** A hit's reasons as one line for people. */
export function whyOf(hit: Pick<Hit, 'why'>, lang: Lang): string {
  return whyText(hit.why, lang)
}

/**
 * Searches what the viewer may see. Hits with all the words come first, each group by score; the order is total, so
 * pages neither overlap nor lack. `limit` 1 to 100.
 */
export async function searchResources(db: Reader, viewer: Viewer, query: SearchQuery): Promise<SearchResult> {
  const began = performance.now()
  const parsed = parseQuery(query.text)
  const filters = query.filters ?? {}
  const page = { limit: Math.max(1, Math.min(100, query.limit)), offset: Math.max(0, query.offset), now: query.now }
  const asked = query.text.trim() !== ''
  const statistics = asked ? await statisticsOf(db, lexemesOf(parsed)) : undefined
  const plan = statistics && planOf(parsed, statistics)
  const run = statistics && runIn(query.text)
  const holders = run && needsRun(run, parsed, statistics) ? await holdersOf(db, viewer.schoolId, run) : []
  const rows = await db
    .selectFrom(
      (plan ? rankedPage(viewer, plan, filters, page, holders) : newestPage(viewer, filters, page)).as('page'),
    )
    .selectAll('page')
    .orderBy('page.rank')
    .execute()
  const first = rows[0]
  const total = first?.total ?? 0
  return {
    total,
    strictTotal: first?.strict ?? 0,
    totalIsLowerBound: isLowerBound(plan, total),
    hits: await cards(db, viewer.schoolId, { ...parsed, ...(holders.length > 0 && { run }) }, rows),
    facets: first?.counts ?? { subject: [], grade: [], type: [] },
    chips: parsed.chips,
    didWiden:
      plan?.mode === 'index' &&
      plan.some !== undefined &&
      (first?.strict ?? 0) < WIDEN_BELOW &&
      total > (first?.strict ?? 0),
    tookMs: performance.now() - began,
  }
}

/**
 * Known words that are not rare find what they are in, and names of subjects and grades are no words at all. Any other
 * run of characters is looked for as it stands, too: 与方法 is not what 方法 finds.
 */
function needsRun(run: string, parsed: ParsedQuery, statistics: Statistics): boolean {
  const facets = parsed.facets.map((facet) => facet.typed).join('')
  if (parsed.words.length === 0) return !facets.includes(run)
  const whole = parsed.words.map(({ word }) => word).join('') === run
  return !whole || parsed.words.some(({ word }) => word.length < 2 || statistics.of(word).words < WIDEN_BELOW)
}

function isLowerBound(plan: Plan | undefined, total: number): boolean {
  if (!plan) return total >= NEWEST_COUNTED
  return (
    plan.mode === 'head' ||
    (plan.mode === 'walk' && total >= plan.limit) ||
    (plan.mode === 'index' && (plan.partial || total >= MAX_CANDIDATES))
  )
}

/** The rows of one page, in its order. They were visible a moment ago in the same call. */
async function cards(
  db: Reader,
  schoolId: string,
  parsed: ParsedQuery & { run?: string | undefined },
  page: PageRow[],
): Promise<Hit[]> {
  const ids = page.flatMap((row) => (row.id === null ? [] : [row.id]))
  if (ids.length === 0) return []
  const found = await db
    .selectFrom('resource')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'resource.school_id').onRef('member.id', '=', 'resource.member_id'),
    )
    .selectAll('resource')
    .select('member.name as authorName')
    .where('resource.school_id', '=', schoolId)
    .where('resource.id', 'in', ids)
    .execute()
  const byId = new Map(found.map((row) => [row.id, row]))
  const words = [...searchWords(parsed), ...parsed.typed, ...(parsed.run === undefined ? [] : [parsed.run])]
  return page.flatMap((row) => {
    const card = row.id === null ? undefined : byId.get(row.id)
    if (!card) return []
    const why = reasonsOf(parsed, card, card.authorName, row.body)
    if (why.length === 0 && parsed.run && normalise(row.body).replace(/\s+/g, '').includes(parsed.run))
      why.push({ field: 'body', words: [parsed.run] })
    return [{ ...card, score: Math.round(row.score * 1e4) / 1e4, why, snippet: snippetOf(row.body, words) }]
  })
}
