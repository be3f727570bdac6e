import { sql } from 'kysely'
import type { Db, PointTx, Reader, Trx } from '../schema.ts'

/** Adds one transaction's book C amount to its member's week, month, term and year; in the posting transaction. */
export async function addToTotals(
  trx: Trx,
  tx: Pick<PointTx, 'school_id' | 'member_id' | 'counts_at' | 'term_id' | 'amount'>,
): Promise<void> {
  await sql`
    insert into point_total as total (school_id, kind, period, member_id, points)
    select school.id, p.kind, p.period, ${tx.member_id}, ${tx.amount}
    from school, point_periods(${tx.counts_at}, school.time_zone, ${tx.term_id}) p
    where school.id = ${tx.school_id}
    on conflict on constraint point_total__pkey do update set points = total.points + excluded.points
  `.execute(trx)
}

/** A total as the ledger gives it, for a comparison or a rebuild. */
const recount = sql`
  select tx.school_id, p.kind, p.period, tx.member_id, sum(tx.amount)::bigint as points
  from point_tx tx
  join school on school.id = tx.school_id
  cross join lateral point_periods(tx.counts_at, school.time_zone, tx.term_id) p
  where tx.amount <> 0`

/**
 * Counts all totals of a school anew from the ledger, for instance after its time zone changed. Postings of the school
 * wait until the transaction ends. Returns how many rows there are now.
 */
export async function rebuildTotals(trx: Trx, schoolId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`ledger:${schoolId}`}, 0))`.execute(trx)
  await trx.deleteFrom('point_total').where('school_id', '=', schoolId).execute()
  const written = await sql`
    insert into point_total (school_id, kind, period, member_id, points)
    ${recount} and tx.school_id = ${schoolId}
    group by 1, 2, 3, 4`.execute(trx)
  return Number(written.numAffectedRows ?? 0n)
}

/** How many totals of a school differ from a recount of its ledger; 0 is right. */
export async function countWrongTotals(db: Db | Trx | Reader, schoolId: string): Promise<number> {
  const { rows } = await sql<{ wrong: number }>`
    select count(*) as wrong
    from (${recount} and tx.school_id = ${schoolId} group by 1, 2, 3, 4) counted
    full join (select * from point_total where school_id = ${schoolId}) kept using (school_id, kind, period, member_id)
    where coalesce(counted.points, 0) <> coalesce(kept.points, 0)`.execute(db)
  return rows[0]?.wrong ?? 0
}
