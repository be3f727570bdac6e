import { CLASSES, type Code } from './code.ts'
import type { Few, Stretch, Weighed } from './few.ts'
import { blockOf, countOf, type Dense, type Postings, rankOf } from './postings.ts'
import { type Lengths, Worth } from './worth.ts'

/** Where a list is entered: the place before the next posting, and its byte. */
export type Entrance = { doc: number; at: number }

/**
 * Adds up the scores of one stretch of the index at a time, so short that it stays in the processor's cache: all of it
 * (`add`, then `collect`), or one list of which each hit must have a posting (`take`), and from then on only the few
 * that may still be among the best. `marks` collects bits of what matched. One question at a time: nothing may wait
 * between `worth.begin` and the last stretch. The loops read the bytes of a list themselves, as `eachPosting` does: a call for
 * each posting is what most of a question's time would go to.
 */
export class Scorer {
  readonly worth = new Worth()
  /** By place of the stretch; all zero between two of them. */
  private scores = new Float64Array(0)
  private marks = new Int32Array(0)
  /** A bit for each place that has a score. */
  private touched = new Int32Array(0)

  /** A stretch of so many places comes next. */
  room(places: number): void {
    if (this.scores.length >= places) return
    this.scores = new Float64Array(places)
    this.marks = new Int32Array(places)
    this.touched = new Int32Array((places + 31) >> 5)
  }

  /** Adds a term of one resource. */
  addOne(place: number, code: Code, titleLength: number, bodyLength: number, { weight, marks, flat }: Weighed): void {
    this.scores[place] = (this.scores[place] ?? 0) + weight * (flat ? 1 : this.worth.of(code, titleLength, bodyLength))
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
    const { scores, marks: found, touched } = this
    const { bodyOnce, titleOnce, bodyTwice } = this.worth
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
        else worth = this.worth.of(code, title[doc] ?? 0, body[doc] ?? 0)
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
        const score = base.score + term.weight * (term.flat ? 1 : this.worth.of(code, title[doc] ?? 0, body[doc] ?? 0))
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
      scores[at] = (scores[at] ?? 0) + weight * this.worth.of(code, lengths.title[doc] ?? 0, lengths.body[doc] ?? 0)
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
    const { bodyOnce, titleOnce, bodyTwice } = this.worth
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
        else worth = this.worth.of(code, title[doc] ?? 0, body[doc] ?? 0)
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
      scores[next] = (scores[next] ?? 0) + weight * (flat ? 1 : this.worth.of(code, title[doc] ?? 0, body[doc] ?? 0))
      found[next] = (found[next] ?? 0) | marks
      next += 1
      if (next >= count) return
      wanted = docs[next] ?? 0
    }
  }
}
