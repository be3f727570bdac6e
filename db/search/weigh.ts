import { type Facet, facetLexeme } from './facets.ts'
import type { ParsedQuery } from './query.ts'
import { pairs, soundsOf } from './sounds.ts'
import { FORMS } from './synonyms.ts'
import { charTerm, initialsTerm, soundTerm, wholeTerm } from './terms.ts'

/** What a term of a question is; each kind has a weight of its own. */
export type TermKind =
  | 'word'
  | 'part'
  | 'char'
  | 'pair'
  | 'sound'
  | 'reading'
  | 'whole'
  | 'initials'
  | 'piece'
  | 'facet'
  | 'form'
  | 'rival'
  | 'edition'
  | 'typed'

/** A term as asked for; `word` is the place of the word it stands for among those of the topic. */
export type AskedTerm = { term: string; kind: TermKind; word?: number; weight: number }

/** Chosen on the even queries; see decision 0029. */
export const WEIGHTS: Record<TermKind, number> = {
  word: 1,
  part: 0.7,
  char: 0.5,
  /** Sounds of what was typed in characters: finds homophones. */
  pair: 0.15,
  /** Sounds of what was typed in letters. */
  sound: 1,
  /** Sounds of a less likely reading. */
  reading: 0.4,
  /** A stretch that a title has as a whole, between its facets and signs. */
  whole: 0.15,
  initials: 1,
  /** Initials of one of several words typed together. */
  piece: 0.5,
  facet: 1,
  form: 0.87,
  /** A form whose type has others: who asks for the 学案 of a lesson does not mean its 说课稿, though both are plans. */
  rival: 1.25,
  edition: 0.5,
  typed: 0.27,
}

/** Forms that share their type with others. */
const RIVALS = new Set(
  FORMS.filter((form) => FORMS.some((other) => other.type === form.type && other.key !== form.key)).map(
    ({ key }) => key,
  ),
)

/** The terms of a question, each once, with the highest of its weights. */
export function termsAsked(query: ParsedQuery): AskedTerm[] {
  const terms = new Map<string, AskedTerm>()
  const add = (term: string, kind: TermKind, word?: number) => {
    const weight = WEIGHTS[kind]
    const before = terms.get(term)
    if (!before || before.weight < weight) terms.set(term, { term, kind, weight, ...(word !== undefined && { word }) })
  }
  query.words.forEach((cut, at) => {
    add(cut.word, 'word', at)
    for (const part of cut.parts) add(part, 'part', at)
  })
  for (const char of query.chars) add(charTerm(char), 'char')
  for (const run of query.runs) for (const pair of pairs(soundsOf(run))) add(soundTerm(pair), 'pair')
  for (const reading of query.sounds) for (const pair of pairs(reading)) add(soundTerm(pair), 'sound')
  for (const reading of query.otherSounds) for (const pair of pairs(reading)) add(soundTerm(pair), 'reading')
  for (const sounds of query.sounds) add(wholeTerm(sounds), 'whole')
  // One topic and a kind of thing: the 课件 of that very topic is meant, not one whose topic merely has these words.
  const [topic, ...others] = query.runs
  if (topic && others.length === 0 && query.facets.some(({ field }) => field === 'form'))
    add(wholeTerm(soundsOf(topic)), 'whole')
  for (const letters of query.initials) {
    add(initialsTerm(letters), 'initials')
    for (const piece of piecesOf(letters)) add(initialsTerm(piece), 'piece')
  }
  for (const facet of query.facets) add(facetLexeme(facet), kindOf(facet, query))
  for (const word of query.typed) add(word, 'typed')
  return [...terms.values()]
}

/** One form alone is what is meant; of several (教案和课件) each would do. */
function kindOf(facet: Facet, { facets }: ParsedQuery): TermKind {
  if (facet.field === 'edition') return 'edition'
  if (facet.field !== 'form') return 'facet'
  const isAlone = facets.every((other) => other.field !== 'form' || other.key === facet.key)
  return isAlone && RIVALS.has(facet.key) ? 'rival' : 'form'
}

/** `fsja` is `fs` and `ja`: every piece of two to four letters by which the whole can be divided. */
export function piecesOf(letters: string): string[] {
  if (letters.length < 4 || letters.length > 8) return []
  const divides = (length: number) => length === 0 || length >= 2
  const pieces = new Set<string>()
  for (let from = 0; from < letters.length; from += 1)
    for (let length = 2; length <= 4; length += 1)
      if (divides(from) && divides(letters.length - from - length) && from + length <= letters.length)
        pieces.add(letters.slice(from, from + length))
  pieces.delete(letters)
  return [...pieces]
}

/** How much it says that a resource has a term that `df` of `total` have. */
export function rarity(df: number, total: number): number {
  const within = Math.min(df, total)
  return Math.log(1 + (total - within + 0.5) / (within + 0.5))
}
