import type { Shingled } from './shingles.ts'

/** A power of two. The more, the surer a pair with little in common is found; each is a row of the index. */
export const BINS = 64
/** The bits of a hash that name its bin are the highest ones. */
const BIN_SHIFT = 32 - Math.log2(BINS)
/** Below this a text is too short to be compared by parts: only the same text is the same. */
const LEAST_SHINGLES = 30

/**
 * The fingerprint of a text: MinHash by one permutation (Li, Owen and Zhang 2012). Every shingle falls into one of
 * `BINS` bins by its hash, and each bin keeps its smallest. Two texts agree in about as many bins as their Jaccard
 * similarity says. Empty for short texts; bins that no shingle fell into are left out.
 */
export function printOf({ hashes }: Shingled): number[] {
  const least = new Float64Array(BINS).fill(Number.POSITIVE_INFINITY)
  let shingles = 0
  for (const hash of hashes) {
    if (hash === 0) continue
    shingles += 1
    const bits = hash >>> 0
    const bin = bits >>> BIN_SHIFT
    if (bits < (least[bin] ?? 0)) least[bin] = bits
  }
  if (shingles < LEAST_SHINGLES) return []
  return [...least].filter(Number.isFinite).map((bits) => bits | 0)
}
