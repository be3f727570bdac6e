/**
 * A term as a number of 48 bits: what the index is sorted and asked by. Two of a million terms share one in one of six
 * hundred libraries, and then a resource is found that should not be, among the last.
 */
export function keyOf(term: string): number {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let at = 0; at < term.length; at += 1) {
    const unit = term.charCodeAt(at)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x85ebca6b)
    high = (high << 13) | (high >>> 19)
  }
  low = mix(low ^ term.length)
  high = mix(high ^ low)
  return (high >>> 16) * 0x100000000 + (low >>> 0)
}

/** The finisher of MurmurHash3. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
