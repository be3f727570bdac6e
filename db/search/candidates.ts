import type { Reader } from '../schema.ts'
import { facetLexeme } from './facets.ts'
import { CHARS, EVIDENCE, EXCLUDED, FIRST_CHAR, MUST, WORDS } from './marks.ts'
import { type Candidates, type OpenIndex, openIndex } from './open-index.ts'
import type { Step } from './part.ts'
import type { ParsedQuery } from './query.ts'
import { readLists, SegmentMerged } from './shelf.ts'
import { charTerm } from './terms.ts'
import { type AskedTerm, rarity, type TermKind, termsAsked } from './weigh.ts'

/** What is asked of the index. `must` are terms that a candidate has to have, such as those of filters. */
export type Asked = { query: ParsedQuery; must: readonly string[] }

/** The index as it was when it was asked: as many candidates as wanted, and who has all characters of a run. */
export type Found = {
  best(count: number): Candidates
  /** How many resources have a term. */
  df(term: string): number
  /** Nothing is asked of it any more. */
  close(): void
}

/** What more resources have says too little for what it costs, when other terms say the same. */
const COMMON = 20_000
/** Terms beside which there always are others. */
const SECOND: ReadonlySet<TermKind> = new Set(['char', 'pair', 'reading', 'typed'])
/** What it is worth to have all of the words that were typed apart. */
const ALL_WORDS = 0.35
/** A hit has at least this share of what was asked, words that nobody has included. */
const LEAST_SHARE = 0.04
const TRIES = 8
/** What a hit must have one of, when the question has a topic; two of its characters will do as well. */
const TOPIC: ReadonlySet<TermKind> = new Set([
  'word',
  'part',
  'char',
  'pair',
  'sound',
  'reading',
  'whole',
  'initials',
  'typed',
])
/** What a resource has or has not, however often. */
const FLAT: ReadonlySet<TermKind> = new Set(['facet', 'form', 'rival', 'edition'])
/** What a question consists of; the other terms are second ways to find it. */
const SAYING: ReadonlySet<TermKind> = new Set(['word', 'sound', 'facet'])

/** Reads what a question needs from the index, in two to four ways to the database, fewer when it was read before. */
export async function findCandidates(db: Reader, schoolId: string, asked: Asked): Promise<Found> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await gather(db, schoolId, asked)
    } catch (error) {
      // A segment was merged between two looks; a look is milliseconds, a merge seconds.
      if (!(error instanceof SegmentMerged) || attempt === TRIES) throw error
    }
  }
}

/** Resources that have every one of these characters, those with more of them first. */
export async function findHolders(db: Reader, schoolId: string, run: string, count: number): Promise<Candidates> {
  const chars = [...new Set(run)].map(charTerm)
  for (let attempt = 1; ; attempt += 1) {
    try {
      const index = await openIndex(db, schoolId, chars)
      await readLists(db, schoolId, index.longLists(chars.map((_, at) => ({ at, flat: false }))))
      const known = chars.flatMap((_, at) => (index.df(at) > 0 ? [at] : []))
      const steps = known.map((at, bit) => ({
        at,
        weight: 1,
        marks: (1 << bit) | EVIDENCE,
        flat: false,
        raises: false,
      }))
      const found = ranked(index, steps, {
        ...{ count, least: 0, needed: (1 << known.length) - 1, excluded: 0 },
        ...{ full: known.length, strict: 0, forAll: 0 },
      })
      index.close()
      return found
    } catch (error) {
      if (!(error instanceof SegmentMerged) || attempt === TRIES) throw error
    }
  }
}

async function gather(db: Reader, schoolId: string, { query, must }: Asked): Promise<Found> {
  const asked = termsAsked(query)
  const excluded = query.excluded
  const terms = [...asked.map((one) => one.term), ...must, ...excluded]
  const index = await openIndex(db, schoolId, terms)
  const total = index.docs
  const weightOf = (at: number, one: AskedTerm) => one.weight * rarity(index.df(at), total)
  const known = asked.flatMap((one, at) => (index.df(at) > 0 ? [{ ...one, at, full: weightOf(at, one) }] : []))
  const hasTopic = known.some(({ kind }) => TOPIC.has(kind) && kind !== 'typed')
  const used = known.filter(
    ({ kind, at }) => index.df(at) <= COMMON || !SECOND.has(kind) || (!hasTopic && kind === 'typed'),
  )
  const ideal = asked.reduce((sum, one, at) => (SAYING.has(one.kind) ? sum + weightOf(at, one) : sum), 0)
  const full = used.reduce((sum, one) => sum + one.full, 0)
  const bits = strictBits(query, known)
  const mustAt = must.slice(0, MUST).map((_, at) => asked.length + at)
  const excludedAt = excluded.map((_, at) => asked.length + must.length + at)
  const flat = [...mustAt, ...excludedAt].map((at) => ({ at, flat: true }))
  const lists = [...used.map(({ at, kind }) => ({ at, flat: FLAT.has(kind) })), ...flat]
  await readLists(db, schoolId, index.longLists(lists))
  const needed = mustAt.reduce((all, _, bit) => all | (1 << (WORDS + bit)), 0)
  const evidence = (kind: TermKind) => (!hasTopic || TOPIC.has(kind) ? EVIDENCE : 0)
  let some = 0
  const steps: Step[] = []
  for (const { at, term, kind, full: weight } of used) {
    const flat = FLAT.has(kind)
    const isSome = kind === 'piece' || (kind === 'char' && query.chars.length > 1)
    const marks = isSome ? 1 << (FIRST_CHAR + (some++ % CHARS)) : evidence(kind)
    // Common facets choose nothing: they count for what the topic has found.
    const raises = flat && hasTopic && index.df(at) > COMMON
    steps.push({ at, weight, marks: raises ? 0 : (bits.of.get(term) ?? 0) | marks, flat, raises })
  }
  mustAt.forEach((at, bit) => {
    steps.push({ at, weight: 0, marks: 1 << (WORDS + bit), flat: true, raises: false })
  })
  for (const at of excludedAt) steps.push({ at, weight: 0, marks: EXCLUDED, flat: true, raises: false })
  return {
    df: (term) => index.df(terms.indexOf(term)),
    close: () => index.close(),
    best(count) {
      return ranked(index, steps, {
        ...{ count, least: LEAST_SHARE * ideal, needed, excluded: EXCLUDED },
        ...{ full, strict: bits.all, forAll: query.apart ? ALL_WORDS : 0 },
      })
    },
  }
}

type Ranking = {
  count: number
  least: number
  needed: number
  excluded: number
  /** The score of a resource that has everything that was asked. */
  full: number
  /** The marks of one that has all the words, 0 when none has, and what that is worth. */
  strict: number
  forAll: number
}

function ranked(index: OpenIndex, steps: readonly Step[], { full, strict, forAll, ...wanted }: Ranking): Candidates {
  const { found, more } = index.best(steps, { ...wanted, evidence: EVIDENCE, some: ((1 << CHARS) - 1) << FIRST_CHAR })
  const hasAll = found.map(({ mark }) => strict !== 0 && (mark & strict) === strict)
  return {
    ids: found.map(({ id }) => id),
    seqs: found.map(({ seq }) => seq),
    scores: found.map(({ score }, at) => score / Math.max(full, 1e-9) + (hasAll[at] ? forAll : 0)),
    strict: hasAll,
    more,
  }
}

/** Which bit a term sets, and those that an answer to all the words has; 0 when a word is unknown. */
function strictBits(query: ParsedQuery, known: readonly AskedTerm[]): { of: Map<string, number>; all: number } {
  const of = new Map<string, number>()
  const has = new Set(known.map((one) => one.term))
  let all = 0
  let bit = 0
  const need = (term: string | undefined) => {
    if (term === undefined || bit >= WORDS) return
    of.set(term, (of.get(term) ?? 0) | (1 << bit))
    all |= 1 << bit
    bit += 1
  }
  for (const cut of query.words) {
    if (has.has(cut.word)) need(cut.word)
    else {
      const parts = cut.parts.filter((part) => has.has(part))
      if (parts.length === 0) return { of, all: 0 }
      for (const part of parts) need(part)
    }
  }
  if (query.words.length > 0) return { of, all }
  const graded = query.facets.some((facet) => facet.field === 'grade')
  for (const facet of query.facets)
    if (facet.field !== 'form' && facet.field !== 'edition' && !(graded && facet.field === 'stage'))
      need(has.has(facetLexeme(facet)) ? facetLexeme(facet) : undefined)
  return { of, all }
}
