import { sql } from 'kysely'
import { arrayOf } from '../arrays.ts'
import type { Reader } from '../schema.ts'
import { type Entry, findEntry } from './blocks.ts'
import { type Columns, unpackColumns } from './columns.ts'
import { KeptTerms, NONE } from './kept-terms.ts'

/**
 * What this process has read of sealed segments. They never change and their ids are never used again, so nothing here
 * grows old; what was not asked for lately makes room.
 */

/** Bytes of terms and lists that are kept, counting what JavaScript needs around them. */
const ROOM = 48 << 20
/** Resources whose columns are kept: 10 bytes each. */
const ROOM_COLUMNS = 2_500_000

/** A segment that was there a moment ago is not any more: it was merged. Ask again which there are. */
export class SegmentMerged extends Error {}

const kept = new KeptTerms(ROOM)
const columnsKept = new Map<number, Columns>()
let docsKept = 0

/** An entry takes another room than it did. */
export function grew(entry: Entry): void {
  kept.grew(entry)
}

/** The columns of a segment of so many resources. */
export async function columnsOf(db: Reader, schoolId: string, segmentId: number, docs: number): Promise<Columns> {
  const known = columnsKept.get(segmentId)
  if (known) return known
  const { rows } = await sql<{ columns: Buffer }>`/* prepared: search_columns */
select columns from search_segment where school_id = ${schoolId} and segment_id = ${segmentId}`.execute(db)
  if (!rows[0]) throw new SegmentMerged()
  const columns = unpackColumns(docs, rows[0].columns)
  if (!columnsKept.has(segmentId)) docsKept += docs
  columnsKept.set(segmentId, columns)
  for (const [id, { ids }] of columnsKept) {
    if (docsKept <= ROOM_COLUMNS) break
    columnsKept.delete(id)
    docsKept -= ids.length
  }
  return columns
}

/** Forgets segments that are no more, so that their room is free at once. */
export function forgetMerged(before: readonly number[], now: ReadonlySet<number>): void {
  for (const id of before) {
    if (now.has(id)) continue
    kept.forget(id)
    const columns = columnsKept.get(id)
    if (!columns) continue
    columnsKept.delete(id)
    docsKept -= columns.ids.length
  }
}

/** Per segment, per key: how many have it, and the list if it is short or was read before. In use until `leave`. */
export async function entriesOf(
  db: Reader,
  schoolId: string,
  segmentIds: readonly number[],
  keys: readonly number[],
): Promise<Entry[][]> {
  const table = segmentIds.map((id) => keys.map((key) => kept.find(id, key)))
  const missing: { at: number; segmentId: number; key: number }[] = []
  table.forEach((row, s) => {
    row.forEach((entry, k) => {
      if (!entry) missing.push({ at: s * keys.length + k, segmentId: segmentIds[s] ?? 0, key: keys[k] ?? 0 })
    })
  })
  if (missing.length > 0) {
    const { rows } = await sql<{ at: number; first_key: number; data: Buffer }>`/* prepared: search_blocks */
select wanted.at, block.first_key, block.data
from unnest(
  ${arrayOf(missing.map((one) => one.at))}::int[], ${arrayOf(missing.map((one) => one.segmentId))}::bigint[],
  ${arrayOf(missing.map((one) => one.key))}::bigint[]
) as wanted (at, segment_id, key)
cross join lateral (
  select first_key, data from search_block
  where school_id = ${schoolId} and segment_id = wanted.segment_id and first_key <= wanted.key
  order by first_key desc limit 1
) as block`.execute(db)
    if (rows.length < missing.length) throw new SegmentMerged()
    const wanted = new Map(missing.map((one) => [one.at, one]))
    for (const row of rows) {
      const one = wanted.get(row.at)
      if (!one) continue
      const entry = kept.keep(one.segmentId, one.key, findEntry(row.first_key, row.data, one.key) ?? NONE)
      const line = table[Math.floor(row.at / keys.length)]
      if (line) line[row.at % keys.length] = entry
    }
  }
  return table.map((row) => row.map((entry) => entry ?? NONE))
}

/** A copy of a short one: the driver cuts those out of a buffer that all of them would keep in memory. */
function own(bytes: Buffer): Uint8Array {
  return bytes.buffer.byteLength === bytes.length ? bytes : new Uint8Array(bytes)
}

/** A list of a segment that is stored apart, and the entry it belongs to. */
export type LongList = { segmentId: number; key: number; entry: Entry }

/** Reads these lists and puts them into their entries. */
export async function readLists(db: Reader, schoolId: string, missing: readonly LongList[]): Promise<void> {
  if (missing.length === 0) return
  const { rows } = await sql<{ segment_id: number; key: number; data: Buffer }>`/* prepared: search_lists */
select list.segment_id, list.key, list.data
from unnest(
  ${arrayOf(missing.map((one) => one.segmentId))}::bigint[], ${arrayOf(missing.map((one) => one.key))}::bigint[]
) as wanted (segment_id, key)
join search_list as list
  on list.school_id = ${schoolId} and list.segment_id = wanted.segment_id and list.key = wanted.key`.execute(db)
  if (rows.length < missing.length) throw new SegmentMerged()
  const lists = new Map(rows.map((row) => [`${row.segment_id} ${row.key}`, own(row.data)]))
  for (const { segmentId, key, entry } of missing) {
    entry.list = lists.get(`${segmentId} ${key}`)
    grew(entry)
  }
}
