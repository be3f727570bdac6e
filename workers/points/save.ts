import { sql } from 'kysely'
import { arrayOf } from '#db/arrays.ts'
import { addToTotals } from '#db/boards/totals.ts'
import { type Write, writeAll } from '#db/ledger/at-once.ts'
import { chain, type NewTx, pendingAccount } from '#db/ledger/post.ts'
import type { PointTx } from '#db/schema.ts'
import type { Desk } from './desk.ts'
import type { Scene } from './scene.ts'
import type { ResourceState } from './state.ts'

const DAY_MS = 86_400_000

/** Writes what lies on the desk, by a fixed number of statements; what is little, by one. */
export async function clear(desk: Desk): Promise<PointTx[]> {
  const { scene } = desk
  const states = [...desk.touched].flatMap((id) => desk.resources.get(id) ?? [])
  const beside = [...stateWrites(scene, states), ...ratingWrites(desk), ...paidWrites(desk)]
  return put(scene, desk.txs, { held: desk.heldFacts, beside })
}

/** What fills a cell, and contents that are not paid again. */
function paidWrites(desk: Desk): Write[] {
  const { schoolId } = desk.scene
  const writes: Write[] = []
  if (desk.newCells.size > 0) {
    const cells = [...desk.newCells]
    const statement = sql`insert into point_cell (school_id, cell, resource_id)
      select ${schoolId}, * from unnest(${arrayOf(cells)}::text[], ${arrayOf(cells.map((cell) => desk.cells.get(cell)))}::bigint[])
      on conflict do nothing`
    writes.push({ mark: 'c', name: 'save_cells', statement })
  }
  if (desk.newContents.length > 0) {
    const all = desk.newContents
    const statement = sql`insert into point_content (school_id, sha256, resource_id, member_id)
      select ${schoolId}, * from unnest(${arrayOf(all.map((one) => one.sha))}::text[],
        ${arrayOf(all.map((one) => one.resource))}::bigint[], ${arrayOf(all.map((one) => one.member))}::bigint[])
      on conflict do nothing`
    writes.push({ mark: 'o', name: 'save_contents', statement })
  }
  return writes
}

/**
 * Posts transactions of a run: the chain, the boards, and what waits to come into force. `held`: facts whose awards a
 * signal keeps from it; `beside`: what is written with them.
 */
export async function put(
  scene: Scene,
  txs: readonly NewTx[],
  { held = new Set(), beside = [] }: { held?: ReadonlySet<number>; beside?: readonly Write[] } = {},
): Promise<PointTx[]> {
  const { trx, schoolId, run } = scene
  if (txs.length === 0) {
    await writeAll(trx, true, beside)
    return []
  }
  const posted = await chain(trx, schoolId, run.at, txs, (rows) => [
    ...pendingWrites(scene, txs, rows, held),
    ...beside,
  ])
  if (scene.boards) await addToTotals(trx, schoolId, posted)
  return posted
}

function pendingWrites(
  scene: Scene,
  txs: readonly NewTx[],
  posted: readonly PointTx[],
  held: ReadonlySet<number>,
): Write[] {
  const { schoolId, run } = scene
  const legs = new Map(txs.map((tx) => [tx.key, tx.legs]))
  const waiting = posted.flatMap((tx) => {
    const leg = legs.get(tx.idem_key)?.find((one) => one.account === pendingAccount(tx.member_id))
    if (!leg || tx.kind === 'reversal' || tx.kind === 'vest' || tx.kind === 'adjust') return []
    const days = scene.policyOf(tx.occurred_at).spendable.vest_days
    const due = new Date(run.at.getTime() + days * DAY_MS)
    return [{ tx, amount: leg.amount, due, held: held.has(tx.fact_id) ? 1 : 0 }]
  })
  if (waiting.length === 0) return []
  const statement = sql`
    insert into point_pending (school_id, tx_seq, member_id, resource_id, fact_id, amount, term_id, due_at, holds)
    select ${schoolId}, w.seq, w.member_id, w.resource_id, w.fact_id, w.amount, w.term_id, w.due_at,
      w.held + (case when exists (select 1 from quality_state state where state.school_id = ${schoolId}
        and state.resource_id = w.resource_id and state.frozen_at is not null) then 1 else 0 end)
    from unnest(${arrayOf(waiting.map(({ tx }) => tx.seq))}::bigint[], ${arrayOf(waiting.map(({ tx }) => tx.member_id))}::bigint[],
      ${arrayOf(waiting.map(({ tx }) => tx.resource_id))}::bigint[], ${arrayOf(waiting.map(({ tx }) => tx.fact_id))}::bigint[],
      ${arrayOf(waiting.map((one) => one.amount))}::int[], ${arrayOf(waiting.map(({ tx }) => tx.term_id))}::text[],
      ${arrayOf(waiting.map((one) => one.due))}::timestamptz[], ${arrayOf(waiting.map((one) => one.held))}::int[])
      w (seq, member_id, resource_id, fact_id, amount, term_id, due_at, held)`
  return [{ mark: 'p', name: 'put_pending', statement }]
}

/** Keeps the awards of these facts from coming into force, or lets go of them. */
export async function holdPending(scene: Scene, keys: readonly string[], by: 1 | -1): Promise<void> {
  await sql`update point_pending pending set holds = greatest(0, pending.holds + ${by})
    from fact where fact.school_id = ${scene.schoolId} and fact.key = any (${arrayOf([...keys])}::text[])
      and pending.school_id = fact.school_id and pending.fact_id = fact.id`.execute(scene.trx)
}

export async function saveResources(scene: Scene, all: readonly ResourceState[]): Promise<void> {
  await writeAll(scene.trx, false, stateWrites(scene, all))
}

function stateWrites(scene: Scene, all: readonly ResourceState[]): Write[] {
  if (all.length === 0) return []
  const of = (pick: (one: ResourceState) => string | number | Date | undefined) => arrayOf(all.map(pick))
  const statement = sql`
    insert into quality_state as state (school_id, resource_id, author_id, co_authors, type, accepted_at, ratings, weights,
      weighted_stars, panel_score, mean, factor, base, bonus, counted, withdrawn_fact, restored_fact, closed_fact,
      frozen_fact, frozen_at, due_week, settled_week)
    select ${scene.schoolId}, * from unnest(${of((one) => one.id)}::bigint[], ${of((one) => one.author)}::bigint[],
      ${of((one) => JSON.stringify(one.coAuthors))}::jsonb[], ${of((one) => one.type)}::text[],
      ${of((one) => one.acceptedAt)}::timestamptz[], ${of((one) => one.ratings)}::int[], ${of((one) => one.weights)}::bigint[],
      ${of((one) => one.weightedStars)}::bigint[], ${of((one) => one.panel)}::float8[], ${of((one) => one.mean)}::float8[],
      ${of((one) => one.factor)}::float8[], ${of((one) => one.base)}::int[], ${of((one) => one.bonus)}::int[],
      ${of((one) => one.counted)}::int[], ${of((one) => one.withdrawnFact)}::bigint[],
      ${of((one) => one.restoredFact)}::bigint[], ${of((one) => one.closedFact)}::bigint[],
      ${of((one) => one.frozenFact)}::bigint[], ${of((one) => one.frozenAt)}::timestamptz[],
      ${of((one) => one.dueWeek)}::text[], ${of((one) => one.settledWeek)}::text[])
    on conflict (school_id, resource_id) do update set
      (author_id, co_authors, type, accepted_at, ratings, weights, weighted_stars, panel_score, mean, factor, base, bonus,
       counted, withdrawn_fact, restored_fact, closed_fact, frozen_fact, frozen_at, due_week, settled_week) =
      (excluded.author_id, excluded.co_authors, excluded.type, excluded.accepted_at, excluded.ratings, excluded.weights,
       excluded.weighted_stars, excluded.panel_score, excluded.mean, excluded.factor, excluded.base, excluded.bonus,
       excluded.counted, excluded.withdrawn_fact, excluded.restored_fact, excluded.closed_fact, excluded.frozen_fact,
       excluded.frozen_at, excluded.due_week, excluded.settled_week)`
  return [{ mark: 'q', name: 'save_resources', statement }]
}

function ratingWrites(desk: Desk): Write[] {
  const { schoolId } = desk.scene
  const kept = [...desk.touchedRatings].flatMap((key) => desk.ratings.get(key) ?? [])
  if (kept.length === 0) return []
  const statement = sql`
    insert into point_rating (school_id, resource_id, member_id, stars, weight, rated_at, fact_id, fact_key)
    select ${schoolId}, * from unnest(${arrayOf(kept.map((one) => one.resource))}::bigint[], ${arrayOf(kept.map((one) => one.member))}::bigint[],
      ${arrayOf(kept.map((one) => one.stars))}::int[], ${arrayOf(kept.map((one) => one.weight))}::int[],
      ${arrayOf(kept.map((one) => one.at))}::timestamptz[], ${arrayOf(kept.map((one) => one.factId))}::bigint[],
      ${arrayOf(kept.map((one) => one.factKey))}::text[])
    on conflict (school_id, resource_id, member_id) do update set stars = excluded.stars, weight = excluded.weight,
      rated_at = excluded.rated_at, fact_id = excluded.fact_id, fact_key = excluded.fact_key`
  return [{ mark: 'g', name: 'save_ratings', statement }]
}
