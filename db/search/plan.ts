import { facetLexeme } from './facets.ts'
import type { ParsedQuery } from './query.ts'
import { quoted, type Statistics } from './statistics.ts'
import { charsOf } from './words.ts'

/** A lexeme in the score: `weight` already contains how rare it is. */
export type ScoredTerm = { lexeme: string; weight: number }

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

/** Candidates that may be scored: about 10 µs each on one slow core. */
const MAX_CANDIDATES = 2000
/** Rows that a walk may look at: about 4 µs each. */
const MAX_WALKED = 3000
/** The share of the words' weight that a widened hit may lack. */
const MAY_LACK = 0.5
/** So many candidates are looked at anyway. */
const CHEAP = 300

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
  for (const word of query.typed) add(word, WEIGHTS.typed)

  const shared = {
    terms: [...terms].map(([lexeme, weight]) => ({ lexeme, weight })),
    full: full > 0 ? full : [...terms.values()].reduce((sum, weight) => sum + weight, 0),
  }
  const without = query.excluded.map((lexeme) => `!${quoted(lexeme)}`)
  const every = (lexemes: string[]) => [...lexemes.map(quoted), ...without].join(' & ')
  const any = (queries: string[]) =>
    without.length === 0 ? queries.join(' | ') : `(${queries.join(' | ')}) & ${without.join(' & ')}`
  const estimate = (lexemes: string[], place: 'words' | 'head') =>
    lexemes.reduce((rows, lexeme) => (rows * Math.min(statistics.of(lexeme)[place], total)) / total, total)

  const facets = query.facets
    .filter((facet) => facet.field !== 'form' && facet.field !== 'edition')
    .map(facetLexeme)
    .filter(known)
  const words = query.words.map((cut) => cut.word)
  const missing = words.some((word) => !known(word))
  // A single character beside facets (数学题) is no topic.
  const strong =
    facets.length === 0 || query.words.some((cut) => cut.word.length > 1 && [cut.word, ...cut.parts].some(known))
  const required = words.length > 0 && topical.length > 0 && strong ? words : facets
  if (required.length === 0) return shared.terms.length > 0 ? loose(shared.terms) : { ...shared, mode: 'nothing' }
  if (required === words && missing) return loose(topical)
  if (estimate(required, 'words') <= MAX_CANDIDATES) {
    return { ...loose(required === words ? topical : shared.terms), mode: 'index', all: every(required) }
  }
  return common()

  /**
   * Widened: every resource with one of the telling words, the fewest that can not all be lacking. A word that no
   * resource has may be a slip: two of its characters tell, one alone only when two were typed and nothing else.
   */
  function loose(from: ScoredTerm[]): Plan & { mode: 'index' } {
    const df = (lexeme: string) => statistics.of(lexeme).words
    const sorted = from.filter((term) => !term.lexeme.startsWith('#')).sort((a, b) => df(a.lexeme) - df(b.lexeme))
    const telling: string[] = []
    let cost = 0
    let left = sorted.reduce((sum, term) => sum + term.weight, 0)
    const mayLack = MAY_LACK * left
    for (const term of sorted) {
      const rows = cost + df(term.lexeme)
      if (telling.length > 0 && (rows > MAX_CANDIDATES || (rows > CHEAP && left < mayLack))) break
      telling.push(quoted(term.lexeme))
      left -= term.weight
      cost = rows
    }
    for (const { query: slip, rows } of slips(telling.length === 0)) {
      if (telling.length > 0 && cost + rows > MAX_CANDIDATES) continue
      telling.push(slip)
      cost += rows
    }
    return {
      ...shared,
      mode: 'index',
      all: undefined,
      some: telling.length > 0 ? any(telling) : undefined,
      partial: false,
    }
  }

  function slips(desperate: boolean): { query: string; rows: number }[] {
    const unknown = query.words.filter((cut) => !known(cut.word)).flatMap((cut) => charsOf(cut.word))
    const chars = [...new Set(unknown)].map((char) => `#${char}`).filter(known)
    const pairs = chars.flatMap((one, n) =>
      chars.slice(n + 1).map((two) => ({
        query: `(${quoted(one)} & ${quoted(two)})`,
        rows: (statistics.of(one).words * statistics.of(two).words) / total,
      })),
    )
    const single = desperate && new Set(unknown).size < 3 ? chars : []
    return [...pairs, ...single.map((char) => ({ query: quoted(char), rows: statistics.of(char).words }))]
  }

  /** All words are common: facets narrow as long as enough is left. */
  function common(): Plan {
    let chosen = required
    for (const facet of required === words ? facets : []) {
      const narrower = [...chosen, facet]
      const rows = estimate(narrower, 'words')
      if (rows < 100) continue
      if (rows <= MAX_CANDIDATES)
        return { ...shared, mode: 'index', all: every(narrower), some: undefined, partial: true }
      chosen = narrower
    }
    const rows = estimate(chosen, 'head')
    if (rows <= MAX_CANDIDATES) return { ...shared, mode: 'head', all: every(chosen) }
    const limit = Math.max(60, Math.min(300, Math.round((MAX_WALKED * rows) / total)))
    return { ...shared, mode: 'walk', all: every(chosen), limit }
  }
}
