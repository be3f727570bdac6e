import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import type { PointKind, PointTx, Reader } from '../schema.ts'
import { RULE_LABELS } from './labels.ts'
import { contribAccount, pendingAccount, spendingAccount } from './post.ts'

/**
 * What a member has, in 厘. `contrib` is honour and never spent; the others are spendable points: not in force yet, free
 * to spend, held for a redemption, put up for a request. When they end: `expiringOf` in db/terms/expiring.ts.
 */
export type Balance = { contrib: number } & Spendable
export type Spendable = { pending: number; avail: number; hold: number; escrow: number }

/** Lifetime balance of a member, summed from the ledger. */
export async function balance(db: Reader, schoolId: string, memberId: number): Promise<Balance> {
  const accounts = [
    contribAccount(memberId),
    pendingAccount(memberId),
    spendingAccount(memberId, 'avail'),
    spendingAccount(memberId, 'hold'),
    spendingAccount(memberId, 'escrow'),
  ]
  // An account is of one book. One condition on it, not one for each book: so the index alone answers.
  const { rows } = await sql<{ account: string; amount: number }>`/* prepared: balance */
    select account, sum(amount) as amount from point_entry
    where school_id = ${schoolId} and account = any(${accounts}::text[]) group by account`.execute(db)
  const on = (account: string) => Number(rows.find((row) => row.account === account)?.amount ?? 0)
  return {
    contrib: on(contribAccount(memberId)),
    pending: on(pendingAccount(memberId)),
    avail: on(spendingAccount(memberId, 'avail')),
    hold: on(spendingAccount(memberId, 'hold')),
    escrow: on(spendingAccount(memberId, 'escrow')),
  }
}

/** One line of a statement or of an explanation; amounts in 厘. */
export type Line = {
  seq: number
  kind: PointKind
  rule: string
  ruleLabel: Text
  memberId: number
  memberName: string
  /** Who caused it, such as the downloader. */
  actorId: number | undefined
  resourceId: number | undefined
  /** Contribution. */
  amount: number
  /** What it moves of the member's spendable points. */
  moves: Spendable
  trace: Text
  policyVersion: string
  occurredAt: Date
  /** The transaction that this one takes back. */
  reverses: number | undefined
  /** The transaction that took this one back. */
  reversedBy: number | undefined
}

/** A member's transactions, newest first; `before` is the `seq` to page on from. */
export async function statement(
  db: Reader,
  schoolId: string,
  memberId: number,
  page: { limit: number; before?: number; without?: readonly PointKind[] },
): Promise<Line[]> {
  const { limit, before = Number.MAX_SAFE_INTEGER, without = [] } = page
  const { rows } = await sql<Row>`/* prepared: statement */ ${lines}
    where tx.school_id = ${schoolId} and tx.member_id = ${memberId} and tx.seq < ${before}
      and tx.kind <> all(${[...without]}::text[])
    order by tx.seq desc limit ${limit}`.execute(db)
  return rows.map(lineOf)
}

/**
 * Why points were given: every transaction of a resource in the order of posting, or the one with that `seq` and what
 * it takes back or is taken back by. Empty when there is none. Whom it may be shown to is the caller's business.
 */
export async function explain(
  db: Reader,
  schoolId: string,
  what: { resource: number } | { seq: number },
): Promise<Line[]> {
  const which =
    'resource' in what
      ? sql`tx.resource_id = ${what.resource}`
      : sql`(tx.seq = ${what.seq} or tx.reverses_seq = ${what.seq} or tx.seq = (
          select asked.reverses_seq from point_tx asked where asked.school_id = ${schoolId} and asked.seq = ${what.seq}))`
  const { rows } = await sql<Row>`${lines} where tx.school_id = ${schoolId} and ${which} order by tx.seq`.execute(db)
  return rows.map(lineOf)
}

const movedOn = (account: keyof Spendable) =>
  sql`coalesce(sum(leg.amount) filter (where leg.account = 'member:' || tx.member_id || ${sql.lit(`:${account}`)}), 0)::int`

/** Transactions `tx` with their member, what took them back, and what they move of spendable points, read once for all accounts. */
const lines = sql`
  select tx.seq, tx.kind, tx.rule, tx.member_id, member.name as member_name, tx.actor_id, tx.resource_id, tx.amount,
    tx.trace, tx.policy_version, tx.occurred_at, tx.reverses_seq, back.seq as reversed_by, moved.*
  from point_tx tx
  join member on member.school_id = tx.school_id and member.id = tx.member_id
  left join point_tx back on back.school_id = tx.school_id and back.reverses_seq = tx.seq
  cross join lateral (
    select ${movedOn('pending')} as pending, ${movedOn('avail')} as avail, ${movedOn('hold')} as hold,
      ${movedOn('escrow')} as escrow
    from point_entry leg where leg.school_id = tx.school_id and leg.tx_seq = tx.seq and leg.book = 'S') moved`

type Row = Pick<
  PointTx,
  | 'seq'
  | 'kind'
  | 'rule'
  | 'member_id'
  | 'actor_id'
  | 'resource_id'
  | 'amount'
  | 'trace'
  | 'policy_version'
  | 'occurred_at'
  | 'reverses_seq'
> &
  Spendable & { member_name: string; reversed_by: number | null }

function lineOf(row: Row): Line {
  return {
    seq: row.seq,
    kind: row.kind,
    rule: row.rule,
    ruleLabel: RULE_LABELS[row.rule] ?? { zh: row.rule, en: row.rule },
    memberId: row.member_id,
    memberName: row.member_name,
    actorId: row.actor_id ?? undefined,
    resourceId: row.resource_id ?? undefined,
    amount: row.amount,
    moves: { pending: row.pending, avail: row.avail, hold: row.hold, escrow: row.escrow },
    trace: row.trace,
    policyVersion: row.policy_version,
    occurredAt: row.occurred_at,
    reverses: row.reverses_seq ?? undefined,
    reversedBy: row.reversed_by ?? undefined,
  }
}
