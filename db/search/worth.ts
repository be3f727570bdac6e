import { BODY_TIMES, CLASSES, type Code, LENGTHS } from './code.ts'
import type { Postings } from './postings.ts'

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

/** What terms are worth in texts of these lengths, before their weights; tables, because it is asked for each posting. */
export class Worth {
  averages = { title: 0, body: 0 }
  /** By length: what is left to be said after the title's or the body's part of a code, 256 entries for each part. */
  private readonly titleLeft = new Float64Array(8 * 256)
  private readonly bodyLeft = new Float64Array(8 * 256)
  /** By length: what the commonest codes are worth. */
  readonly bodyOnce = new Float64Array(256)
  readonly titleOnce = new Float64Array(256)
  readonly bodyTwice = new Float64Array(256)

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
      this.bodyOnce[byte] = this.of(CLASSES[0], byte, byte)
      this.titleOnce[byte] = this.of(CLASSES[1], byte, byte)
      this.bodyTwice[byte] = this.of(CLASSES[2], byte, byte)
    }
  }

  /** What a term of this code adds before its weight: 0 to 1. Lengths are bytes. */
  of(code: Code, titleLength: number, bodyLength: number): number {
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
      else worth = this.of(postings[at++] ?? 0, title[doc] ?? 0, body[doc] ?? 0)
      if (worth > most) most = worth
    }
    return Math.min(1, most * (1 + 2 * DRIFT))
  }
}
