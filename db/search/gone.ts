import { sql } from 'kysely'
import type { Trx } from '../schema.ts'
import { unpackColumns } from './columns.ts'

/** So many are kept without a look: each question's candidates are looked up among them, which costs the same for all. */
const KEPT = 20_000

/** Forgets those of whom no segment holds an earlier entry any more. Returns how many, 0 when there are few. */
export async function forgetGone(trx: Trx, schoolId: string, kept = KEPT): Promise<number> {
  const rows = await trx
    .selectFrom('search_gone')
    .select(['resource_id', 'seq'])
    .where('school_id', '=', schoolId)
    .execute()
  if (rows.length <= kept) return 0
  const seqs = new Map(rows.map((row) => [row.resource_id, row.seq]))
  const segments = await trx
    .selectFrom('search_segment')
    .select(['docs', 'columns'])
    .where('school_id', '=', schoolId)
    .execute()
  const needed = new Set<number>()
  for (const segment of segments) {
    const columns = unpackColumns(segment.docs, segment.columns)
    columns.ids.forEach((id, doc) => {
      if ((seqs.get(id) ?? 0) > (columns.seqs[doc] ?? 0)) needed.add(id)
    })
  }
  const old = rows.filter((row) => !needed.has(row.resource_id))
  await sql`
delete from search_gone as gone using unnest(
  ${old.map((row) => row.resource_id)}::bigint[], ${old.map((row) => row.seq)}::bigint[]
) as old (resource_id, seq)
where gone.school_id = ${schoolId} and gone.resource_id = old.resource_id and gone.seq = old.seq
  and not exists (
    select from search_delta as entry
    where entry.school_id = ${schoolId} and entry.resource_id = old.resource_id
  )`.execute(trx)
  return old.length
}
