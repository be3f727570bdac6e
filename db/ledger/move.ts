import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import type { PointTx, Trx } from '../schema.ts'
import { GENESIS, type HashedEntry, hashOf } from './hash.ts'
import { contribAccount, lockLedger, pendingAccount } from './post.ts'

/** An award that changes hands: taken back from its member and, unless `to` is undefined, given to another. */
export type Move = {
  award: PointTx
  /** It was taken back before: it is only given again. */
  taken?: boolean
  to: { memberId: number; actorId: number | undefined; trace: Text } | undefined
  /** The fact behind the reversal. A mere change of hands keeps the award's own, so that a later withdrawal finds it. */
  factId: number
  trace: Text
}

/** Transactions per statement; about 25 values each, far below the protocol's 65,535. */
const CHUNK = 500

type Leg = Omit<HashedEntry, 'n'>
type Unchained = Omit<PointTx, 'seq' | 'prev_hash' | 'hash'>

/**
 * Moves awards from one member to another, as a merge does: each is reversed and given anew under its own root, in the
 * same periods, on the same day, with the same legs, so that boards of the past, withdrawals and restorations go on as
 * if it had been the other's from the start. Locks the ledger; one chain, few statements, however many awards there are.
 * Answers the first and the last transaction.
 */
export async function moveAwards(
  trx: Trx,
  schoolId: string,
  moves: readonly Move[],
  now: Date,
): Promise<[first: number, last: number] | null> {
  if (moves.length === 0) return null
  await lockLedger(trx, schoolId)
  const legs = await legsOf(
    trx,
    schoolId,
    moves.map(({ award }) => award.seq),
  )
  const times = await awardsByRoot(
    trx,
    schoolId,
    moves.map(({ award }) => award.root_key),
  )
  const posted: { tx: Unchained; legs: Leg[] }[] = []
  for (const { award, taken, to, factId, trace } of moves) {
    const own = legs.get(award.seq) ?? []
    const reversal = {
      tx: {
        ...unchained(award),
        idem_key: `rev:${award.idem_key}`,
        kind: 'reversal' as const,
        fact_id: factId,
        occurred_at: now,
        posted_at: now,
        reverses_seq: award.seq,
        amount: -award.amount,
        trace,
      },
      legs: own.map((leg) => ({ ...leg, amount: -leg.amount })),
    } satisfies { tx: Unchained; legs: Leg[] }
    if (!taken) posted.push(reversal)
    if (!to) continue
    const nth = (times.get(award.root_key) ?? 0) + 1
    times.set(award.root_key, nth)
    posted.push({
      tx: {
        ...unchained(award),
        idem_key: `${award.root_key}:${nth}`,
        member_id: to.memberId,
        actor_id: to.actorId ?? null,
        posted_at: now,
        trace: to.trace,
      },
      legs: own.map((leg) => ({ ...leg, account: accountOf(leg.account, award.member_id, to.memberId) })),
    })
  }
  return append(trx, schoolId, posted)
}

/** The awards of a school that stand (were not taken back) and amount to something, for some members. */
export async function standingAwards(trx: Trx, schoolId: string, memberIds: readonly number[]): Promise<PointTx[]> {
  return trx
    .selectFrom('point_tx as tx')
    .leftJoin('point_tx as back', (join) =>
      join.onRef('back.school_id', '=', 'tx.school_id').onRef('back.reverses_seq', '=', 'tx.seq'),
    )
    .selectAll('tx')
    .where('tx.school_id', '=', schoolId)
    .where('tx.member_id', 'in', [...memberIds])
    .where('tx.kind', '=', 'award')
    .where('tx.amount', '<>', 0)
    .where('back.seq', 'is', null)
    .orderBy('tx.seq')
    .execute()
}

function accountOf(account: string, from: number, to: number): string {
  if (account === contribAccount(from)) return contribAccount(to)
  if (account === pendingAccount(from)) return pendingAccount(to)
  return account
}

function unchained({ seq: _seq, prev_hash: _prev, hash: _hash, ...rest }: PointTx): Unchained {
  return rest
}

async function append(
  trx: Trx,
  schoolId: string,
  posted: readonly { tx: Unchained; legs: Leg[] }[],
): Promise<[first: number, last: number]> {
  const head = await trx
    .selectFrom('point_tx')
    .select(['seq', 'hash'])
    .where('school_id', '=', schoolId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const first = (head?.seq ?? 0) + 1
  let hash = head?.hash ?? GENESIS
  const rows = posted.map(({ tx, legs }, index) => {
    const entries = legs.map((leg, n) => ({ ...leg, n: n + 1 }))
    const chained = { ...tx, seq: first + index, prev_hash: hash }
    hash = hashOf(chained, entries)
    return { row: { ...chained, hash, trace: JSON.stringify(chained.trace) }, entries }
  })
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.slice(from, from + CHUNK)
    await trx
      .insertInto('point_tx')
      .values(chunk.map(({ row }) => row))
      .execute()
    await trx
      .insertInto('point_entry')
      .values(
        chunk.flatMap(({ row, entries }) =>
          entries.map((entry) => ({ school_id: schoolId, tx_seq: row.seq, ...entry })),
        ),
      )
      .execute()
  }
  await sql`
    insert into point_total as total (school_id, kind, period, member_id, points)
    select tx.school_id, p.kind, p.period, tx.member_id, sum(tx.amount)
    from point_tx tx
    join school on school.id = tx.school_id
    cross join lateral point_periods(tx.counts_at, school.time_zone, tx.term_id) p
    where tx.school_id = ${schoolId} and tx.seq >= ${first}
    group by 1, 2, 3, 4
    order by 2, 3, 4
    on conflict on constraint point_total__pkey do update set points = total.points + excluded.points
  `.execute(trx)
  return [first, first + rows.length - 1]
}

async function legsOf(trx: Trx, schoolId: string, seqs: readonly number[]): Promise<Map<number, Leg[]>> {
  const { rows } = await sql<Leg & { tx_seq: number }>`
    select tx_seq, account, book, amount from point_entry
    where school_id = ${schoolId} and tx_seq = any (${[...seqs]}::bigint[])
    order by tx_seq, n`.execute(trx)
  const found = new Map<number, Leg[]>()
  for (const { tx_seq, ...leg } of rows) found.set(tx_seq, [...(found.get(tx_seq) ?? []), leg])
  return found
}

/** How many awards each business fact has had so far. */
async function awardsByRoot(trx: Trx, schoolId: string, roots: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ root_key: string; n: number }>`
    select root_key, count(*) as n from point_tx
    where school_id = ${schoolId} and kind = 'award' and root_key = any (${[...roots]}::text[])
    group by root_key`.execute(trx)
  return new Map(rows.map((row) => [row.root_key, row.n]))
}
