import { compare, type Likeness } from './compare.ts'
import { type Shingled, shingled, variety } from './shingles.ts'
import { numberedApart, sameTopic, type TopicMatch } from './topic.ts'

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
/** Passages of their own in both texts, as a share: a new lesson on an old plan has them, a sheet from one pool of tasks. */
const OWN_PASSAGES = 0.15
const MANY_OWN_PASSAGES = 0.3
/** Texts that repeat themselves more than this hold one another's shingles whatever they say: chess games, timetables. */
const LEAST_VARIETY = 0.5
/** Such texts are compared by runs of so many times the usual length. */
const LONGER = 4
/** 第3周 beside 第4周 is another file, unless hardly anything else differs. */
const ONLY_RENUMBERED = 0.95

/** How alike two texts are, 0 to 1, when one is a version of the other; undefined when it is not. */
export function versionOf(first: Side, second: Side, known: Known): number | undefined {
  const likeness = likenessOf(first.shingled, second.shingled, known)
  if (likeness.contained < CONTAINED || likeness.alike < ALIKE) return undefined
  const one = { names: first.names, text: first.shingled.text }
  const two = { names: second.names, text: second.shingled.text }
  if (likeness.alike < ONLY_RENUMBERED && numberedApart(one, two)) return undefined
  const topic = sameTopic(one, two)
  return believable(likeness, topic) ? Math.round(likeness.alike * 1_000) / 1_000 : undefined
}

function likenessOf(first: Shingled, second: Shingled, known: Known): Likeness {
  if (Math.min(variety(first), variety(second)) >= LEAST_VARIETY) return compare(first, second, known)
  const nothing = { frequent: new Set<number>(), sampled: new Set<number>() }
  return compare(shingled(first.text, LONGER), shingled(second.text, LONGER), nothing)
}

/**
 * Whether so much in common can not come from a form that both were written into. The library may be too young to know
 * the form by its frequency, so its language gives it away: generic words around specific ones.
 */
function believable({ density, ownDensity, shared, replaced }: Likeness, topic: TopicMatch): boolean {
  if (topic === 'same') return replaced < MANY_OWN_PASSAGES
  if (replaced >= (topic === 'different' ? OWN_PASSAGES : MANY_OWN_PASSAGES)) return false
  return shared >= PLENTY || density >= FORM_DENSITY || ownDensity <= WRITTEN_IN * density
}
