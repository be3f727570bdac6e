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
/** Templates seldom hold as many characters that say something; with more in common no name is asked. */
const PLENTY = 230
/** Passages replaced as a whole are how templates are filled in; scattered edits leave fewer. */
const FILLED_IN = 0.05
const MOSTLY_FILLED_IN = 0.15

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

/** Whether so much in common can not come from a form that both were written into. */
function believable({ shared, replaced, contained }: Likeness, topic: TopicMatch): boolean {
  if (topic === 'same') return true
  if (shared >= PLENTY) return topic === 'unknown' || replaced < MOSTLY_FILLED_IN
  if (topic === 'different') return replaced === 0 && contained >= 0.9
  return replaced < FILLED_IN
}
