import type { Lang } from '#kit/lang.ts'
import type { Reader } from '../schema.ts'
import type { Viewer } from '../sharing.ts'
import { findCandidates } from './candidates.ts'
import type { Card } from './cards.ts'
import { closerFirst, widePage } from './closer.ts'
import type { Facet } from './facets.ts'
import { normalise } from './normal.ts'
import type { Candidates } from './open-index.ts'
import { type Chip, chipsOf, type LeftOut, type ParsedQuery, parseQuery } from './query.ts'
import { readOn } from './read-on.ts'
import { runIn, whoHold } from './runs.ts'
import {
  type FacetCounts,
  type Filters,
  filterTerms,
  NEWEST_COUNTED,
  newestPage,
  type Page,
  type PageRow,
  rankedPage,
} from './select.ts'
import { type Snippet, snippetOf } from './snippet.ts'
import { Turns } from './turns.ts'
import { type Reason, reasonsOf, searchWords, whyText } from './why.ts'

export type SearchQuery = {
  /** As typed; empty lists the newest. */
  text: string
  filters?: Filters
  limit: number
  offset: number
  now: Date
  /** Subjects and types of the school's own that the text names: they raise what fits, like those of the taxonomy. */
  facets?: readonly Facet[]
  /** For the pages after the first: the highest resource id of then, so that they stay what they were. */
  upTo?: number | undefined
}

/** A resource that was found, with its author's name and the reasons. */
export type Hit = Card & { score: number; why: Reason[]; snippet: Snippet[] }

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

/** Fewer hits with all the words: the answer says that the others have some of them. */
const WIDEN_BELOW = 20
/** Candidates that are looked at, at first and when too few of them may be seen: all the rest comes last. */
const LOOKED_AT = [200, 2_000, 20_000, Number.POSITIVE_INFINITY] as const

/** Questions of a process that are answered at a time: one adds up while the database works for the other. */
const turns = new Turns(2)

/**
 * Searches what the viewer may see, best first; the order is total, so pages neither overlap nor lack. `limit` 1 to 100.
 */
export async function searchResources(db: Reader, viewer: Viewer, query: SearchQuery): Promise<SearchResult> {
  const began = performance.now()
  const work = () => searchNow(db, viewer, query, began)
  // A transaction has a connection that those whose turn it is may be waiting for.
  return 'isTransaction' in db && db.isTransaction ? work() : turns.take(work)
}

async function searchNow(db: Reader, viewer: Viewer, query: SearchQuery, began: number): Promise<SearchResult> {
  const parsed = parseQuery(query.text)
  const own = query.facets ?? []
  parsed.facets.push(...own)
  parsed.chips.push(...chipsOf(own))
  parsed.typed.push(...own.map(({ typed }) => typed))
  const filters = leavingOut(parsed.leftOut, query.filters ?? {})
  const page = {
    limit: Math.max(1, Math.min(100, query.limit)),
    offset: Math.max(0, query.offset),
    now: query.now,
    upTo: query.upTo,
  }
  const asksNothing = own.length === 0 && (query.text.trim() === '' || onlyLeavesOut(parsed))
  const { rows, more, run } = asksNothing
    ? {
        rows: await newestPage(
          db,
          viewer,
          leavingOut({ phrases: parsed.excluded, subjects: [], grades: [] }, filters),
          page,
        ),
      }
    : await ranked(db, viewer, parsed, query.text, filters, page)
  const first = rows[0]
  const total = first?.total ?? 0
  const strictTotal = first?.strict ?? 0
  return {
    total,
    strictTotal,
    totalIsLowerBound: more ?? total >= NEWEST_COUNTED,
    hits: hitsOf({ ...parsed, run }, asksNothing ? rows : await readOn(db, viewer.schoolId, parsed, rows)),
    facets: first?.counts ?? { subject: [], grade: [], type: [] },
    chips: parsed.chips,
    didWiden: more !== undefined && strictTotal < WIDEN_BELOW && total > strictTotal,
    tookMs: performance.now() - began,
  }
}

/** `-答案` and nothing else: the newest without it. */
function onlyLeavesOut({ excluded, leftOut, words, facets, sounds, initials }: ParsedQuery): boolean {
  const leaves = excluded.length > 0 || leftOut.phrases.length > 0
  return leaves && [words, facets, sounds, initials].every((asked) => asked.length === 0)
}

/** The filters, and what the index does not leave out by itself. */
function leavingOut({ phrases, subjects, grades }: LeftOut, filters: Filters): Filters {
  return {
    ...filters,
    without: [...(filters.without ?? []), ...phrases],
    notSubjects: [...(filters.notSubjects ?? []), ...subjects],
    notGrades: [...(filters.notGrades ?? []), ...grades],
  }
}

/** The best candidates of the index, as many as it takes until the page is full of what the viewer may see. */
async function ranked(
  db: Reader,
  viewer: Viewer,
  parsed: ParsedQuery,
  text: string,
  filters: Filters,
  page: Page,
): Promise<{ rows: PageRow[]; more: boolean; run: string | undefined }> {
  const found = await findCandidates(db, viewer.schoolId, { query: parsed, must: filterTerms(filters) })
  const phrase = parsed.words.map(({ word }) => word).join('') || '\u0001'
  const run = runIn(text)
  const holders = run && needsRun(run, parsed, found.df) ? await whoHold(db, viewer, run) : undefined
  for (const count of LOOKED_AT) {
    if (count < 2 * (page.offset + page.limit)) continue
    const best = found.best(count)
    const all = holders ? holdersFirst(holders, best) : best
    const favoured = { first: holders?.ids.length, phrase }
    const wide = await rankedPage(db, viewer, all, filters, widePage(page), favoured)
    const rows = closerFirst(wide, parsed, text, page)
    const isFull = (rows[0]?.total ?? 0) >= page.offset + page.limit
    if (!isFull && best.more) continue
    found.close()
    return { rows, more: best.more, run: holders && holders.ids.length > 0 ? run : undefined }
  }
  throw new Error('the last look is at everything')
}

/** Each once. */
function holdersFirst(holders: Candidates, best: Candidates): Candidates {
  const all = { ...holders, ids: [...holders.ids], seqs: [...holders.seqs], scores: [...holders.scores] }
  all.strict = [...holders.strict]
  const own = new Map(best.ids.map((id, at) => [id, best.scores[at] ?? 0]))
  all.scores = all.ids.map((id) => own.get(id) ?? 0)
  const held = new Set(holders.ids)
  best.ids.forEach((id, at) => {
    if (held.has(id)) return
    all.ids.push(id)
    all.seqs.push(best.seqs[at] ?? 0)
    all.scores.push(best.scores[at] ?? 0)
    all.strict.push(best.strict[at] ?? false)
  })
  return all
}

/**
 * Known words that are not rare find what they are in, and names of subjects and grades are no words at all. Any other
 * run of characters is looked for as it stands, too: 与方法 is not what 方法 finds.
 */
function needsRun(run: string, parsed: ParsedQuery, df: (term: string) => number): boolean {
  const facets = parsed.facets.map((facet) => facet.typed).join('')
  if (parsed.words.length === 0) return !facets.includes(run)
  const whole = parsed.words.map(({ word }) => word).join('') === run
  return !whole || parsed.words.some(({ word }) => word.length < 2 || df(word) < WIDEN_BELOW)
}

/** The hits of one page, in its order. */
function hitsOf(parsed: ParsedQuery & { run?: string | undefined }, page: readonly PageRow[]): Hit[] {
  const words = [...searchWords(parsed), ...parsed.typed, ...(parsed.run === undefined ? [] : [parsed.run])]
  return page.flatMap(({ id, card, body, score }) => {
    if (id === null || !card) return []
    const reasons = reasonsOf(parsed, card, card.authorName, body)
    const isFaint = reasons.every((reason) => reason.words.every((word) => word.length < 2))
    const holds = isFaint && parsed.run && normalise(body).replace(/\s+/g, '').includes(parsed.run)
    const why: Reason[] = holds ? [{ field: 'body', words: [parsed.run ?? ''] }] : reasons
    return [{ ...card, score: Math.round(score * 1e4) / 1e4, why, snippet: snippetOf(body, words) }]
  })
}
