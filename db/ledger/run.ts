import { sql } from 'kysely'
import type { Trx } from '../schema.ts'

/** One pass of the projection. Everything that it posts carries its instant, so a rebuild repeats it as it was. */
export type Run = { schoolId: string; id: number; kind: 'instant' | 'nightly'; at: Date }

/** Opens the next run of a school. The caller holds the ledger (`lockLedger`). */
export async function openRun(trx: Trx, schoolId: string, kind: Run['kind'], at: Date): Promise<Run> {
  const { rows } = await sql<{ id: number }>`/* prepared: open_run */
    insert into point_run (school_id, id, kind, at)
    select ${schoolId}, coalesce((select max(id) from point_run where school_id = ${schoolId}), 0) + 1, ${kind}, ${at}
    returning id`.execute(trx)
  const [row] = rows
  if (!row) throw new Error('a run was not opened')
  return { schoolId, id: row.id, kind, at }
}

/** Marks facts as settled by a run. */
export async function markSettled(trx: Trx, run: Run, factIds: readonly number[]): Promise<void> {
  await sql`/* prepared: mark_settled */
    update fact set status = 'settled', run_id = ${run.id}
    where school_id = ${run.schoolId} and id = any (${[...factIds]}::bigint[])`.execute(trx)
}
