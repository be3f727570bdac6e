import { sql } from 'kysely'
import { policyAt } from '../policy/at.ts'
import { insertFact, type NewFact } from '../rows/facts.ts'
import type { Fact, PointTx, Reader, Trx } from '../schema.ts'
import { lockLedger, type NewTx, postTxs } from './post.ts'
import { markSettled, openRun } from './run.ts'
import { type SpendingKind, spendingOf, spendingTx } from './spend.ts'

/**
 * Records spending facts and posts them in the caller's transaction, under the ledger's lock: a hold that is not in the
 * ledger yet could be spent twice. A fact that was there before posts nothing again.
 */
export async function spend(
  trx: Trx,
  schoolId: string,
  facts: readonly NewFact<SpendingKind>[],
  now: Date,
): Promise<PointTx[]> {
  await lockLedger(trx, schoolId)
  const written: Fact[] = []
  for (const given of facts) {
    const fact = await insertFact(trx, given)
    if (fact) written.push(fact)
  }
  if (written.length === 0) return []
  const run = await openRun(trx, schoolId, 'instant', now)
  const txs = await spendingTxs(trx, schoolId, written)
  const posted = await postTxs(trx, schoolId, run.at, txs)
  await markSettled(
    trx,
    run,
    written.map((fact) => fact.id),
  )
  return posted
}

/** The transactions of spending facts, in their order. */
async function spendingTxs(trx: Trx, schoolId: string, facts: readonly Fact[]): Promise<NewTx[]> {
  const school = await trx.selectFrom('school').select('time_zone').where('id', '=', schoolId).executeTakeFirstOrThrow()
  const txs: NewTx[] = []
  for (const fact of facts) {
    const self = await trx
      .selectFrom('point_self')
      .select('now_id')
      .where('school_id', '=', schoolId)
      .where('member_id', '=', fact.actor_id)
      .executeTakeFirst()
    const spending = spendingOf(self ? { ...fact, actor_id: self.now_id } : fact)
    if (!spending) continue
    const policy = await policyAt(trx, schoolId, fact.occurred_at)
    txs.push(spendingTx(fact, spending, policy, school.time_zone))
  }
  return txs
}

/** What a member may spend now, in 厘; negative when more was taken back than they had. */
export async function spendable(db: Reader, schoolId: string, memberId: number): Promise<number> {
  const row = await db
    .selectFrom('point_entry')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), sql<number>`0`).as('amount'))
    .where('school_id', '=', schoolId)
    .where('account', '=', `member:${memberId}:avail`)
    .where('book', '=', 'S')
    .executeTakeFirstOrThrow()
  return Number(row.amount)
}
