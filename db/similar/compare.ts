import { genericIn } from './generic.ts'
import { type Places, placesOf } from './places.ts'
import { type Shingled, shingleLength } from './shingles.ts'

/** What two texts have in common, in characters that say something: common words and templates count little. */
export type Likeness = {
  /** The larger of both shares: 1 when one text lies whole in the other. */
  contained: number
  /** The shared characters of both over all characters of both. */
  alike: number
  /** Characters of passages in which both texts go their own ways, over all: scattered edits make few of these. */
  replaced: number
  /** Shared characters that say something, of the text that has fewer. */
  shared: number
  /** How much a shared character says on average, 0.1 to 1; of a form it is little. */
  density: number
  /** The same of those that are not shared: what was written into a form says much more. */
  ownDensity: number
}

/** A common word says a little, or an exercise made of common words would equal every other. */
const GENERIC_WEIGHT = 0.1
/** A run of this many characters that the other text does not have is a passage, not an edit. */
const PASSAGE = 24

/**
 * Compares two texts by the exact sets of their shingles. `frequent` are shingles of the first text that many texts of
 * the library have, `sampled` all of its shingles whose frequency is known: what lies nearer to a frequent one is
 * taken for template and weighs nothing.
 */
export function compare(
  first: Shingled,
  second: Shingled,
  known: { frequent: ReadonlySet<number>; sampled: ReadonlySet<number> },
): Likeness {
  const template = templateIn(first, known)
  const one = weigh(first, placesOf(second), { own: template })
  const two = weigh(second, placesOf(first), { theirs: template })
  const share = (side: Side) => (side.weight === 0 ? 0 : side.covered / side.weight)
  const total = one.weight + two.weight
  return {
    contained: Math.max(share(one), share(two)),
    alike: total === 0 ? 0 : (one.covered + two.covered) / total,
    shared: Math.min(one.covered, two.covered),
    density: (one.covered + two.covered) / Math.max(1, one.coveredChars + two.coveredChars),
    ownDensity:
      (total - one.covered - two.covered) / Math.max(1, one.length + two.length - one.coveredChars - two.coveredChars),
    replaced: Math.min(one.passages / Math.max(1, one.length), two.passages / Math.max(1, two.length)),
  }
}

type Side = { weight: number; covered: number; passages: number; length: number; coveredChars: number }

/** Weighs what the other text has, too. Template is known place by place, of one of the two: 1 = it is. */
function weigh(side: Shingled, other: Places, template: { own?: Uint8Array; theirs?: Uint8Array }): Side {
  const { text, hashes } = side
  const covered = new Uint8Array(text.length)
  const { own, theirs } = template
  const dull = own ?? new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) {
    const hash = hashes[at] ?? 0
    const found = hash === 0 ? -1 : other.first(hash)
    if (found < 0) continue
    const end = at + shingleLength(text, at) * side.times
    covered.fill(1, at, end)
    if (theirs?.[found] === 1) dull.fill(1, at, end)
  }
  const generic = genericIn(text)
  const sum: Side = { weight: 0, covered: 0, passages: 0, length: text.length, coveredChars: 0 }
  let run = 0
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && covered[at] === 0) run += 1
    else {
      if (run >= PASSAGE) sum.passages += run
      run = 0
    }
    if (at === text.length) break
    const weight = dull[at] === 1 ? 0 : generic[at] === 1 ? GENERIC_WEIGHT : 1
    sum.weight += weight
    if (covered[at] === 1) {
      sum.covered += weight
      sum.coveredChars += 1
    }
  }
  return sum
}

/** Each place takes after the nearest shingle whose frequency is known. */
function templateIn({ hashes }: Shingled, known: { frequent: ReadonlySet<number>; sampled: ReadonlySet<number> }) {
  const marks = new Uint8Array(hashes.length)
  if (known.frequent.size === 0) return marks
  const places: number[] = []
  for (let at = 0; at < hashes.length; at += 1) if (known.sampled.has(hashes[at] ?? 0)) places.push(at)
  for (const [n, place] of places.entries()) {
    if (!known.frequent.has(hashes[place] ?? 0)) continue
    const before = places[n - 1]
    const after = places[n + 1]
    const from = before === undefined ? 0 : Math.ceil((before + place) / 2)
    const to = after === undefined ? hashes.length : Math.ceil((after + place) / 2)
    marks.fill(1, from, to)
  }
  return marks
}
