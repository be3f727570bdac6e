import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import { addToTotals } from '../boards/totals.ts'
import { policyAt } from '../policy/at.ts'
import { termAt } from '../policy/terms.ts'
import type { PointTx, Trx } from '../schema.ts'
import { GENESIS, type HashedEntry, hashOf } from './hash.ts'
import { contribAccount, lockLedger, pendingAccount, spendingAccount } from './post.ts'

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
 * What could be spent already is taken from there, and comes into force for the other in the next night; what waited goes
 * on waiting as long. Answers the first and the last transaction.
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
  const waiting = await stopWaiting(
    trx,
    schoolId,
    moves.map(({ award }) => award.seq),
  )
  const present = await presentOf(trx, schoolId, now)
  const posted: { tx: Unchained; legs: Leg[]; waits?: Waits }[] = []
  for (const { award, taken, to, factId, trace } of moves) {
    const own = legs.get(award.seq) ?? []
    // What only changes hands stays in its periods; what is lost or comes back does not change a locked term.
    const counts = (!to || taken) && present.locked.has(award.term_id) ? present.counts : {}
    const reversal = {
      tx: {
        ...unchained(award),
        ...counts,
        idem_key: `rev:${award.idem_key}`,
        kind: 'reversal' as const,
        fact_id: factId,
        occurred_at: now,
        posted_at: now,
        reverses_seq: award.seq,
        amount: -award.amount,
        trace,
      },
      legs: own.map((leg) => ({
        ...leg,
        account: placeOf(leg.account, award, waiting.has(award.seq)),
        amount: -leg.amount,
      })),
    } satisfies { tx: Unchained; legs: Leg[] }
    if (!taken) posted.push(reversal)
    if (!to) continue
    const nth = (times.get(award.root_key) ?? 0) + 1
    times.set(award.root_key, nth)
    posted.push({
      tx: {
        ...unchained(award),
        ...counts,
        idem_key: `${award.root_key}:${nth}`,
        member_id: to.memberId,
        actor_id: to.actorId ?? null,
        posted_at: now,
        trace: to.trace,
      },
      legs: own.map((leg) => ({ ...leg, account: accountOf(leg.account, award.member_id, to.memberId) })),
      waits: waiting.get(award.seq) ?? { due_at: now, holds: 0 },
    })
  }
  await countPeople(trx, schoolId, moves)
  return append(trx, schoolId, posted)
}

/** How many different people took a resource: who turned out to be its author is none of them. */
async function countPeople(trx: Trx, schoolId: string, moves: readonly Move[]): Promise<void> {
  const changed = moves.flatMap(({ award, taken, to }) => {
    const counts = award.rule === 'download.counted' && award.amount !== 0 && !award.root_key.includes(':co:')
    return counts && (!to || taken) ? [{ resource: award.resource_id, by: to ? 1 : -1 }] : []
  })
  if (changed.length === 0) return
  await sql`update quality_state state set counted = state.counted + d.by
    from (select resource_id, sum(by)::int as by
      from unnest(${changed.map((one) => one.resource)}::bigint[], ${changed.map((one) => one.by)}::int[]) one (resource_id, by)
      group by 1) d
    where state.school_id = ${schoolId} and state.resource_id = d.resource_id`.execute(trx)
}

/** The terms that are locked, and the periods of now. */
async function presentOf(trx: Trx, schoolId: string, now: Date) {
  const { time_zone } = await trx
    .selectFrom('school')
    .select('time_zone')
    .where('id', '=', schoolId)
    .executeTakeFirstOrThrow()
  const marks = await trx
    .selectFrom('point_mark')
    .select('mark')
    .where('school_id', '=', schoolId)
    .where('mark', 'like', 'locked:%')
    .execute()
  const term_id = termAt(await policyAt(trx, schoolId, now), now, time_zone).id
  return {
    locked: new Set(marks.map(({ mark }) => mark.slice('locked:'.length))),
    counts: { counts_at: now, term_id },
  }
}

/** When a spendable amount comes into force, and how many signals keep it back. */
type Waits = { due_at: Date; holds: number }

async function stopWaiting(trx: Trx, schoolId: string, seqs: readonly number[]): Promise<Map<number, Waits>> {
  const { rows } = await sql<Waits & { tx_seq: number }>`
    delete from point_pending where school_id = ${schoolId} and tx_seq = any (${[...seqs]}::bigint[])
    returning tx_seq, due_at, holds`.execute(trx)
  return new Map(rows.map(({ tx_seq, ...waits }) => [tx_seq, waits]))
}

/** Where the money of a leg is by now. */
function placeOf(account: string, award: PointTx, waits: boolean): string {
  return account === pendingAccount(award.member_id) && !waits ? spendingAccount(award.member_id, 'avail') : account
}

/** What is given to somebody anew waits until its night. */
async function startWaiting(
  trx: Trx,
  schoolId: string,
  rows: readonly {
    row: { seq: number; member_id: number; resource_id: number | null; fact_id: number; term_id: string }
    entries: readonly Leg[]
    waits: Waits | undefined
  }[],
): Promise<void> {
  const due = rows.flatMap(({ row, entries, waits }) => {
    const amount = entries.find((leg) => leg.account === pendingAccount(row.member_id))?.amount
    return waits && amount !== undefined ? [{ row, waits, amount }] : []
  })
  if (due.length === 0) return
  await sql`
    insert into point_pending (school_id, tx_seq, member_id, resource_id, fact_id, amount, term_id, due_at, holds)
    select ${schoolId}, * from unnest(${due.map(({ row }) => row.seq)}::bigint[],
      ${due.map(({ row }) => row.member_id)}::bigint[], ${due.map(({ row }) => row.resource_id)}::bigint[],
      ${due.map(({ row }) => row.fact_id)}::bigint[], ${due.map(({ amount }) => amount)}::int[],
      ${due.map(({ row }) => row.term_id)}::text[], ${due.map(({ waits }) => waits.due_at)}::timestamptz[],
      ${due.map(({ waits }) => waits.holds)}::int[])`.execute(trx)
}

function accountOf(account: string, from: number, to: number): string {
  if (account === contribAccount(from)) return contribAccount(to)
  if (account === pendingAccount(from)) return pendingAccount(to)
  if (account === spendingAccount(from, 'avail')) return spendingAccount(to, 'avail')
  return account
}

function unchained({ seq: _seq, prev_hash: _prev, hash: _hash, ...rest }: PointTx): Unchained {
  return rest
}

async function append(
  trx: Trx,
  schoolId: string,
  posted: readonly { tx: Unchained; legs: Leg[]; waits?: Waits }[],
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
  const rows = posted.map(({ tx, legs, waits }, index) => {
    const entries = legs.map((leg, n) => ({ ...leg, n: n + 1 }))
    const chained = { ...tx, seq: first + index, prev_hash: hash }
    hash = hashOf(chained, entries)
    return { row: { ...chained, hash, trace: JSON.stringify(chained.trace) }, entries, waits }
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
  await addToTotals(
    trx,
    schoolId,
    rows.map(({ row }) => row),
  )
  await startWaiting(trx, schoolId, rows)
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
    where school_id = ${schoolId} and kind <> 'reversal' and root_key = any (${[...roots]}::text[])
    group by root_key`.execute(trx)
  return new Map(rows.map((row) => [row.root_key, row.n]))
}
