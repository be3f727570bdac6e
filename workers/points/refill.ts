import { sql } from 'kysely'
import type { Fact, PointTx } from '#db/schema.ts'
import { readFact } from './fact.ts'
import { work } from './light.ts'
import { isLight } from './light-kinds.ts'
import { type LightFact, layOut } from './load.ts'
import { CAPPED_RULES } from './proposal.ts'
import { clear } from './save.ts'
import type { Scene } from './scene.ts'
import { isWithdrawn } from './state.ts'

/**
 * Runs the caps again in which a reversal made room: what was a nought because a cap was full is worked once more, in the
 * order in which it occurred, and posted under its own key.
 */
export async function refill(scene: Scene, taken: readonly PointTx[]): Promise<void> {
  const of = taken.filter((tx) => tx.amount > 0 && CAPPED_RULES.some((rule) => rule === tx.rule))
  if (of.length === 0) return
  const { rows } = await sql<Fact>`
    select distinct fact.* from unnest(${of.map((tx) => tx.rule)}::text[], ${of.map((tx) => tx.member_id)}::bigint[],
      ${of.map((tx) => tx.actor_id)}::bigint[], ${of.map((tx) => tx.day)}::date[], ${of.map((tx) => tx.term_id)}::text[])
      gone (rule, member_id, actor_id, day, term_id)
    join point_tx tx on tx.school_id = ${scene.schoolId} and tx.rule = gone.rule and tx.amount = 0
      and tx.idem_key like '%:capped%'
      and case when tx.rule = 'download.counted'
        then date_trunc('week', tx.day) = date_trunc('week', gone.day)
          and (tx.member_id = gone.member_id or tx.actor_id = gone.actor_id)
        else tx.member_id = gone.member_id and (tx.term_id = gone.term_id or tx.day = gone.day) end
    join fact on fact.school_id = tx.school_id and fact.id = tx.fact_id
    order by fact.occurred_at, fact.id`.execute(scene.trx)
  await again(scene, rows)
}

/** Works facts once more: only what they earn now and did not before is posted. */
export async function again(scene: Scene, rows: readonly Fact[]): Promise<void> {
  const facts = rows.flatMap((row): LightFact[] => {
    const fact = readFact(row)
    return fact && isLight(fact) ? [fact] : []
  })
  if (facts.length === 0) return
  const desk = await layOut(scene, facts)
  desk.refilling = true
  for (const fact of facts) {
    const state = fact.resource === 0 ? undefined : desk.resources.get(fact.resource)
    if (state && (isWithdrawn(state) || state.closedFact !== undefined)) continue
    work(desk, fact)
  }
  await clear(desk)
}

export async function factsByKey(scene: Scene, keys: readonly string[]): Promise<Fact[]> {
  return scene.trx
    .selectFrom('fact')
    .selectAll()
    .where('school_id', '=', scene.schoolId)
    .where(sql<boolean>`key = any (${[...keys]}::text[])`)
    .where('status', '=', 'settled')
    .orderBy('occurred_at')
    .orderBy('id')
    .execute()
}
