import { CLASSES, type Code } from './code.ts'

/**
 * A list of resources with a code each, as bytes. An entry is a little-endian base-128 number: four times the step from
 * the number before, plus a class: 0 = once in the body, 1 = once in the title, 2 = twice in the body, 3 = the code
 * follows in a byte of its own. Most entries take one byte or two.
 */
export type Postings = Uint8Array

/** Writes lists one after the other into one growing buffer. */
export class PostingWriter {
  private bytes = new Uint8Array(1 << 16)
  private at = 0
  private start = 0
  private last = -1
  /** Entries of the list being written. */
  count = 0

  begin(): void {
    this.start = this.at
    this.last = -1
    this.count = 0
  }

  /** Numbers must ascend. */
  add(doc: number, code: Code): void {
    if (this.at + 8 > this.bytes.length) this.grow()
    const kind = code === CLASSES[0] ? 0 : code === CLASSES[1] ? 1 : code === CLASSES[2] ? 2 : 3
    let value = (doc - this.last - 1) * 4 + kind
    while (value >= 0x80) {
      this.bytes[this.at++] = (value & 0x7f) | 0x80
      value >>>= 7
    }
    this.bytes[this.at++] = value
    if (kind === 3) this.bytes[this.at++] = code
    this.last = doc
    this.count += 1
  }

  /** The bytes of the list, valid until `reset`. */
  end(): Uint8Array {
    return this.bytes.subarray(this.start, this.at)
  }

  /** Forgets what was written. */
  reset(): void {
    this.at = 0
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2)
    larger.set(this.bytes)
    this.bytes = larger
  }
}

/** Calls back with each entry of a list, in order. */
export function eachPosting(postings: Postings, use: (doc: number, code: Code) => void): void {
  let doc = -1
  for (let at = 0; at < postings.length; ) {
    let byte = postings[at++] ?? 0
    let value = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = postings[at++] ?? 0
      value |= (byte & 0x7f) << shift
    }
    doc += (value >>> 2) + 1
    const kind = value & 3
    use(doc, kind === 3 ? (postings[at++] ?? 0) : (CLASSES[kind] ?? 0))
  }
}

/** A list as one bit for each of so many resources, 32 of them in a number. */
export function bitsOf(postings: Postings, docs: number): Int32Array {
  const bits = new Int32Array((docs + 31) >> 5)
  readInto(postings, bits, undefined)
  return bits
}

/** Sets a bit for each entry of a list, and writes their codes one after the other. A loop of its own, see `Scorer`. */
function readInto(postings: Postings, bits: Int32Array, codes: Uint8Array | undefined): void {
  const end = postings.length
  let count = 0
  let doc = -1
  for (let at = 0; at < end; ) {
    let byte = postings[at++] ?? 0
    let value = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = postings[at++] ?? 0
      value |= (byte & 0x7f) << shift
    }
    doc += (value >>> 2) + 1
    const kind = value & 3
    const code = kind === 3 ? (postings[at++] ?? 0) : (CLASSES[kind] ?? 0)
    bits[doc >> 5] = (bits[doc >> 5] ?? 0) | (1 << (doc & 31))
    if (codes) codes[count++] = code
  }
}

/** A list of which every place can be looked up at once: who has the term as bits, and a code for each of them in order. */
export type Dense = {
  bits: Int32Array
  codes: Uint8Array
  /** How many come before each 128th place. */
  ranks: Int32Array
}

/** A list of so many entries of so many resources. */
export function denseOf(postings: Postings, df: number, docs: number): Dense {
  const bits = new Int32Array((docs + 31) >> 5)
  const codes = new Uint8Array(df)
  readInto(postings, bits, codes)
  const ranks = new Int32Array((docs + 127) >> 7)
  let before = 0
  for (let at = 0; at < bits.length; at += 1) {
    if ((at & 3) === 0) ranks[at >> 2] = before
    before += countOf(bits[at] ?? 0)
  }
  return { bits, codes, ranks }
}

/** Where the code of a place is, which has to have one. */
export function rankOf({ bits, ranks }: Dense, doc: number): number {
  const word = doc >> 5
  let rank = ranks[doc >> 7] ?? 0
  for (let at = word & ~3; at < word; at += 1) rank += countOf(bits[at] ?? 0)
  return rank + countOf((bits[word] ?? 0) & ((1 << (doc & 31)) - 1))
}

/** How many bits of a number of 32 are set. */
export function countOf(bits: number): number {
  let word = bits | 0
  word -= (word >>> 1) & 0x55555555
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** How many bits of all are set. */
export function countAll(bits: Int32Array): number {
  let count = 0
  for (let at = 0; at < bits.length; at += 1) count += countOf(bits[at] ?? 0)
  return count
}

/** Entries between two places where a list can be entered. */
export const STRIDE = 64

/** Where a list can be entered: for every 64th entry the resource before it and its byte. */
export function skipsOf(postings: Postings, df: number): Int32Array {
  if (df <= STRIDE) return AT_ITS_HEAD
  const skips = new Int32Array(2 * Math.ceil(df / STRIDE))
  let doc = -1
  let count = 0
  let to = 0
  for (let at = 0; at < postings.length; count += 1) {
    if (count % STRIDE === 0) {
      skips[to++] = doc
      skips[to++] = at
    }
    let byte = postings[at++] ?? 0
    let value = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = postings[at++] ?? 0
      value |= (byte & 0x7f) << shift
    }
    doc += (value >>> 2) + 1
    if ((value & 3) === 3) at += 1
  }
  return skips
}

/** Of a short list. */
const AT_ITS_HEAD = Int32Array.of(-1, 0)

/** The last place to enter a list from which `wanted` is still ahead. */
export function blockOf(skips: Int32Array, wanted: number): number {
  let low = 0
  let high = (skips.length >> 1) - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((skips[2 * middle] ?? 0) < wanted) low = middle
    else high = middle - 1
  }
  return low
}
