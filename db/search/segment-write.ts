import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Trx } from '../schema.ts'
import { type Block, BlockWriter, LONG_LIST } from './blocks.ts'
import { type Columns, packColumns } from './columns.ts'
import { sizeOf } from './segment-size.ts'

/** Bytes that are sent to the database at once. */
const FLUSH = 1 << 20

/** Writes a segment: terms in the order of their keys, then the columns. */
export class SegmentWriter {
  readonly id = randomInt(1, 2 ** 48 - 1)
  private readonly trx: Trx
  private readonly schoolId: string
  private readonly blocks = new BlockWriter()
  private lists: { key: number; data: Uint8Array }[] = []
  private waiting = 0

  constructor(trx: Trx, schoolId: string) {
    this.trx = trx
    this.schoolId = schoolId
  }

  /** The list must stay as it is until the next `flush`. */
  add(key: number, df: number, list: Uint8Array): void {
    const isLong = list.length > LONG_LIST
    if (isLong) this.lists.push({ key, data: list })
    this.waiting += list.length + 12
    this.blocks.add(key, df, isLong ? undefined : list)
  }

  get isFull(): boolean {
    return this.waiting >= FLUSH
  }

  async flush(): Promise<void> {
    await this.writeBlocks(this.blocks.take())
    await this.writeLists()
    this.waiting = 0
  }

  async end(columns: Columns, words: { title: number; body: number }): Promise<void> {
    await this.flush()
    await this.writeBlocks(this.blocks.end())
    await this.trx
      .insertInto('search_segment')
      .values({
        school_id: this.schoolId,
        segment_id: this.id,
        level: sizeOf(columns.ids.length),
        docs: columns.ids.length,
        title_words: words.title,
        body_words: words.body,
        columns: packColumns(columns),
      })
      .execute()
  }

  private async writeBlocks(blocks: readonly Block[]): Promise<void> {
    if (blocks.length === 0) return
    const { starts, lengths, all } = joined(blocks.map((block) => block.data))
    await sql`
insert into search_block (school_id, segment_id, first_key, data)
select ${this.schoolId}, ${this.id}, first_key, substring(${all}::bytea from start for length)
from unnest(${blocks.map((block) => block.firstKey)}::bigint[], ${starts}::int[], ${lengths}::int[])
  as given (first_key, start, length)`.execute(this.trx)
  }

  private async writeLists(): Promise<void> {
    const lists = this.lists
    if (lists.length === 0) return
    this.lists = []
    const { starts, lengths, all } = joined(lists.map((list) => list.data))
    await sql`
insert into search_list (school_id, segment_id, key, data)
select ${this.schoolId}, ${this.id}, key, substring(${all}::bytea from start for length)
from unnest(${lists.map((list) => list.key)}::bigint[], ${starts}::int[], ${lengths}::int[]) as given (key, start, length)`.execute(
      this.trx,
    )
  }
}

/** Many values as one: the driver sends a single buffer as it is, and writes out each byte of an array of them. */
function joined(parts: readonly Uint8Array[]): { starts: number[]; lengths: number[]; all: Buffer } {
  let at = 1
  const starts = parts.map(({ length }) => {
    at += length
    return at - length
  })
  return { starts, lengths: parts.map(({ length }) => length), all: Buffer.concat(parts) }
}
