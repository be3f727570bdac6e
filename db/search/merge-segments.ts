import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Trx } from '../schema.ts'
import { LENGTHS } from './code.ts'
import { type Columns, emptyColumns, unpackColumns } from './columns.ts'
import { eachPosting, PostingWriter } from './postings.ts'
import { SegmentReader } from './segment-read.ts'
import { LARGEST, sizeOf } from './segment-size.ts'
import { SegmentWriter } from './segment-write.ts'

/** So many segments of one size are merged into one of the next. */
const TOGETHER = 4
/** So many that are not of the largest size are merged whatever theirs: a question looks into each of them. */
const MANY = 6
/** A merge needs as much room again as it merges, so larger ones are not made. */
const MOST = 300_000

type Segment = { segment_id: number; docs: number }

/**
 * Merges segments of a school when there are enough of one size, the smallest first, or many of several; drops what counts no more.
 * Returns how many resources the new segment holds, 0 when nothing was to do. Readers are not disturbed: what they
 * have not read yet they ask for again.
 */
export async function mergeSegments(trx: Trx, schoolId: string): Promise<number> {
  const segments = await trx
    .selectFrom('search_segment')
    .select(['segment_id', 'docs'])
    .where('school_id', '=', schoolId)
    .orderBy('docs')
    .orderBy('segment_id')
    .execute()
  for (let size = 0; size < LARGEST; size += 1) {
    const few = together(segments.filter(({ docs }) => sizeOf(docs) === size))
    if (few) return merge(trx, schoolId, few)
  }
  const small = segments.filter(({ docs }) => sizeOf(docs) < LARGEST)
  const docs = small.reduce((sum, segment) => sum + segment.docs, 0)
  return small.length >= MANY && docs <= MOST ? merge(trx, schoolId, small) : 0
}

/** As many of one size, the smallest first, as make one segment; undefined when there are not enough. */
function together(segments: readonly Segment[]): readonly Segment[] | undefined {
  if (segments.length < TOGETHER) return undefined
  let docs = 0
  return segments.slice(0, TOGETHER).filter((segment) => {
    docs += segment.docs
    return docs <= MOST
  })
}

async function merge(trx: Trx, schoolId: string, segments: readonly Segment[]): Promise<number> {
  const gone = await goneOf(trx, schoolId)
  const parts: Columns[] = []
  for (const segment of segments) parts.push(await columnsOf(trx, schoolId, segment))
  const { columns, places, words } = joined(parts, gone)
  const readers = segments.map((segment) => new SegmentReader(trx, schoolId, segment.segment_id))
  const writer = new SegmentWriter(trx, schoolId)
  const postings = new PostingWriter()
  for (const reader of readers) await reader.fill()
  for (;;) {
    let key = Number.POSITIVE_INFINITY
    for (const reader of readers) if (reader.head && reader.head.key < key) key = reader.head.key
    if (key === Number.POSITIVE_INFINITY) break
    postings.begin()
    for (const [at, reader] of readers.entries()) {
      if (reader.head?.key !== key) continue
      const place = places[at] ?? new Int32Array(0)
      eachPosting(reader.head.list, (doc, code) => {
        const to = place[doc] ?? -1
        if (to >= 0) postings.add(to, code)
      })
      reader.next()
      if (!reader.head) {
        await reader.fill()
        // The queries of this process have their turn.
        await setImmediate()
      }
    }
    if (postings.count > 0) writer.add(key, postings.count, postings.end())
    if (writer.isFull) {
      await writer.flush()
      postings.reset()
    }
  }
  await writer.end(columns, words)
  const ids = segments.map((segment) => segment.segment_id)
  for (const table of ['search_segment', 'search_block', 'search_list'] as const)
    await trx.deleteFrom(table).where('school_id', '=', schoolId).where('segment_id', 'in', ids).execute()
  return columns.ids.length
}

/** The columns one after the other without what is gone, and for each segment where its resources went (-1: nowhere). */
function joined(parts: readonly Columns[], gone: ReadonlyMap<number, number>) {
  const newest = new Map<number, number>()
  for (const { ids, seqs } of parts)
    ids.forEach((id, doc) => {
      const seq = seqs[doc] ?? 0
      if (seq >= (gone.get(id) ?? 0) && seq > (newest.get(id) ?? 0)) newest.set(id, seq)
    })
  const columns = emptyColumns(newest.size)
  const words = { title: 0, body: 0 }
  let next = 0
  const places = parts.map(({ ids, seqs, lengths }) => {
    const place = new Int32Array(ids.length).fill(-1)
    ids.forEach((id, doc) => {
      if (newest.get(id) !== seqs[doc]) return
      place[doc] = next
      columns.ids[next] = id
      columns.seqs[next] = seqs[doc] ?? 0
      const [title, body] = [lengths.title[doc] ?? 0, lengths.body[doc] ?? 0]
      columns.lengths.title[next] = title
      columns.lengths.body[next] = body
      words.title += LENGTHS[title] ?? 0
      words.body += LENGTHS[body] ?? 0
      next += 1
    })
    return place
  })
  return { columns, places, words: { title: Math.round(words.title), body: Math.round(words.body) } }
}

async function goneOf(trx: Trx, schoolId: string): Promise<Map<number, number>> {
  const rows = await trx
    .selectFrom('search_gone')
    .select(['resource_id', 'seq'])
    .where('school_id', '=', schoolId)
    .execute()
  return new Map(rows.map((row) => [row.resource_id, row.seq]))
}

async function columnsOf(trx: Trx, schoolId: string, segment: Segment): Promise<Columns> {
  const { rows } = await sql<{ columns: Buffer }>`
select columns from search_segment where school_id = ${schoolId} and segment_id = ${segment.segment_id}`.execute(trx)
  return unpackColumns(segment.docs, rows[0]?.columns ?? Buffer.alloc(0))
}
