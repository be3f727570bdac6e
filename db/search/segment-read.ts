import { sql } from 'kysely'
import type { Trx } from '../schema.ts'
import { eachEntry } from './blocks.ts'

/** A term of a segment with its whole list. */
export type FullEntry = { key: number; df: number; list: Uint8Array }

/** Blocks read at once: about 6,000 terms. */
const PAGE = 64

/** Goes through the terms of a segment in the order of their keys. */
export class SegmentReader {
  private readonly trx: Trx
  private readonly schoolId: string
  private readonly segmentId: number
  private page: FullEntry[] = []
  private at = 0
  private lastBlock = -1
  private ended = false

  constructor(trx: Trx, schoolId: string, segmentId: number) {
    this.trx = trx
    this.schoolId = schoolId
    this.segmentId = segmentId
  }

  /** The term that is next; undefined when the page is used up: then `fill`. */
  get head(): FullEntry | undefined {
    return this.page[this.at]
  }

  next(): void {
    this.at += 1
  }

  /** Reads on when nothing is left; false at the end of the segment. */
  async fill(): Promise<boolean> {
    if (this.at < this.page.length) return true
    if (this.ended) return false
    const { rows: blocks } = await sql<{ first_key: number; data: Buffer }>`
select first_key, data from search_block
where school_id = ${this.schoolId} and segment_id = ${this.segmentId} and first_key > ${this.lastBlock}
order by first_key limit ${PAGE}`.execute(this.trx)
    this.ended = blocks.length < PAGE
    this.lastBlock = blocks.at(-1)?.first_key ?? this.lastBlock
    this.at = 0
    this.page = []
    const long: FullEntry[] = []
    for (const block of blocks)
      eachEntry(block.first_key, block.data, (key, { df, list }) => {
        const entry = { key, df, list: list ?? new Uint8Array(0) }
        this.page.push(entry)
        if (!list) long.push(entry)
      })
    await this.readLists(long)
    return this.page.length > 0 || this.fill()
  }

  private async readLists(entries: FullEntry[]): Promise<void> {
    if (entries.length === 0) return
    const { rows } = await sql<{ key: number; data: Buffer }>`
select key, data from search_list
where school_id = ${this.schoolId} and segment_id = ${this.segmentId}
  and key = any(${entries.map((entry) => entry.key)}::bigint[])`.execute(this.trx)
    const byKey = new Map(rows.map((row) => [row.key, row.data]))
    for (const entry of entries) entry.list = byKey.get(entry.key) ?? entry.list
  }
}
