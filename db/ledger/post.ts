import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import { addToTotals } from '../boards/totals.ts'
import type { PointTx, Trx } from '../schema.ts'
import { GENESIS, type HashedEntry, hashOf } from './hash.ts'

/** An award before it has a number. Amounts in 厘. */
export type NewAward = {
  schoolId: string
  /** A stable business fact, such as `up:128`, `dl:128:7`, `first:7`. */
  rootKey: string
  /** The same, or with `:2`, `:3` for an award after a withdrawal was undone. */
  idemKey: string
  rule: string
  policyVersion: string
  factId: number
  memberId: number
  actorId: number | undefined
  resourceId: number | undefined
  occurredAt: Date
  postedAt: Date
  /** The instant whose periods it counts for. */
  countsAt: Date
  /** The school day (`2026-11-21`) whose caps it uses. */
  day: string
  termId: string
  /** Book C. 0 is posted without legs, so that a receipt can explain a nought. */
  amount: number
  /** Also pay the same into book S, as pending. */
  spendable: boolean
  trace: Text
}

export type NewReversal = { factId: number; occurredAt: Date; postedAt: Date; trace: Text }

/** One posting at a time per school, until the transaction ends: it is what keeps `seq` without gaps. */
export async function lockLedger(trx: Trx, schoolId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`ledger:${schoolId}`}, 0))`.execute(trx)
}

/** Posts an award; undefined when its key was posted before. Book C and book S sum to 0 each. */
export async function postTx(trx: Trx, award: NewAward): Promise<PointTx | undefined> {
  const { amount, memberId } = award
  const legs = (book: 'C' | 'S', account: string) => [
    { book, account: 'mint', amount: -amount },
    { book, account, amount },
  ]
  const entries =
    amount === 0
      ? []
      : [...legs('C', contribAccount(memberId)), ...(award.spendable ? legs('S', pendingAccount(memberId)) : [])]
  return append(
    trx,
    {
      school_id: award.schoolId,
      idem_key: award.idemKey,
      root_key: award.rootKey,
      kind: 'award',
      rule: award.rule,
      policy_version: award.policyVersion,
      fact_id: award.factId,
      member_id: memberId,
      actor_id: award.actorId ?? null,
      resource_id: award.resourceId ?? null,
      occurred_at: award.occurredAt,
      posted_at: award.postedAt,
      counts_at: award.countsAt,
      day: award.day,
      term_id: award.termId,
      reverses_seq: null,
      amount,
      trace: award.trace,
    },
    entries,
  )
}

/**
 * Posts the exact opposite of a transaction, in its periods; undefined when it was reversed before. Reversing a
 * reversal is refused: an undone withdrawal is a new award.
 */
export async function reverseTx(trx: Trx, original: PointTx, why: NewReversal): Promise<PointTx | undefined> {
  if (original.kind === 'reversal') throw new Error(`transaction ${original.seq} is a reversal itself`)
  const entries = await trx
    .selectFrom('point_entry')
    .select(['book', 'account', 'amount'])
    .where('school_id', '=', original.school_id)
    .where('tx_seq', '=', original.seq)
    .orderBy('n')
    .execute()
  return append(
    trx,
    {
      ...original,
      idem_key: `rev:${original.idem_key}`,
      kind: 'reversal',
      fact_id: why.factId,
      occurred_at: why.occurredAt,
      posted_at: why.postedAt,
      reverses_seq: original.seq,
      amount: -original.amount,
      trace: why.trace,
    },
    entries.map((entry) => ({ ...entry, amount: -entry.amount })),
  )
}

/** The accounts of a member: `contrib` in book C; `pending` in book S. */
export function contribAccount(memberId: number): string {
  return `member:${memberId}:contrib`
}
export function pendingAccount(memberId: number): string {
  return `member:${memberId}:pending`
}

type Unchained = Omit<PointTx, 'seq' | 'prev_hash' | 'hash'>

async function append(trx: Trx, tx: Unchained, legs: Omit<HashedEntry, 'n'>[]): Promise<PointTx | undefined> {
  await lockLedger(trx, tx.school_id)
  const { head, taken } = await headOf(trx, tx.school_id, tx.idem_key)
  if (taken) return undefined
  const entries = legs.map((leg, index) => ({ ...leg, n: index + 1 }))
  const chained = { ...tx, seq: (head?.seq ?? 0) + 1, prev_hash: head?.hash ?? GENESIS }
  const row: PointTx = { ...chained, hash: hashOf(chained, entries) }
  await trx
    .insertInto('point_tx')
    .values({ ...row, trace: JSON.stringify(row.trace) })
    .execute()
  if (entries.length > 0) {
    await trx
      .insertInto('point_entry')
      .values(entries.map((entry) => ({ school_id: row.school_id, tx_seq: row.seq, ...entry })))
      .execute()
  }
  if (row.amount !== 0) await addToTotals(trx, row)
  return row
}

async function headOf(trx: Trx, schoolId: string, idemKey: string) {
  const head = await trx
    .selectFrom('point_tx')
    .select(['seq', 'hash'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('point_tx as same')
            .select('same.seq')
            .where('same.school_id', '=', schoolId)
            .where('same.idem_key', '=', idemKey),
        )
        .as('taken'),
    )
    .where('school_id', '=', schoolId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { head, taken: head?.taken === true }
}
