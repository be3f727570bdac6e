import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import { arrayOf } from '../arrays.ts'
import { addToTotals } from '../boards/totals.ts'
import type { PointKind, PointTx, Trx } from '../schema.ts'
import { FEW, type Write, writeAll } from './at-once.ts'
import { GENESIS, type HashedEntry, hashOf } from './hash.ts'

/** One leg before it has a number; in 厘, never 0. */
export type Leg = Omit<HashedEntry, 'n'>

/** A transaction before it has a number. */
export type NewTx = {
  kind: PointKind
  rule: string
  /** A stable business fact, such as `up:128`; posted once, for ever. */
  key: string
  /** The key of the first award of the same business fact, when this is another one. */
  root?: string
  policyVersion: string
  factId: number
  memberId: number
  actorId?: number | undefined
  resourceId?: number | undefined
  occurredAt: Date
  /** The instant whose periods it counts for; `occurredAt` by default. */
  countsAt?: Date
  /** The school day (`2026-11-21`) whose caps it uses. */
  day: string
  termId: string
  /** Per book they sum to 0; none for a nought. */
  legs: readonly Leg[]
  trace: Text
  reverses?: number
}

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

/**
 * Posts transactions in their order, in one chain and a fixed number of statements; those whose key was posted before are
 * left out. Throws when a book does not sum to 0. `at` is when they are posted: of a run, the run's instant.
 */
export async function postTxs(trx: Trx, schoolId: string, at: Date, txs: readonly NewTx[]): Promise<PointTx[]> {
  if (txs.length === 0) return []
  await lockLedger(trx, schoolId)
  const posted = await chain(trx, schoolId, at, txs)
  await addToTotals(trx, schoolId, posted)
  return posted
}

/**
 * The same without the boards and without the lock, for a caller that sees to both. `beside`: what else is written with
 * these postings.
 */
export async function chain(
  trx: Trx,
  schoolId: string,
  at: Date,
  txs: readonly NewTx[],
  beside: (posted: readonly PointTx[]) => Write[] = () => [],
): Promise<PointTx[]> {
  const keys = [...new Set(txs.map((tx) => tx.key))]
  const { rows } = await sql<{ seq: number | null; hash: string | null; taken: string[] | null }>`/* prepared: head */
    select head.seq, head.hash, (select array_agg(given.key) from unnest(${arrayOf(keys)}::text[]) given (key)
      where exists (select 1 from point_tx same
        where same.school_id = ${schoolId} and same.idem_key = given.key offset 0)) as taken
    from (select 1) one
    left join lateral (select seq, hash from point_tx where school_id = ${schoolId} order by seq desc limit 1) head
      on true`.execute(trx)
  const [head] = rows
  const taken = new Set(head?.taken ?? [])
  let [seq, hash] = [head?.seq ?? 0, head?.hash ?? GENESIS]
  const posted: { row: PointTx; entries: HashedEntry[] }[] = []
  for (const tx of txs) {
    if (taken.has(tx.key)) continue
    taken.add(tx.key)
    const entries = tx.legs.map((leg, index) => ({ ...leg, n: index + 1 }))
    const { amount } = weighed(tx)
    seq += 1
    const chained = {
      school_id: schoolId,
      seq,
      idem_key: tx.key,
      root_key: tx.root ?? tx.key,
      kind: tx.kind,
      rule: tx.rule,
      policy_version: tx.policyVersion,
      fact_id: tx.factId,
      member_id: tx.memberId,
      actor_id: tx.actorId ?? null,
      resource_id: tx.resourceId ?? null,
      occurred_at: tx.occurredAt,
      posted_at: at,
      counts_at: tx.countsAt ?? tx.occurredAt,
      day: tx.day,
      term_id: tx.termId,
      reverses_seq: tx.reverses ?? null,
      amount,
      trace: tx.trace,
      prev_hash: hash,
    }
    hash = hashOf(chained, entries)
    posted.push({ row: { ...chained, hash }, entries })
  }
  const all = posted.map(({ row }) => row)
  await writeAll(trx, txs.length <= FEW, [...writesOf(schoolId, posted), ...beside(all)])
  return all
}

/** Posts an award; undefined when its key was posted before. Book C and book S sum to 0 each. */
export async function postTx(trx: Trx, award: NewAward): Promise<PointTx | undefined> {
  const { schoolId, rootKey, idemKey, amount, spendable, postedAt, ...rest } = award
  const legs = amount === 0 ? [] : awardLegs(award.memberId, amount, spendable)
  const [tx] = await postTxs(trx, schoolId, postedAt, [{ ...rest, kind: 'award', key: idemKey, root: rootKey, legs }])
  return tx
}

/**
 * Posts the exact opposite of a transaction, in its periods; undefined when it was reversed before. Reversing a
 * reversal is refused: an undone withdrawal is a new award.
 */
export async function reverseTx(trx: Trx, original: PointTx, why: NewReversal): Promise<PointTx | undefined> {
  if (original.kind === 'reversal') throw new Error(`transaction ${original.seq} is a reversal itself`)
  const legs = await trx
    .selectFrom('point_entry')
    .select(['book', 'account', 'amount'])
    .where('school_id', '=', original.school_id)
    .where('tx_seq', '=', original.seq)
    .orderBy('n')
    .execute()
  const opposite = legs.map((leg) => ({ ...leg, amount: -leg.amount }))
  const [tx] = await postTxs(trx, original.school_id, why.postedAt, [reversalOf(original, opposite, why)])
  return tx
}

/** The reversal of a transaction with the given legs; `counts` puts it into other periods than the original's. */
export function reversalOf(
  original: PointTx,
  legs: readonly Leg[],
  why: Omit<NewReversal, 'postedAt'> & { counts?: { at: Date; termId: string } },
): NewTx {
  return {
    kind: 'reversal',
    rule: original.rule,
    key: `rev:${original.idem_key}`,
    root: original.root_key,
    policyVersion: original.policy_version,
    factId: why.factId,
    memberId: original.member_id,
    actorId: original.actor_id ?? undefined,
    resourceId: original.resource_id ?? undefined,
    occurredAt: why.occurredAt,
    countsAt: why.counts?.at ?? original.counts_at,
    day: original.day,
    termId: why.counts?.termId ?? original.term_id,
    legs,
    trace: why.trace,
    reverses: original.seq,
  }
}

/** mint → contribution, and the same as pending when the rule is mirrored. */
export function awardLegs(memberId: number, amount: number, spendable: boolean): Leg[] {
  const legs = (book: 'C' | 'S', account: string): Leg[] => [
    { book, account: 'mint', amount: -amount },
    { book, account, amount },
  ]
  return [...legs('C', contribAccount(memberId)), ...(spendable ? legs('S', pendingAccount(memberId)) : [])]
}

/** The accounts of a member: `contrib` in book C, the others in book S. */
export function contribAccount(memberId: number): string {
  return `member:${memberId}:contrib`
}
export function pendingAccount(memberId: number): string {
  return `member:${memberId}:pending`
}
export function spendingAccount(memberId: number, which: 'avail' | 'hold' | 'escrow'): string {
  return `member:${memberId}:${which}`
}

/** What a transaction gives its member in book C. */
function weighed(tx: NewTx): { amount: number } {
  const own = contribAccount(tx.memberId)
  const sums = { C: 0, S: 0 }
  let amount = 0
  for (const leg of tx.legs) {
    sums[leg.book] += leg.amount
    if (leg.book === 'C' && leg.account === own) amount += leg.amount
  }
  if (sums.C !== 0 || sums.S !== 0) throw new Error(`transaction ${tx.key} does not sum to 0`)
  return { amount }
}

function writesOf(schoolId: string, posted: readonly { row: PointTx; entries: HashedEntry[] }[]): Write[] {
  if (posted.length === 0) return []
  const rows = posted.map(({ row }) => row)
  const of = (key: Exclude<keyof PointTx, 'trace'>) => arrayOf(rows.map((row) => row[key]))
  const txs = sql`
    insert into point_tx (school_id, seq, idem_key, root_key, kind, rule, policy_version, fact_id, member_id, actor_id,
      resource_id, occurred_at, posted_at, counts_at, day, term_id, reverses_seq, amount, trace, prev_hash, hash)
    select ${schoolId}, * from unnest(${of('seq')}::bigint[], ${of('idem_key')}::text[], ${of('root_key')}::text[],
      ${of('kind')}::text[], ${of('rule')}::text[], ${of('policy_version')}::text[], ${of('fact_id')}::bigint[],
      ${of('member_id')}::bigint[], ${of('actor_id')}::bigint[], ${of('resource_id')}::bigint[],
      ${of('occurred_at')}::timestamptz[], ${of('posted_at')}::timestamptz[], ${of('counts_at')}::timestamptz[],
      ${of('day')}::date[], ${of('term_id')}::text[], ${of('reverses_seq')}::bigint[], ${of('amount')}::int[],
      ${arrayOf(rows.map((row) => JSON.stringify(row.trace)))}::jsonb[], ${of('prev_hash')}::text[],
      ${of('hash')}::text[])`
  const legs = posted.flatMap(({ row, entries }) => entries.map((leg) => ({ ...leg, seq: row.seq })))
  const writes: Write[] = [{ mark: 't', name: 'post_txs', statement: txs }]
  if (legs.length === 0) return writes
  const ofLegs = (key: keyof HashedEntry | 'seq') => arrayOf(legs.map((leg) => leg[key]))
  const entries = sql`
    insert into point_entry (school_id, tx_seq, n, account, book, amount)
    select ${schoolId}, * from unnest(${ofLegs('seq')}::bigint[], ${ofLegs('n')}::int[], ${ofLegs('account')}::text[],
      ${ofLegs('book')}::text[], ${ofLegs('amount')}::int[])`
  return [...writes, { mark: 'e', name: 'post_entries', statement: entries }]
}
