import type { ParsedQuery } from './query.ts'
import { quoted, type Statistics } from './statistics.ts'
import { charsOf } from './words.ts'

/** A lexeme in the score: `weight` already contains how rare it is. */
export type ScoredTerm = { lexeme: string; weight: number }

/** Candidates that may be scored: about 10 µs each on one slow core. */
export const MAX_CANDIDATES = 2000
/** The share of the words' weight that a widened hit may lack. */
const MAY_LACK = 0.5
/** So many candidates are looked at anyway. */
const CHEAP = 300

/** A tsquery and how many resources it is expected to match. */
type Clause = { query: string; rows: number; weight: number }

/** How many resources have all of these, if they came independently. */
export function estimate(statistics: Statistics, lexemes: readonly string[], place: 'words' | 'head'): number {
  const { total } = statistics
  return lexemes.reduce((rows, lexeme) => (rows * Math.min(statistics.of(lexeme)[place], total)) / total, total)
}

/**
 * What a widened search looks for, as tsqueries to be or-ed: the fewest of the terms that a good hit can not all lack,
 * together at most MAX_CANDIDATES resources. A term that is too common counts with facets beside it; without a topic,
 * so do all the facets but one. A word that no resource has may be a slip: two of its characters tell, one alone only when
 * two were typed and nothing else.
 */
export function telling(
  query: ParsedQuery,
  statistics: Statistics,
  terms: readonly ScoredTerm[],
  facets: readonly string[],
  hasTopic: boolean,
): string[] {
  const clauses = terms
    .filter((term) => !term.lexeme.startsWith('#'))
    .flatMap((term) => narrowed(statistics, term, facets))
    .sort((a, b) => a.rows - b.rows)
  const chosen: string[] = []
  let cost = 0
  let left = clauses.reduce((sum, clause) => sum + clause.weight, 0)
  const mayLack = MAY_LACK * left
  for (const clause of clauses) {
    const rows = cost + clause.rows
    if (rows > MAX_CANDIDATES || (chosen.length > 0 && rows > CHEAP && left < mayLack)) break
    chosen.push(clause.query)
    left -= clause.weight
    cost = rows
  }
  const more = [...slips(query, statistics, chosen.length === 0), ...(hasTopic ? [] : allButOne(statistics, facets))]
  for (const clause of more.sort((a, b) => a.rows - b.rows)) {
    if (cost + clause.rows > MAX_CANDIDATES) break
    chosen.push(clause.query)
    cost += clause.rows
  }
  return [...new Set(chosen)]
}

/** The term, with as many facets as make it rare enough; nothing when all of them do not. */
function narrowed(statistics: Statistics, term: ScoredTerm, facets: readonly string[]): Clause[] {
  const lexemes = [term.lexeme]
  for (const facet of [undefined, ...facets]) {
    if (facet !== undefined && facet !== term.lexeme) lexemes.push(facet)
    const rows = estimate(statistics, lexemes, 'words')
    if (rows <= MAX_CANDIDATES) {
      const query = lexemes.map(quoted).join(' & ')
      return [{ query: lexemes.length > 1 ? `(${query})` : query, rows, weight: term.weight }]
    }
  }
  return []
}

function allButOne(statistics: Statistics, facets: readonly string[]): Clause[] {
  if (facets.length < 3) return []
  return facets.map((_, without) => {
    const others = facets.filter((_facet, n) => n !== without)
    return { query: `(${others.map(quoted).join(' & ')})`, rows: estimate(statistics, others, 'words'), weight: 0 }
  })
}

function slips(query: ParsedQuery, statistics: Statistics, desperate: boolean): Clause[] {
  const df = (lexeme: string) => statistics.of(lexeme).words
  const unknown = [...new Set(query.words.filter((cut) => df(cut.word) === 0).flatMap((cut) => charsOf(cut.word)))]
  const chars = unknown.map((char) => `#${char}`).filter((lexeme) => df(lexeme) > 0)
  const pairs = chars.flatMap((one, n) =>
    chars.slice(n + 1).map((two) => ({
      query: `(${quoted(one)} & ${quoted(two)})`,
      rows: estimate(statistics, [one, two], 'words'),
      weight: 0,
    })),
  )
  const single = desperate && unknown.length < 3 ? chars : []
  return [...pairs, ...single.map((char) => ({ query: quoted(char), rows: df(char), weight: 0 }))]
}
