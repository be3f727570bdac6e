import { OWN_FIELDS, type OwnTerm, ownTermIn, ownTerms } from '../own-terms.ts'
import type { Reader } from '../schema.ts'
import type { Viewer } from '../sharing.ts'
import { didYouMean } from './did-you-mean.ts'
import type { Facet } from './facets.ts'
import { heardIn } from './heard.ts'
import { normalise } from './normal.ts'
import { type Operators, operatorsOf } from './operators.ts'
import { parseQuery } from './query.ts'
import { type SearchQuery, type SearchResult, searchResources } from './search.ts'
import type { Filters } from './select.ts'
import { withoutSlips } from './slips.ts'
import type { Reason } from './why.ts'

/** More people than these share a piece of a name only by accident. */
const AUTHORS = 200
/** Titles that are asked how a word may be written. */
const TITLES = 20

export type Answer = SearchResult & {
  /** What was filtered by, operators included. */
  filters: Filters
  operators: Operators
  /** Nothing fitted the operators, so they were only preferred. */
  relaxed: boolean
  /** The query as it was probably meant; undefined when it was found as written. */
  meant: string | undefined
  /** The words of the topic, when nothing has any of them: the hits only fit the subject, grade or type. */
  missing: string | undefined
  /** For the next pages: what came later is left out of them. */
  upTo: number
}

/**
 * Searches as people ask: operators in the words filter (unless nothing would be left), a slip is recognised by its
 * sound. Everything else is `searchResources`.
 */
export async function askResources(db: Reader, viewer: Viewer, query: SearchQuery): Promise<Answer> {
  const upTo = query.upTo ?? (await newestId(db, viewer.schoolId))
  const terms = query.text.trim() === '' ? [] : await ownTerms(db, viewer.schoolId)
  const operators = operatorsOf(query.text, terms)
  const own = await filtersOf(db, viewer.schoolId, operators)
  // What is not wanted stays out even when the rest is relaxed.
  const given = { ...query.filters, ...(operators.without.length > 0 && { without: operators.without }) }
  const facets = ownFacets(operators.text, terms)
  const text = facets.reduce((rest, { typed }) => rest.replace(typed, ' '), operators.text.toLowerCase())
  const asked = { ...query, text: facets.length > 0 ? text : operators.text, facets, upTo }
  const strict = await searchResources(db, viewer, { ...asked, filters: { ...own, ...given } })
  // Without a topic there is nothing to prefer the rest by.
  const hasTopic = operators.text.split(/\s+/).some((word) => /^(?![-－])./.test(word))
  const relaxed = strict.total === 0 && Object.keys(own).length > 0 && hasTopic
  const written = relaxed ? await searchResources(db, viewer, { ...asked, filters: given }) : strict
  const isSure = written.strictTotal > 0 || operators.text === ''
  const mended = isSure ? undefined : await withoutSlips(db, viewer, asked.text, query.now)
  const filters = relaxed ? given : { ...own, ...given }
  const found =
    mended !== undefined && written.total === 0
      ? await searchResources(db, viewer, { ...asked, text: mended, filters })
      : written
  const titles = found.hits.slice(0, TITLES).map((hit) => hit.title)
  return {
    ...found,
    filters,
    operators,
    relaxed,
    meant: isSure ? undefined : (mended ?? didYouMean(query.text, titles)),
    missing: missingOf(operators.text, found),
    upTo,
    tookMs: relaxed ? strict.tookMs + found.tookMs : found.tookMs,
  }
}

/** What the text names in the school's own words: 围棋 as a subject of its own, 摸底 as its word for a test. */
function ownFacets(text: string, own: readonly OwnTerm[]): Facet[] {
  return OWN_FIELDS.flatMap((field) => {
    const term = ownTermIn(text, field, own)
    return term ? [{ field, key: term.key, typed: term.word }] : []
  })
}

/** Fields of a reason that are about the topic. */
const TOPIC = new Set(['title', 'body', 'keywords', 'author'])

function missingOf(text: string, found: SearchResult): string | undefined {
  const query = parseQuery(text)
  const { words } = query
  if (words.length === 0 || found.strictTotal > 0 || found.hits.length === 0) return undefined
  const topic = new Set(words.flatMap(({ word, parts }) => [word, ...parts]))
  const isAbout = ({ field, words: held }: Reason) => TOPIC.has(field) && held.some((word) => topic.has(word))
  if (found.hits.some((hit) => hit.why.some(isAbout))) return undefined
  if (found.hits.slice(0, TITLES).some(({ title }) => heardIn(query, normalise(title), true).length > 0))
    return undefined
  return query.topic
}

async function filtersOf(db: Reader, schoolId: string, operators: Operators): Promise<Filters> {
  const { type, subject, grade, volume, phrases, author } = operators
  return {
    ...(type !== undefined && { type }),
    ...(subject !== undefined && { subject }),
    ...(grade !== undefined && { grade }),
    ...(volume !== undefined && { volume }),
    ...(phrases.length > 0 && { phrases }),
    ...(author !== undefined && { memberIds: await authorsNamed(db, schoolId, author) }),
  }
}

async function newestId(db: Reader, schoolId: string): Promise<number> {
  const row = await db
    .selectFrom('resource')
    .select('id')
    .where('school_id', '=', schoolId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? 0
}

/** The people whose name contains these letters; none is a filter, too: it finds nothing. */
async function authorsNamed(db: Reader, schoolId: string, name: string): Promise<number[]> {
  const rows = await db
    .selectFrom('member')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('name', 'ilike', `%${name.replace(/[\\%_]/g, '\\$&')}%`)
    .orderBy('id')
    .limit(AUTHORS)
    .execute()
  return rows.map(({ id }) => id)
}
