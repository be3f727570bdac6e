import { BODY_TIMES, CLASSES, type Code, LENGTHS } from './code.ts'
import type { Few, Stretch, Weighed } from './few.ts'
import { blockOf, countOf, type Dense, type Postings, rankOf } from './postings.ts'

/** Where a list is entered: the place before the next posting, and its byte. */
export type Entrance = { doc: number; at: number }

/** How long the texts of a part of the index are: a byte each, see `lengthByte`. */
export type Lengths = { title: Uint8Array; body: Uint8Array }

/**
 * BM25F in which each field saturates for itself (`K`: how soon more of a word adds nothing; `B`: how much a longer title
 * or text counts against it) and the two are joined like independent witnesses: what the title says, the body confirms,
 * and neither drowns the other. A word in keywords or the author's name counts as `beside` of one in the title. Chosen
 * on the even queries, see decision 0029.
 */
export const BM25F = { titleK: 0.297, titleB: 0.44, beside: 0.375, bodyK: 0.8, bodyB: 0.75, body: 0.99 }

/** Averages that differ by less than this share are alike. */
const DRIFT = 0.01

/**
 * Adds up the scores of one stretch of the index at a time, so short that it stays in the processor's cache: all of it
 * (`add`, then `collect`), or one list of which each hit must have a posting (`take`), and from then on only the few
 * that may still be among the best. `marks` collects bits of what matched. One question at a time: nothing may wait
 * between `begin` and the last stretch. The loops read the bytes of a list themselves, as `eachPosting` does: a call for
 * each posting is what most of a question's time would go to.
 */
export class Scorer {
  averages = { title: 0, body: 0 }
  /** By place of the stretch; all zero between two of them. */
  private scores = new Float64Array(0)
  private marks = new Int32Array(0)
  /** A bit for each place that has a score. */
  private touched = new Int32Array(0)
  /** By length: what is left to be said after the title's or the body's part of a code, 256 entries for each part. */
  private readonly titleLeft = new Float64Array(8 * 256)
  private readonly bodyLeft = new Float64Array(8 * 256)
  /** By length: what the commonest codes are worth. */
  private readonly bodyOnce = new Float64Array(256)
  private readonly titleOnce = new Float64Array(256)
  private readonly bodyTwice = new Float64Array(256)

  /** `averages` in words. */
  begin(averages: { title: number; body: number }): void {
    this.averages = averages
    for (let byte = 0; byte < 256; byte += 1) {
      const length = LENGTHS[byte] ?? 0
      const title = 1 - BM25F.titleB + (BM25F.titleB * length) / Math.max(1, averages.title)
      const body = 1 - BM25F.bodyB + (BM25F.bodyB * length) / Math.max(1, averages.body)
      for (let part = 0; part < 8; part += 1) {
        const inTitle = (part & 3) + ((part & 4) !== 0 ? BM25F.beside : 0)
        const inBody = BODY_TIMES[part] ?? 0
        this.titleLeft[part * 256 + byte] = 1 - inTitle / (inTitle + BM25F.titleK * title)
        this.bodyLeft[part * 256 + byte] = 1 - (BM25F.body * inBody) / (inBody + BM25F.bodyK * body)
      }
      this.bodyOnce[byte] = this.worth(CLASSES[0], byte, byte)
      this.titleOnce[byte] = this.worth(CLASSES[1], byte, byte)
      this.bodyTwice[byte] = this.worth(CLASSES[2], byte, byte)
    }
  }

  /** What a term of this code adds before its weight: 0 to 1. Lengths are bytes. */
  worth(code: Code, titleLength: number, bodyLength: number): number {
    return (
      1 - (this.titleLeft[(code & 7) * 256 + titleLength] ?? 0) * (this.bodyLeft[(code >> 3) * 256 + bodyLength] ?? 0)
    )
  }

  /** What was found with these averages still holds, because `most` leaves a margin. */
  isLike({ title, body }: { title: number; body: number }): boolean {
    const near = (a: number, b: number) => Math.abs(a - b) <= DRIFT * Math.min(a, b)
    return near(title, this.averages.title) && near(body, this.averages.body)
  }

  /** The most that a term of this list is worth, and a little more: its share changes by no more than the averages'. */
  most(postings: Postings, { title, body }: Lengths): number {
    const { bodyOnce, titleOnce, bodyTwice } = this
    const end = postings.length
    let most = 0
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
      let worth = 0
      if (kind === 0) worth = bodyOnce[body[doc] ?? 0] ?? 0
      else if (kind === 1) worth = titleOnce[title[doc] ?? 0] ?? 0
      else if (kind === 2) worth = bodyTwice[body[doc] ?? 0] ?? 0
      else worth = this.worth(postings[at++] ?? 0, title[doc] ?? 0, body[doc] ?? 0)
      if (worth > most) most = worth
    }
    return Math.min(1, most * (1 + 2 * DRIFT))
  }

  /** A stretch of so many places comes next. */
  room(places: number): void {
    if (this.scores.length >= places) return
    this.scores = new Float64Array(places)
    this.marks = new Int32Array(places)
    this.touched = new Int32Array((places + 31) >> 5)
  }

  /** Adds a term of one resource. */
  addOne(place: number, code: Code, titleLength: number, bodyLength: number, { weight, marks, flat }: Weighed): void {
    this.scores[place] = (this.scores[place] ?? 0) + weight * (flat ? 1 : this.worth(code, titleLength, bodyLength))
    this.marks[place] = (this.marks[place] ?? 0) | marks
    this.touched[place >> 5] = (this.touched[place >> 5] ?? 0) | (1 << (place & 31))
  }

  /** Adds what a list has from the place `from` to before `to`. */
  add(
    postings: Postings,
    { doc: before, at: start }: Entrance,
    from: number,
    to: number,
    lengths: Lengths,
    term: Weighed,
  ): void {
    const { scores, marks: found, touched, bodyOnce, titleOnce, bodyTwice } = this
    const { weight, marks, flat } = term
    const { title, body } = lengths
    const end = postings.length
    let doc = before
    for (let at = start; at < end; ) {
      let byte = postings[at++] ?? 0
      let value = byte & 0x7f
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = postings[at++] ?? 0
        value |= (byte & 0x7f) << shift
      }
      doc += (value >>> 2) + 1
      const kind = value & 3
      const code = kind === 3 ? (postings[at++] ?? 0) : 0
      if (doc < from) continue
      if (doc >= to) return
      let worth = 1
      if (!flat) {
        if (kind === 0) worth = bodyOnce[body[doc] ?? 0] ?? 0
        else if (kind === 1) worth = titleOnce[title[doc] ?? 0] ?? 0
        else if (kind === 2) worth = bodyTwice[body[doc] ?? 0] ?? 0
        else worth = this.worth(code, title[doc] ?? 0, body[doc] ?? 0)
      }
      const place = doc - from
      scores[place] = (scores[place] ?? 0) + weight * worth
      found[place] = (found[place] ?? 0) | marks
      touched[place >> 5] = (touched[place >> 5] ?? 0) | (1 << (place & 31))
    }
  }

  /** Adds a flat term, given as bits, from the place `from`, a multiple of 32, to before `to`. */
  addAll(bits: Int32Array, from: number, to: number, { weight, marks }: Weighed): void {
    const { scores, marks: found, touched } = this
    const first = from >> 5
    const words = (to - from + 31) >> 5
    for (let word = 0; word < words; word += 1) {
      let rest = bits[first + word] ?? 0
      touched[word] = (touched[word] ?? 0) | rest
      for (; rest !== 0; rest &= rest - 1) {
        const place = 32 * word + 31 - Math.clz32(rest & -rest)
        scores[place] = (scores[place] ?? 0) + weight
        found[place] = (found[place] ?? 0) | marks
      }
    }
  }

  /** Adds what a dense list has from the place `from`, a multiple of 128, to before `to`. */
  addDense({ bits, codes, ranks }: Dense, from: number, to: number, lengths: Lengths, term: Weighed): void {
    const last = (to + 31) >> 5
    let rank = ranks[from >> 7] ?? 0
    for (let word = from >> 5; word < last; word += 1)
      for (let rest = bits[word] ?? 0; rest !== 0; rest &= rest - 1) {
        const doc = 32 * word + 31 - Math.clz32(rest & -rest)
        this.addOne(doc - from, codes[rank++] ?? 0, lengths.title[doc] ?? 0, lengths.body[doc] ?? 0, term)
      }
  }

  /** Those of the stretch's mask that have a term with a dense list, without those that have less than `least`. */
  takeDense(
    { bits, codes, ranks }: Dense,
    { from, to, mask, base, least }: Stretch,
    { title, body }: Lengths,
    term: Weighed,
    into: Few,
  ): void {
    const { docs, scores, marks: found } = into
    const marks = term.marks | base.marks
    const first = from >> 5
    const last = (to + 31) >> 5
    let count = 0
    let before = ranks[from >> 7] ?? 0
    for (let word = first; word < last; word += 1) {
      const own = bits[word] ?? 0
      for (let rest = own & (mask ? (mask[word - first] ?? 0) : own); rest !== 0; rest &= rest - 1) {
        const bit = 31 - Math.clz32(rest & -rest)
        const doc = 32 * word + bit
        const code = codes[before + countOf(own & ((1 << bit) - 1))] ?? 0
        const score = base.score + term.weight * (term.flat ? 1 : this.worth(code, title[doc] ?? 0, body[doc] ?? 0))
        if (score < least) continue
        docs[count] = doc
        scores[count] = score
        found[count] = marks
        count += 1
      }
      before += countOf(own)
    }
    into.count = count
  }

  /** Adds a term with a dense list to these places only. */
  addDenseTo({ docs, scores, marks: found, count }: Few, dense: Dense, lengths: Lengths, term: Weighed): void {
    const { bits, codes } = dense
    const { weight, marks } = term
    for (let at = 0; at < count; at += 1) {
      const doc = docs[at] ?? 0
      if (((bits[doc >> 5] ?? 0) & (1 << (doc & 31))) === 0) continue
      const code = codes[rankOf(dense, doc)] ?? 0
      scores[at] = (scores[at] ?? 0) + weight * this.worth(code, lengths.title[doc] ?? 0, lengths.body[doc] ?? 0)
      found[at] = (found[at] ?? 0) | marks
    }
  }

  /** Moves those of the mask that have a score of at least so much out of the stretch that begins at `from`. */
  collect(from: number, mask: Int32Array | undefined, least: number, into: Few): void {
    const { scores, marks, touched } = this
    const { docs, scores: to, marks: found } = into
    let count = 0
    for (let word = 0; word < touched.length; word += 1) {
      let bits = touched[word] ?? 0
      if (bits === 0) continue
      touched[word] = 0
      for (; bits !== 0; bits &= bits - 1) {
        const place = 32 * word + 31 - Math.clz32(bits & -bits)
        const score = scores[place] ?? 0
        const fits = mask === undefined || ((mask[word] ?? 0) & bits & -bits) !== 0
        if (score >= least && score > 0 && fits) {
          docs[count] = from + place
          to[count] = score
          found[count] = marks[place] ?? 0
          count += 1
        }
        scores[place] = 0
        marks[place] = 0
      }
    }
    into.count = count
  }

  /**
   * Those of a list from the place `from` to before `to`, without the ones whose bit in `mask` is not set and those that
   * have less than `least`. Each begins with `base`: what those in the mask have.
   */
  take(
    postings: Postings,
    { doc: before, at: start }: Entrance,
    { from, to, mask, base, least }: Stretch,
    lengths: Lengths,
    term: Weighed,
    into: Few,
  ): void {
    const { bodyOnce, titleOnce, bodyTwice } = this
    const { weight, flat } = term
    const marks = term.marks | base.marks
    const { title, body } = lengths
    const { docs, scores, marks: found } = into
    const end = postings.length
    let count = 0
    let doc = before
    for (let at = start; at < end; ) {
      let byte = postings[at++] ?? 0
      let value = byte & 0x7f
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = postings[at++] ?? 0
        value |= (byte & 0x7f) << shift
      }
      doc += (value >>> 2) + 1
      const kind = value & 3
      const code = kind === 3 ? (postings[at++] ?? 0) : 0
      if (doc < from) continue
      if (doc >= to) break
      if (mask && ((mask[(doc - from) >> 5] ?? 0) & (1 << ((doc - from) & 31))) === 0) continue
      let worth = 1
      if (!flat) {
        if (kind === 0) worth = bodyOnce[body[doc] ?? 0] ?? 0
        else if (kind === 1) worth = titleOnce[title[doc] ?? 0] ?? 0
        else if (kind === 2) worth = bodyTwice[body[doc] ?? 0] ?? 0
        else worth = this.worth(code, title[doc] ?? 0, body[doc] ?? 0)
      }
      const score = base.score + weight * worth
      if (score < least) continue
      docs[count] = doc
      scores[count] = score
      found[count] = marks
      count += 1
    }
    into.count = count
  }

  /** Adds a term's list to these places only, jumping over what lies between them. */
  addTo(
    { docs, scores, marks: found, count }: Few,
    postings: Postings,
    skips: Int32Array,
    lengths: Lengths,
    term: Weighed,
  ): void {
    if (count === 0) return
    const { weight, marks, flat } = term
    const { title, body } = lengths
    let next = 0
    let wanted = docs[0] ?? 0
    let block = blockOf(skips, wanted)
    let doc = skips[2 * block] ?? -1
    let at = skips[2 * block + 1] ?? 0
    let blockEnd = skips[2 * block + 2] ?? Number.POSITIVE_INFINITY
    while (at < postings.length) {
      if (wanted > blockEnd) {
        while (wanted > blockEnd) {
          block += 1
          blockEnd = skips[2 * block + 2] ?? Number.POSITIVE_INFINITY
        }
        doc = skips[2 * block] ?? 0
        at = skips[2 * block + 1] ?? 0
      }
      let byte = postings[at++] ?? 0
      let value = byte & 0x7f
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = postings[at++] ?? 0
        value |= (byte & 0x7f) << shift
      }
      doc += (value >>> 2) + 1
      const kind = value & 3
      const code = kind === 3 ? (postings[at++] ?? 0) : (CLASSES[kind] ?? 0)
      if (doc < wanted) continue
      while (wanted < doc) {
        next += 1
        if (next >= count) return
        wanted = docs[next] ?? 0
      }
      if (wanted > doc) continue
      scores[next] = (scores[next] ?? 0) + weight * (flat ? 1 : this.worth(code, title[doc] ?? 0, body[doc] ?? 0))
      found[next] = (found[next] ?? 0) | marks
      next += 1
      if (next >= count) return
      wanted = docs[next] ?? 0
    }
  }
}
