import { compare, type Likeness } from './compare.ts'
import type { Shingled } from './shingles.ts'
import { sameTopic, type TopicMatch } from './topic.ts'

/** One side of a comparison. */
export type Side = { names: readonly string[]; shingled: Shingled }

/** Which shingles of the first side many resources have, among those whose frequency is known. */
export type Known = { frequent: ReadonlySet<number>; sampled: ReadonlySet<number> }

/**
 * Measured over 400 real texts (decision 0021): of files with 20 % of their clauses changed 99 % have more than this
 * share in common, of unrelated ones none has.
 */
const CONTAINED = 0.57
/** A short text inside a long collection is not a version of it. */
const ALIKE = 0.4
/** Below this a shared character says so little on average that a form is what is shared: 0.25 to 0.46 were measured. */
const FORM_DENSITY = 0.5
/** What is written into a form says so many times more than the form; edits say as much as the text around them. */
const WRITTEN_IN = 1.25
/** Characters that say something; no form that was looked at holds so many. */
const PLENTY = 300
/** Passages of their own in both texts, as a share: what a new lesson on an old plan has, and edits seldom. */
const OWN_PASSAGES = 0.15
const MANY_OWN_PASSAGES = 0.3

/** How alike two texts are, 0 to 1, when one is a version of the other; undefined when it is not. */
export function versionOf(first: Side, second: Side, known: Known): number | undefined {
  const likeness = compare(first.shingled, second.shingled, known)
  if (likeness.contained < CONTAINED || likeness.alike < ALIKE) return undefined
  const topic = sameTopic(
    { names: first.names, text: first.shingled.text },
    { names: second.names, text: second.shingled.text },
  )
  return believable(likeness, topic) ? Math.round(likeness.alike * 1_000) / 1_000 : undefined
}

/**
 * Whether so much in common can not come from a form that both were written into. The library may be too young to know
 * the form by its frequency, so its language gives it away: generic words around specific ones.
 */
function believable({ density, ownDensity, shared, replaced }: Likeness, topic: TopicMatch): boolean {
  if (topic === 'same') return replaced < MANY_OWN_PASSAGES
  if (topic === 'different' && replaced >= OWN_PASSAGES) return false
  return shared >= PLENTY || density >= FORM_DENSITY || ownDensity <= WRITTEN_IN * density
}
