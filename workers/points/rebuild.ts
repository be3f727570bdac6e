import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { inShadow, ledgerTables } from '../policy/shadow.ts'
import { comparison, type Difference } from './rebuild-compare.ts'
import { seedBeforeRuns } from './rebuild-seed.ts'
import { repeatRuns } from './repeat.ts'

export type Rebuilt = {
  runs: number
  facts: number
  /** Of the real ledger, up to the last run that was there at the start. */
  postings: number
  headHash: string
  /** Postings from before there were runs, which are taken as they are; 0 when all of the ledger was repeated. */
  taken: number
  /** undefined when both are the same. */
  differs: Difference | undefined
}

/**
 * Repeats every run of a school in its order, over empty tables that nobody else sees and that are gone afterwards, and
 * compares what comes out with the real ledger, posting by posting. Runs that end while it is at work are left out.
 */
export async function rebuildLedger(
  db: Db,
  schoolId: string,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Rebuilt> {
  const tables = (await ledgerTables(db)).filter((table) => table !== 'policy')
  const { last, head, headHash, facts, taken } = await boundsOf(db, schoolId)
  return inShadow(db, tables, async (shadow) => {
    if (taken > 0) await seedBeforeRuns(shadow, schoolId, taken)
    let [done, runs] = [0, 0]
    for await (const portion of repeatRuns(shadow, { schoolId, last, tables })) {
      done += portion.facts
      runs += portion.runs
      onProgress(done, facts)
    }
    const differs = await comparison(shadow, schoolId, head)
    return { runs, facts: done, postings: head, headHash, taken, differs }
  })
}

/** Of one instant: a run, its facts and its postings come into sight together. */
async function boundsOf(db: Db, schoolId: string) {
  const { rows } = await sql<{ last: number; head: number; hash: string | null; facts: number; taken: number }>`
    select coalesce((select max(id) from point_run where school_id = ${schoolId}), 0) as last,
      coalesce(head.seq, 0) as head, head.hash,
      (select count(*) from fact where school_id = ${schoolId} and run_id is not null) as facts,
      coalesce((select max(tx.seq) from point_tx tx
        join fact on fact.school_id = tx.school_id and fact.id = tx.fact_id
        where tx.school_id = ${schoolId} and fact.run_id is null and fact.status = 'settled'
          and tx.posted_at <= coalesce((select at from point_run where school_id = ${schoolId} order by id limit 1),
            'infinity')), 0) as taken
    from (select 1) one
    left join lateral (select seq, hash from point_tx where school_id = ${schoolId} order by seq desc limit 1) head
      on true`.execute(db)
  const [row] = rows
  if (!row) throw new Error(`there is no ledger of school ${schoolId}`)
  const { last, head, hash, facts, taken } = row
  return { last: Number(last), head: Number(head), headHash: hash ?? '', facts: Number(facts), taken: Number(taken) }
}
