import type { ParsedQuery } from './query.ts'

/** A title and a text, normalised and without blanks. */
export type FlatText = { title: string; body: string }

/** Characters of a text that are one passage: a sentence or two. Between 20 and 60 nothing changes. */
const PASSAGE = 40
/** What holds a question together and says nothing by itself; no passage need have it. */
const HOLDS = /什么|怎么|怎样|如何|为什么|多少|哪个|哪些|哪里|么$|[的了是吗呢]|[^\p{L}\p{N}]+/gu
/** Whoever writes so wants to know something. */
const ASKS = /什么|怎么|怎样|如何|为何|多少|多久|多长|哪(?!吒)|几[个种年月天日点岁次]|谁|何时|何地|[吗呢]|么$/

/**
 * Whether a text answers rather than its title: who names a grade, a subject or a type looks for a resource, which its
 * title names, unless it is a question all the same.
 */
export function wantsPassage(typed: string, query: Pick<ParsedQuery, 'facets'>): boolean {
  return query.facets.length === 0 || ASKS.test(typed)
}

/**
 * How much of a question stands together in one passage of each text, 0 to 1. It is counted in pairs of neighbouring
 * characters, which need no dictionary; what few of the texts have weighs more, what all have next to nothing, and what
 * none has is not asked for. `typed` is normalised.
 */
export function passageShares(typed: string, texts: readonly FlatText[]): number[] {
  const pairs = pairsOf(typed)
  const found = texts.map(({ body }) => placesOf(pairs, body))
  const weights = pairs.map((pair, at) => {
    const have = texts.filter(({ title }, text) => found[text]?.has[at] === 1 || title.includes(pair)).length
    return have === 0 ? 0 : Math.log(1 + (texts.length - have + 0.5) / (have + 0.5))
  })
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return found.map(({ pairAt }) => (all > 0 ? bestPassage(pairAt, weights) / all : 0))
}

/** Pairs of neighbouring characters, each once. */
function pairsOf(typed: string): string[] {
  const pairs = new Set<string>()
  for (const piece of typed.split(HOLDS))
    for (let at = 0; at + 2 <= piece.length; at += 1) pairs.add(piece.slice(at, at + 2))
  return [...pairs]
}

/** Which pair begins at each place of a text, one-based, 0 for none; and which there are. */
function placesOf(pairs: readonly string[], text: string): { pairAt: Uint8Array; has: Uint8Array } {
  const pairAt = new Uint8Array(text.length)
  const has = new Uint8Array(pairs.length)
  pairs.forEach((pair, index) => {
    for (let at = text.indexOf(pair); at >= 0; at = text.indexOf(pair, at + 1)) {
      pairAt[at] = index + 1
      has[index] = 1
    }
  })
  return { pairAt, has }
}

/** The highest sum of the weights of different pairs that begin within one passage. */
function bestPassage(pairAt: Uint8Array, weights: readonly number[]): number {
  const times = new Uint8Array(weights.length)
  let best = 0
  let sum = 0
  for (let at = 0; at < pairAt.length; at += 1) {
    const enters = (pairAt[at] ?? 0) - 1
    if (enters >= 0) {
      if (times[enters] === 0) sum += weights[enters] ?? 0
      times[enters] = (times[enters] ?? 0) + 1
    }
    const leaves = at > PASSAGE ? (pairAt[at - PASSAGE - 1] ?? 0) - 1 : -1
    if (leaves >= 0) {
      times[leaves] = (times[leaves] ?? 0) - 1
      if (times[leaves] === 0) sum -= weights[leaves] ?? 0
    }
    if (sum > best) best = sum
  }
  return best
}
