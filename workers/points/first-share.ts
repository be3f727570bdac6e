import { sql } from 'kysely'
import type { Fact, PointTx } from '#db/schema.ts'
import { again } from './refill.ts'
import type { Scene } from './scene.ts'

/**
 * The bonus for a first share is the person's, not the item's: taken back with an item that is gone, it goes to the
 * earliest of their items that stand, whether the withdrawal was settled before those or long after (decision 0054).
 */
export async function passOnFirst(scene: Scene, taken: readonly PointTx[]): Promise<void> {
  const people = taken.filter((tx) => tx.rule === 'upload.first_ever' && tx.amount > 0).map((tx) => tx.member_id)
  await giveFirst(scene, people)
}

/** An item came back, and its author's bonus went while nothing of theirs stood: it is given to this one. */
export async function regainFirst(scene: Scene, given: readonly PointTx[]): Promise<void> {
  const people = given.filter((tx) => tx.rule === 'upload.accepted').map((tx) => tx.member_id)
  if (people.length === 0) return
  const { rows } = await sql<{ member_id: number }>`
    select asked.member_id from unnest(${[...new Set(people)]}::bigint[]) asked (member_id)
    cross join lateral (select tx.fact_id, tx.kind from point_tx tx where tx.school_id = ${scene.schoolId}
      and tx.member_id = asked.member_id and tx.rule = 'upload.first_ever' order by tx.seq desc limit 1) last
    join fact on fact.school_id = ${scene.schoolId} and fact.id = last.fact_id
    where last.kind = 'reversal' and fact.kind = 'resource.withdrawn'`.execute(scene.trx)
  await giveFirst(
    scene,
    rows.map((row) => row.member_id),
  )
}

async function giveFirst(scene: Scene, people: readonly number[]): Promise<void> {
  if (people.length === 0) return
  const { rows } = await sql<Fact>`
    select (first.fact).* from unnest(${[...new Set(people)]}::bigint[]) asked (member_id)
    cross join lateral (select fact from point_tx tx
      join quality_state state on state.school_id = tx.school_id and state.resource_id = tx.resource_id
        and state.withdrawn_fact <= state.restored_fact and state.closed_fact is null
      join fact on fact.school_id = tx.school_id and fact.key = 'accepted:' || tx.resource_id
      where tx.school_id = ${scene.schoolId} and tx.member_id = asked.member_id and tx.rule = 'upload.accepted'
        and tx.kind = 'award' and tx.amount > 0 and tx.root_key not like '%:co:%'
        and not exists (select 1 from point_tx back where back.school_id = tx.school_id and back.reverses_seq = tx.seq)
      order by fact.occurred_at, fact.id limit 1) first
    order by (first.fact).occurred_at, (first.fact).id`.execute(scene.trx)
  await again(scene, rows)
}
