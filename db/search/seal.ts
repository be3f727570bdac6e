import { sql } from 'kysely'
import type { Db, Trx } from '../schema.ts'
import { lengthByte } from './code.ts'
import { emptyColumns } from './columns.ts'
import { unpackTerms } from './index-row.ts'
import { KeyTable } from './key-table.ts'
import { PostingWriter } from './postings.ts'
import { SegmentWriter } from './segment-write.ts'
import { seqOf } from './tables.ts'

/** Entries that wait before they are sealed, and the most that one segment takes. */
export const SEAL_AT = 1_000
const SEAL_MOST = 4_000

/**
 * Seals waiting entries of a school into a segment, when there are enough of them. Returns how many it took. Whoever
 * indexes one of them again at this moment waits for the end of the transaction.
 */
export async function sealEntries(trx: Trx, schoolId: string, least = SEAL_AT): Promise<number> {
  const { rows } = await sql<Waiting>`
select resource_id, n, title_length, body_length, data from search_delta
where school_id = ${schoolId} order by n limit ${SEAL_MOST} for update skip locked`.execute(trx)
  if (rows.length === 0 || rows.length < least) return 0
  await sql`delete from search_delta where school_id = ${schoolId} and n = any(${rows.map((row) => row.n)}::bigint[])`.execute(
    trx,
  )
  const columns = emptyColumns(rows.length)
  const words = { title: 0, body: 0 }
  const entries = rows.map(({ data }) => unpackTerms(data))
  rows.forEach((row, doc) => {
    columns.ids[doc] = row.resource_id
    columns.seqs[doc] = seqOf(row.n)
    columns.lengths.title[doc] = lengthByte(row.title_length)
    columns.lengths.body[doc] = lengthByte(row.body_length)
    words.title += row.title_length
    words.body += row.body_length
  })
  const segment = new SegmentWriter(trx, schoolId)
  const postings = new PostingWriter()
  const lists = listsOf(entries)
  for (const key of lists.table.sorted()) {
    const list = lists.table.find(key)
    postings.begin()
    const end = lists.starts[list + 1] ?? 0
    for (let at = lists.starts[list] ?? 0; at < end; at += 1) postings.add(lists.docs[at] ?? 0, lists.codes[at] ?? 0)
    segment.add(key, postings.count, postings.end())
    if (segment.isFull) {
      await segment.flush()
      postings.reset()
    }
  }
  await segment.end(columns, words)
  return rows.length
}

/** Who has each term: the list of the key with number n is from `starts[n]` to before `starts[n + 1]`. */
function listsOf(entries: readonly Entry[]) {
  const table = new KeyTable(1 << 14)
  const count = entries.reduce((sum, { keys }) => sum + keys.length, 0)
  const numbers = new Int32Array(count)
  let at = 0
  for (const { keys } of entries) for (const key of keys) numbers[at++] = table.add(key)
  const starts = new Int32Array(table.size + 1)
  for (const number of numbers) starts[number + 1] = (starts[number + 1] ?? 0) + 1
  for (let number = 0; number < table.size; number += 1)
    starts[number + 1] = (starts[number + 1] ?? 0) + (starts[number] ?? 0)
  const next = starts.slice()
  const docs = new Int32Array(count)
  const codes = new Uint8Array(count)
  at = 0
  entries.forEach((entry, doc) => {
    for (const code of entry.codes) {
      const number = numbers[at++] ?? 0
      const to = next[number] ?? 0
      docs[to] = doc
      codes[to] = code
      next[number] = to + 1
    }
  })
  return { table, starts, docs, codes }
}

type Entry = ReturnType<typeof unpackTerms>
type Waiting = { resource_id: number; n: number; title_length: number; body_length: number; data: Buffer }

/** Schools where enough entries wait; `least` 1 finds every school with any. */
export async function schoolsToSeal(db: Db, least = SEAL_AT): Promise<string[]> {
  const { rows } = await sql<{ school_id: string }>`
select school_id from search_delta group by school_id having count(*) >= ${least}`.execute(db)
  return rows.map((row) => row.school_id)
}
