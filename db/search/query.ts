import type { Text } from '#kit/lang.ts'
import { type Facet, type FacetField, facetLabel, facetsIn } from './facets.ts'
import { normalise } from './normal.ts'
import { type Cut, charsOf, cutOf, wordsOf } from './words.ts'

/** What a query said about a field, for a chip that can be removed or made a filter. */
export type Chip = { field: FacetField; key: string; label: Text; typed: string }

/** A question, understood. Words carry the topic; facets raise what fits them and never hide what does not. */
export type ParsedQuery = {
  words: Cut[]
  facets: Facet[]
  /** The words in which the facets were typed, such as 导学案: they may stand in a title. */
  typed: string[]
  /** Han characters of the topic. */
  chars: string[]
  /** Words that must not occur: `-答案`. */
  excluded: string[]
  chips: Chip[]
}

/** Longer questions are cut: nobody means the 2000th character, and the query must stay cheap. */
const MAX_LENGTH = 200
const MAX_WORDS = 16

/**
 * Parses what people type. Understands quotes (taken as plain words), `-词` (excluded), `作者:李`, `类型:课件` (the
 * label is dropped, the word counts). Never throws.
 */
export function parseQuery(text: string): ParsedQuery {
  const excluded: string[] = []
  const plain = normalise(text.slice(0, MAX_LENGTH))
    .replace(/(^|\s)-(?=[\p{L}])([^\s]+)/gu, (_, before: string, word: string) => {
      excluded.push(...wordsOf(word).slice(0, 3))
      return before
    })
    .replace(/(作者|类型|学科|年级|册次|author|type|subject|grade):/g, ' ')
    .replace(/["'“”‘’「」『』《》]/g, ' ')
  const { facets, rest } = facetsIn(plain)
  const words = uniqueCuts(cutOf(rest)).slice(0, MAX_WORDS)
  const chips = facets.flatMap((facet): Chip[] => {
    const label = facetLabel(facet.field, facet.key)
    const implied = facet.field === 'stage' && facets.some((other) => other.field === 'grade')
    if (!label || implied || facet.field === 'form' || facet.field === 'edition') return []
    return [{ field: facet.field, key: facet.key, label, typed: facet.typed }]
  })
  return {
    words,
    facets,
    typed: [...new Set(facets.flatMap((facet) => wordsOf(facet.typed)))],
    chars: charsOf(words.map((cut) => cut.word).join('')).slice(0, 2 * MAX_WORDS),
    excluded,
    chips,
  }
}

function uniqueCuts(cuts: Cut[]): Cut[] {
  const seen = new Set<string>()
  return cuts.filter((cut) => !seen.has(cut.word) && seen.add(cut.word))
}
