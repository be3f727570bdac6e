import { sql } from 'kysely'
import { type Move, moveAwards } from '../ledger/move.ts'
import { type Leg, lockLedger, postTxs, reversalOf, spendingAccount } from '../ledger/post.ts'
import { markSettled, openRun } from '../ledger/run.ts'
import type { PointTx, Trx } from '../schema.ts'
import { insertFact } from './facts.ts'
import { MOVABLE } from './merge-points.ts'
import type { Moved } from './merge-tables.ts'

const BACK = { zh: '撤销账号合并，转回原账号', en: 'The merge was undone: moved back' }

/** That two are not one after all, as the ledger takes it. `ledger` is the span that the merge posted. */
type Parting = {
  schoolId: string
  from: number
  into: number
  earlier: readonly number[]
  resources: readonly number[]
  ledger: readonly [first: number, last: number] | null
  now: Date
}

/** Records that a merge was undone, and moves the points back in a run of their own. */
export async function pointsBack(
  trx: Trx,
  { schoolId, from, into, merge }: { schoolId: string; from: number; into: number; merge: number },
  { earlier, resources, ledger }: Moved,
  now: Date,
): Promise<void> {
  await lockLedger(trx, schoolId)
  const payload = { from, into, merge, earlier, resources }
  const fact = await insertFact(trx, {
    schoolId,
    key: `unmerged:${merge}`,
    kind: 'member.unmerged',
    occurredAt: now,
    payload,
  })
  if (!fact) throw new Error(`merge ${merge} was undone before`)
  await markSettled(trx, await openRun(trx, schoolId, 'instant', now), [fact.id])
  await moveParted(trx, { schoolId, from, into, earlier, resources, ledger, now })
}

/** What the last merge of `from` into `into` before a fact posted. */
export async function mergedSpan(
  trx: Trx,
  { schoolId, from, into, before }: { schoolId: string; from: number; into: number; before: number },
): Promise<[first: number, last: number] | null> {
  const row = await trx
    .selectFrom('point_mark')
    .select('mark')
    .where('school_id', '=', schoolId)
    .where('mark', 'like', `merged:${from}:${into}:%`)
    .where('fact_id', '<', before)
    .orderBy('fact_id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const [first, last] = row?.mark.split(':').slice(3).map(Number) ?? []
  return first === undefined || last === undefined ? null : [first, last]
}

/**
 * Every award that the merge gave to `into` and that stands, and what the returned resources have earned since, goes
 * back; what was taken back for good is given again, unless its resource is withdrawn or closed.
 */
export async function moveParted(trx: Trx, parting: Parting): Promise<void> {
  const { schoolId, from, into, earlier, resources, ledger, now } = parting
  await sql`delete from point_self where school_id = ${schoolId} and member_id = ${from}`.execute(trx)
  await sql`update point_self set now_id = ${from}
    where school_id = ${schoolId} and member_id = any (${[...earlier]}::bigint[])`.execute(trx)
  await balanceBack(trx, parting)
  const [first, last] = ledger ?? [0, 0]
  const { rows } = await sql<PointTx>`
    select tx.* from point_tx tx
    where tx.school_id = ${schoolId} and tx.member_id = ${into} and ${MOVABLE}
      and (tx.root_key in (select given.root_key from point_tx given
          where given.school_id = tx.school_id and given.seq between ${first} and ${last} and given.kind <> 'reversal')
        or (tx.rule in ('upload.accepted', 'download.counted') and tx.resource_id = any (${[...resources]}::bigint[])))
      and not exists (select 1 from point_tx back
        where back.school_id = tx.school_id and back.reverses_seq = tx.seq)
    order by tx.seq`.execute(trx)
  const back = rows.map(
    (award): Move => ({
      award,
      to: { memberId: from, actorId: award.actor_id ?? undefined, trace: award.trace },
      factId: award.fact_id,
      trace: BACK,
    }),
  )
  await moveAwards(trx, schoolId, back, now)
  await giveAgain(trx, { schoolId, first, last, now })
}

/** What the merge carried over beside the awards goes back: the last such posting that stands. */
async function balanceBack(
  trx: Trx,
  { schoolId, from, into, earlier, now }: Pick<Parting, 'schoolId' | 'from' | 'into' | 'earlier' | 'now'>,
): Promise<void> {
  const { rows } = await sql<PointTx>`
    select tx.* from point_tx tx
    join point_entry entry on entry.school_id = tx.school_id and entry.tx_seq = tx.seq
      and entry.account like ${`member:${from}:%`}
    where tx.school_id = ${schoolId} and tx.member_id = ${into} and tx.kind = 'adjust' and tx.idem_key like 'merge:%'
      and not exists (select 1 from point_tx back where back.school_id = tx.school_id and back.reverses_seq = tx.seq)
    order by tx.seq desc limit 1`.execute(trx)
  const [carried] = rows
  if (!carried) return
  const { rows: legs } = await sql<Leg>`select account, book, amount from point_entry
    where school_id = ${schoolId} and tx_seq = ${carried.seq} order by n`.execute(trx)
  const set = await setAside(trx, { schoolId, from, earlier, before: carried.seq })
  const back = [
    ...legs.filter((leg) => !/:(hold|escrow)$/.test(leg.account)).map((leg) => ({ ...leg, amount: -leg.amount })),
    ...set.flatMap(({ which, amount }): Leg[] => [
      { book: 'S', account: spendingAccount(into, which), amount: -amount },
      { book: 'S', account: spendingAccount(from, which), amount },
    ]),
  ]
  await postTxs(trx, schoolId, now, [
    reversalOf(carried, back, { factId: carried.fact_id, occurredAt: now, trace: BACK }),
  ])
}

/**
 * What was set aside for redemptions and bounties when the merge took place: it goes back as what it is by now. What was
 * spent meanwhile is nobody's any more.
 */
async function setAside(
  trx: Trx,
  { schoolId, from, earlier, before }: { schoolId: string; from: number; earlier: readonly number[]; before: number },
): Promise<{ which: 'avail' | 'hold' | 'escrow'; amount: number }[]> {
  const { rows } = await sql<{ escrow: boolean; amount: number; ended: boolean; released: boolean }>`
    select entry.account like '%:escrow' as escrow, entry.amount, coalesce(ends.n, 0) > 0 as ended,
      coalesce(ends.released, false) as released
    from point_tx tx
    join point_entry entry on entry.school_id = tx.school_id and entry.tx_seq = tx.seq and entry.amount > 0
    left join lateral (select count(*) as n, bool_or(seq < ${before}) as before, bool_or(kind = 'release') as released
      from point_tx back, regexp_replace(tx.idem_key, ':(hold|escrow)$', '') stem
      where back.school_id = tx.school_id and back.idem_key in (stem, stem || ':capture', stem || ':release')) ends on true
    where tx.school_id = ${schoolId} and tx.kind in ('hold', 'escrow') and tx.seq < ${before}
      and tx.member_id = any (${[from, ...earlier]}::bigint[]) and ends.before is not true
    order by tx.seq`.execute(trx)
  return rows.flatMap(
    ({ escrow, amount, ended, released }): { which: 'avail' | 'hold' | 'escrow'; amount: number }[] => {
      if (!ended) return [{ which: escrow ? 'escrow' : 'hold', amount }]
      return released ? [{ which: 'avail', amount }] : []
    },
  )
}

/** Awards that the merge took back without giving them to anybody. */
async function giveAgain(
  trx: Trx,
  { schoolId, first, last, now }: { schoolId: string; first: number; last: number; now: Date },
): Promise<void> {
  const { rows } = await sql<PointTx & { now_id: number }>`
    select lost.*, coalesce(self.now_id, lost.member_id) as now_id from point_tx taken
    join point_tx lost on lost.school_id = taken.school_id and lost.seq = taken.reverses_seq
    left join quality_state r on r.school_id = lost.school_id and r.resource_id = lost.resource_id
    left join point_self self on self.school_id = lost.school_id and self.member_id = lost.member_id
    where taken.school_id = ${schoolId} and taken.seq between ${first} and ${last} and taken.kind = 'reversal'
      and not exists (select 1 from point_tx given
        where given.school_id = taken.school_id and given.root_key = taken.root_key and given.kind <> 'reversal'
          and given.seq > taken.seq)
      and (r.resource_id is null or (r.withdrawn_fact <= r.restored_fact and r.closed_fact is null))
    order by lost.seq`.execute(trx)
  const moves = rows.map(
    ({ now_id, ...award }): Move => ({
      award,
      taken: true,
      to: { memberId: now_id, actorId: award.actor_id ?? undefined, trace: award.trace },
      factId: award.fact_id,
      trace: BACK,
    }),
  )
  await moveAwards(trx, schoolId, moves, now)
}
