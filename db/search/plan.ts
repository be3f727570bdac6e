import { facetLexeme } from './facets.ts'
import type { ParsedQuery } from './query.ts'
import { quoted, type Statistics } from './statistics.ts'
import { estimate, MAX_CANDIDATES, type ScoredTerm, telling } from './telling.ts'

/**
 * How the candidates of a query are found.
 * - `index`: everything with all the words; when that is few, everything with the telling ones. Totals are exact,
 *   unless `partial`: facets had to narrow the candidates.
 * - `head`: the words are common, but not in titles: those with all of them in the head, then some with them in the
 *   body.
 * - `walk`: the words are common everywhere: the best resources by prior that have them in the head, `limit` of them.
 */
export type Plan = {
  terms: ScoredTerm[]
  /** The score of a title that consists of the query's words, facets not counted. */
  full: number
} & (
  | { mode: 'index'; all: string | undefined; some: string | undefined; partial: boolean }
  | { mode: 'head'; all: string }
  | { mode: 'walk'; all: string; limit: number }
  | { mode: 'nothing' }
)

/** Rows that a walk may look at: about 4 µs each. */
const MAX_WALKED = 3000

export const WEIGHTS = { word: 1, part: 0.5, char: 0.4, facet: 1, form: 1, typed: 0.4, edition: 0.5 }

/** Every lexeme that the plan will ask the statistics about. */
export function lexemesOf(query: ParsedQuery): string[] {
  return [
    ...query.words.flatMap((cut) => [cut.word, ...cut.parts]),
    ...query.chars.map((char) => `#${char}`),
    ...query.facets.map(facetLexeme),
    ...query.typed,
    ...query.excluded,
  ]
}

/** Chooses the candidates and the weights of a query. Pure. */
export function planOf(query: ParsedQuery, statistics: Statistics): Plan {
  const { total } = statistics
  const rarity = (lexeme: string) => {
    const df = Math.min(statistics.of(lexeme).words, total)
    return Math.log(1 + (total - df + 0.5) / (df + 0.5))
  }
  const known = (lexeme: string) => statistics.of(lexeme).words > 0
  const terms = new Map<string, number>()
  const add = (lexeme: string, weight: number) => {
    if (known(lexeme)) terms.set(lexeme, Math.max(terms.get(lexeme) ?? 0, weight * rarity(lexeme)))
  }
  for (const cut of query.words) {
    add(cut.word, WEIGHTS.word)
    for (const part of cut.parts) add(part, WEIGHTS.part)
  }
  for (const char of query.chars) add(`#${char}`, WEIGHTS.char)
  const topical = [...terms].map(([lexeme, weight]) => ({ lexeme, weight }))
  const full = topical.reduce((sum, term) => sum + term.weight, 0)
  for (const facet of query.facets)
    add(
      facetLexeme(facet),
      facet.field === 'form' ? WEIGHTS.form : facet.field === 'edition' ? WEIGHTS.edition : WEIGHTS.facet,
    )
  const told = [...terms].map(([lexeme, weight]) => ({ lexeme, weight }))
  for (const word of query.typed) add(word, WEIGHTS.typed)

  const shared = {
    terms: [...terms].map(([lexeme, weight]) => ({ lexeme, weight })),
    full: full > 0 ? full : [...terms.values()].reduce((sum, weight) => sum + weight, 0),
  }
  const without = query.excluded.map((lexeme) => `!${quoted(lexeme)}`)
  const every = (lexemes: readonly string[]) => [...lexemes.map(quoted), ...without].join(' & ')
  const any = (queries: readonly string[]) => {
    if (queries.length === 0) return undefined
    return without.length === 0 ? queries.join(' | ') : `(${queries.join(' | ')}) & ${without.join(' & ')}`
  }

  const facets = requiredFacets(query).filter(known)
  const words = query.words.map((cut) => cut.word)
  const found = query.words.flatMap((cut) => (known(cut.word) ? [cut.word] : cut.parts.filter(known)))
  // A single character beside facets (数学题) is no topic.
  const isTopic = facets.length === 0 || found.some((word) => word.length > 1)
  const required = words.length > 0 && topical.length > 0 && isTopic ? words : facets
  const some = any(telling(query, statistics, required === words ? topical : told, facets, required === words))
  if (required.length === 0 || (required === words && found.length < words.length && some !== undefined))
    return some === undefined
      ? { ...shared, mode: 'nothing' }
      : { ...shared, mode: 'index', all: undefined, some, partial: false }
  const asked = required === words ? found : facets
  if (estimate(statistics, asked, 'words') <= MAX_CANDIDATES)
    return { ...shared, mode: 'index', all: every(asked), some, partial: false }

  // All words are common: facets narrow as long as enough is left.
  let chosen = asked
  for (const facet of required === words ? facets : []) {
    const narrower = [...chosen, facet]
    const rows = estimate(statistics, narrower, 'words')
    if (rows < 100) continue
    if (rows <= MAX_CANDIDATES)
      return { ...shared, mode: 'index', all: every(narrower), some: undefined, partial: true }
    chosen = narrower
  }
  const rows = estimate(statistics, chosen, 'head')
  if (rows <= MAX_CANDIDATES) return { ...shared, mode: 'head', all: every(chosen) }
  const limit = Math.max(60, Math.min(300, Math.round((MAX_WALKED * rows) / statistics.total)))
  return { ...shared, mode: 'walk', all: every(chosen), limit }
}

/** The facets that an answer without a topic must have. A grade says its stage; form and edition only raise. */
function requiredFacets(query: ParsedQuery): string[] {
  const graded = query.facets.some((facet) => facet.field === 'grade')
  return query.facets
    .filter(({ field }) => field !== 'form' && field !== 'edition' && !(graded && field === 'stage'))
    .map(facetLexeme)
}
