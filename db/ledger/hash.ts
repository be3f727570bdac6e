import { sha256 } from '#kit/ids.ts'
import type { PointEntry, PointTx } from '../schema.ts'

/** What the first transaction of a school is chained to. */
export const GENESIS = '0'.repeat(64)

export type HashedTx = Omit<PointTx, 'hash'>
export type HashedEntry = Pick<PointEntry, 'n' | 'account' | 'book' | 'amount'>

/**
 * The link of the chain: SHA-256 over one transaction, its legs and the hash before it. The canonical form is a JSON
 * array of scalars in this fixed order (so no key order can matter), instants as ISO 8601 in UTC with milliseconds.
 * A field that is added to the ledger later needs a new form name, and old rows keep the old one.
 */
export function hashOf(tx: HashedTx, entries: readonly HashedEntry[]): string {
  return sha256(
    JSON.stringify([
      'gongxiang-ledger/1',
      tx.school_id,
      tx.seq,
      tx.idem_key,
      tx.root_key,
      tx.kind,
      tx.rule,
      tx.policy_version,
      tx.fact_id,
      tx.member_id,
      tx.actor_id,
      tx.resource_id,
      tx.occurred_at.toISOString(),
      tx.posted_at.toISOString(),
      tx.counts_at.toISOString(),
      tx.day,
      tx.term_id,
      tx.reverses_seq,
      tx.amount,
      tx.trace.zh,
      tx.trace.en,
      entries.map((entry) => [entry.n, entry.account, entry.book, entry.amount]),
      tx.prev_hash,
    ]),
  )
}
