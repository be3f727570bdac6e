import { sql } from 'kysely'
import { formatPoints } from '#db/ledger/amount.ts'
import { type Leg, type NewTx, pendingAccount, reversalOf, spendingAccount } from '#db/ledger/post.ts'
import type { PointTx } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import { labelled } from './desk.ts'
import { passOnFirst } from './first-share.ts'
import { refill } from './refill.ts'
import { put } from './save.ts'
import { countsFor, type Scene } from './scene.ts'

export type Why = { factId: number; at: Date; what: Text }

/**
 * Takes back what stands, exactly, each by a reversal in the periods where it stood (in the present ones when their term is
 * locked): what is not in force yet from pending, what is from what can be spent, which may go below 0. Then the caps that
 * have room again are run anew. `passedOn`: in good faith, so that a bonus for a first share goes to another item.
 */
export async function takeBack(
  scene: Scene,
  given: readonly PointTx[],
  why: Why,
  { refilled = true, passedOn = false }: { refilled?: boolean; passedOn?: boolean } = {},
): Promise<PointTx[]> {
  const awards = given.filter((tx) => tx.kind !== 'reversal')
  if (awards.length === 0) return []
  const legs = await legsOf(
    scene,
    awards.map((tx) => tx.seq),
  )
  const waiting = await stopWaiting(
    scene,
    awards.map((tx) => tx.seq),
  )
  const became = await becameOf(scene, awards)
  const txs = awards.flatMap((tx): NewTx[] => {
    const own = legs.get(tx.seq) ?? []
    if (own.length === 0) return []
    const opposite = own.map((leg) => ({ ...leg, account: placeOf(leg, tx, waiting, became), amount: -leg.amount }))
    const counts = countsFor(scene, tx.counts_at)
    const amount = formatPoints(tx.amount === 0 ? spendableIn(own) : tx.amount)
    const trace = { zh: `${why.what.zh}，退回 ${amount}`, en: `${why.what.en}: ${amount} taken back` }
    return [
      reversalOf(tx, opposite, {
        factId: why.factId,
        occurredAt: why.at,
        trace: counts.late ? labelled(trace) : trace,
        ...(counts.late && { counts }),
      }),
    ]
  })
  const posted = await put(scene, txs)
  await lessen(scene, awards, -1)
  if (passedOn) await passOnFirst(scene, awards)
  if (refilled) await refill(scene, awards)
  return posted
}

/** Keeps what `quality_state` sums in step with awards that were taken back (-1) or given again (1). */
export async function lessen(scene: Scene, awards: readonly PointTx[], sign: 1 | -1): Promise<void> {
  const of = awards.filter((tx) => tx.resource_id !== null && COUNTED.has(tx.rule) && tx.amount !== 0)
  if (of.length === 0) return
  const by = (rule: string) => of.map((tx) => (tx.rule === rule ? sign * tx.amount : 0))
  const people = of.map((tx) => (tx.rule === 'download.counted' && !tx.root_key.includes(':co:') ? sign : 0))
  await sql`
    update quality_state state set base = state.base + d.base, bonus = state.bonus + d.bonus,
      counted = state.counted + d.counted
    from (select resource_id, sum(base)::int as base, sum(bonus)::int as bonus, sum(counted)::int as counted
      from unnest(${of.map((tx) => tx.resource_id)}::bigint[], ${by('upload.accepted')}::int[],
        ${by('quality.bonus')}::int[], ${people}::int[]) one (resource_id, base, bonus, counted) group by 1) d
    where state.school_id = ${scene.schoolId} and state.resource_id = d.resource_id`.execute(scene.trx)
}
const COUNTED = new Set(['upload.accepted', 'quality.bonus', 'download.counted'])

export async function legsOf(scene: Scene, seqs: readonly number[]): Promise<Map<number, Leg[]>> {
  const { rows } = await sql<Leg & { tx_seq: number }>`
    select tx_seq, account, book, amount from point_entry
    where school_id = ${scene.schoolId} and tx_seq = any (${[...seqs]}::bigint[])
    order by tx_seq, n`.execute(scene.trx)
  const found = new Map<number, Leg[]>()
  for (const { tx_seq, ...leg } of rows) found.set(tx_seq, [...(found.get(tx_seq) ?? []), leg])
  return found
}

/** Those of these postings whose spendable side is not in force yet; it will not come into force any more. */
async function stopWaiting(scene: Scene, seqs: readonly number[]): Promise<Set<number>> {
  const { rows } = await sql<{ tx_seq: number }>`
    delete from point_pending where school_id = ${scene.schoolId} and tx_seq = any (${[...seqs]}::bigint[])
    returning tx_seq`.execute(scene.trx)
  return new Set(rows.map((row) => row.tx_seq))
}

/** Where the money of a leg is by now. */
function placeOf(leg: Leg, tx: PointTx, waiting: ReadonlySet<number>, became: ReadonlyMap<number, number>): string {
  if (leg.account === pendingAccount(tx.member_id) && !waiting.has(tx.seq))
    return spendingAccount(tx.member_id, 'avail')
  const escrow = /^member:(\d+):escrow$/.exec(leg.account)?.[1]
  if (escrow !== undefined && tx.kind === 'payout') {
    return spendingAccount(became.get(Number(escrow)) ?? Number(escrow), 'avail')
  }
  return leg.account
}

/** Who put up these bounties, by now. */
async function becameOf(scene: Scene, awards: readonly PointTx[]): Promise<Map<number, number>> {
  const askers = awards.flatMap((tx) => (tx.kind === 'payout' ? (tx.actor_id ?? []) : []))
  if (askers.length === 0) return new Map()
  const { rows } = await sql<{ member_id: number; now_id: number }>`select member_id, now_id from point_self
    where school_id = ${scene.schoolId} and member_id = any (${askers}::bigint[])`.execute(scene.trx)
  return new Map(rows.map((row) => [row.member_id, row.now_id]))
}

function spendableIn(legs: readonly Leg[]): number {
  return legs.find((leg) => leg.account !== 'mint' && leg.amount > 0)?.amount ?? 0
}

const not = sql`not exists (select 1 from point_tx back where back.school_id = tx.school_id and back.reverses_seq = tx.seq)`

/** What stands of a resource, in the order of posting; of some rules, or all. */
export async function standingOf(scene: Scene, resourceId: number, rules: readonly string[]): Promise<PointTx[]> {
  const { rows } = await sql<PointTx>`
    select tx.* from point_tx tx
    where tx.school_id = ${scene.schoolId} and tx.resource_id = ${resourceId} and tx.kind = 'award' and tx.amount <> 0
      and tx.rule = any (${[...rules]}::text[]) and ${not} order by tx.seq`.execute(scene.trx)
  return rows
}

/** What stands because of some facts, named by their keys; also what a restoration or a merge gave again. */
export async function standingByFacts(scene: Scene, keys: readonly string[]): Promise<PointTx[]> {
  const { rows } = await sql<PointTx>`
    select tx.* from (select distinct own.root_key from fact
        join point_tx own on own.school_id = fact.school_id and own.fact_id = fact.id and own.kind in ('award', 'payout')
        where fact.school_id = ${scene.schoolId} and fact.key = any (${[...keys]}::text[])) root
    join point_tx tx on tx.school_id = ${scene.schoolId} and tx.root_key = root.root_key
      and tx.kind in ('award', 'payout') and (tx.amount <> 0 or tx.kind = 'payout') and ${not}
    order by tx.seq`.execute(scene.trx)
  return rows
}

/** What one fact posted and what stands of it: penalties and corrections of a case. */
export async function postedBy(scene: Scene, factId: number, kinds: readonly string[]): Promise<PointTx[]> {
  const { rows } = await sql<PointTx>`
    select tx.* from point_tx tx
    where tx.school_id = ${scene.schoolId} and tx.fact_id = ${factId} and tx.kind = any (${[...kinds]}::text[]) and ${not}
    order by tx.seq`.execute(scene.trx)
  return rows
}

/**
 * What was taken back by one of these facts and is theirs to give again: the originals. What somebody else took later,
 * or gave again, is not.
 */
export async function takenBy(scene: Scene, factIds: readonly number[]): Promise<(PointTx & { nth: number })[]> {
  const these = sql`any (${[...factIds]}::bigint[])`
  const { rows } = await sql<PointTx & { nth: number }>`
    select distinct on (tx.root_key) tx.*, (select count(*)::int from point_tx n where n.school_id = tx.school_id
        and n.root_key = tx.root_key and n.kind = 'award') as nth
    from point_tx back
    join point_tx tx on tx.school_id = back.school_id and tx.seq = back.reverses_seq
    where back.school_id = ${scene.schoolId} and back.fact_id = ${these}
      and back.kind = 'reversal' and tx.kind = 'award' and not tx.fact_id = ${these}
      and not exists (select 1 from point_tx later where later.school_id = tx.school_id
        and later.root_key = tx.root_key and later.seq > back.seq and later.amount <> 0
        and not later.fact_id = ${these})
    order by tx.root_key, tx.seq desc`.execute(scene.trx)
  return rows.sort((left, right) => left.seq - right.seq)
}
