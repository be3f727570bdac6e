/** Places that may be among the best, ascending, with what was found of each so far; `count` of them count. */
export type Few = { docs: Int32Array; scores: Float64Array; marks: Int32Array; count: number }

export function roomFor(places: number): Few {
  return {
    docs: new Int32Array(places),
    scores: new Float64Array(places),
    marks: new Int32Array(places),
    count: 0,
  }
}

/** What a term adds and marks; a flat one counts the same everywhere. */
export type Weighed = { weight: number; marks: number; flat: boolean }

/**
 * A stretch of a part, from the place `from` to before `to`: who can be a hit at all (a bit for each place), what all of
 * those have, and how much a score has to be.
 */
export type Stretch = {
  from: number
  to: number
  mask: Int32Array | undefined
  base: { score: number; marks: number }
  least: number
}

/** The places whose bits are set in the stretch's mask. */
export function takeMask({ from, mask, base }: Stretch, into: Few): void {
  const { docs, scores, marks } = into
  let count = 0
  for (let word = 0; word < (mask?.length ?? 0); word += 1)
    for (let bits = mask?.[word] ?? 0; bits !== 0; bits &= bits - 1) {
      docs[count] = from + 32 * word + 31 - Math.clz32(bits & -bits)
      scores[count] = base.score
      marks[count] = base.marks
      count += 1
    }
  into.count = count
}

/** Adds a flat term, given as bits, to these places only. */
export function addBits(
  { docs, scores, marks: found, count }: Few,
  bits: Int32Array,
  { weight, marks }: Weighed,
): void {
  for (let at = 0; at < count; at += 1) {
    const doc = docs[at] ?? 0
    if (((bits[doc >> 5] ?? 0) & (1 << (doc & 31))) === 0) continue
    scores[at] = (scores[at] ?? 0) + weight
    found[at] = (found[at] ?? 0) | marks
  }
}

/** Keeps those whose score is at least so much and that have all of these marks. */
export function keep(few: Few, least: number, needed: number): void {
  const { docs, scores, marks } = few
  let count = 0
  for (let at = 0; at < few.count; at += 1) {
    const score = scores[at] ?? 0
    const mark = marks[at] ?? 0
    if (score < least || (mark & needed) !== needed) continue
    docs[count] = docs[at] ?? 0
    scores[count] = score
    marks[count] = mark
    count += 1
  }
  few.count = count
}
