import { sql } from 'kysely'
import type { NewTx } from '#db/ledger/post.ts'
import type { Fact, PointTx } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import { readFact } from './fact.ts'
import { isLight } from './light-kinds.ts'
import { layOut } from './load.ts'
import { CAPPED_RULES } from './proposal.ts'
import { proposalsFor } from './rules.ts'
import { put } from './save.ts'
import type { Scene } from './scene.ts'
import { takeBack } from './take-back.ts'

const FULL: Text = {
  zh: '上限内的积分已恢复给更早的一笔',
  en: 'The room under the cap was given back to an earlier one',
}

/**
 * What was given back has its room under the caps again: what took that room meanwhile becomes a nought of a full cap, the
 * latest first, and is worked anew when there is room. So a withdrawal and a restoration never end above a cap.
 */
export async function displace(scene: Scene, given: readonly PointTx[], factId: number, at: Date): Promise<void> {
  const of = given.filter((tx) => tx.amount > 0 && CAPPED_RULES.some((rule) => rule === tx.rule))
  if (of.length === 0) return
  const { rows } = await sql<PointTx & { first_fact: number }>`
    select distinct tx.*, origin.fact_id as first_fact, fact.occurred_at as fact_at
    from unnest(${of.map((tx) => tx.seq)}::bigint[]) asked (seq)
    join point_tx gone on gone.school_id = ${scene.schoolId} and gone.seq = asked.seq
    join point_tx back on back.school_id = gone.school_id and back.reverses_seq = gone.seq
    join point_tx tx on tx.school_id = gone.school_id and tx.rule = gone.rule and tx.seq > back.seq and tx.kind = 'award'
      and tx.amount > 0 and tx.root_key not like '%:co:%'
      and case when tx.rule = 'download.counted'
        then date_trunc('week', tx.day) = date_trunc('week', gone.day)
          and (tx.member_id = gone.member_id or tx.actor_id = gone.actor_id)
        else tx.member_id = gone.member_id and (tx.term_id = gone.term_id or tx.day = gone.day) end
      and not exists (select 1 from point_tx b where b.school_id = tx.school_id and b.reverses_seq = tx.seq)
    join lateral (select first.fact_id from point_tx first where first.school_id = tx.school_id
      and first.root_key = tx.root_key order by first.seq limit 1) origin on true
    join fact on fact.school_id = tx.school_id and fact.id = origin.fact_id
    order by fact.occurred_at desc, origin.fact_id desc, tx.seq desc`.execute(scene.trx)
  if (rows.length === 0) return
  const facts = await scene.trx
    .selectFrom('fact')
    .selectAll()
    .where('school_id', '=', scene.schoolId)
    .where(sql<boolean>`id = any (${rows.map((row) => row.first_fact)}::bigint[])`)
    .execute()
  const byId = new Map(facts.map((fact) => [fact.id, fact]))
  for (const tx of rows) await displaceOne(scene, tx, byId.get(tx.first_fact), { factId, at })
}

/** Takes it back when the cap is full even without it. */
async function displaceOne(
  scene: Scene,
  tx: PointTx,
  row: Fact | undefined,
  why: { factId: number; at: Date },
): Promise<void> {
  const fact = row && readFact(row)
  if (!fact || !isLight(fact)) return
  const desk = await layOut(scene, [fact])
  desk.forget(tx, fact.at)
  const found = proposalsFor(desk, fact, scene.policyOf(fact.at)).find((one) => one.roots.includes(tx.root_key))
  if (!found?.capped) return
  const nought: NewTx = {
    kind: 'award',
    rule: tx.rule,
    key: `${tx.root_key}:capped:${tx.seq}`,
    root: tx.root_key,
    policyVersion: tx.policy_version,
    factId: fact.id,
    memberId: tx.member_id,
    actorId: tx.actor_id ?? undefined,
    resourceId: tx.resource_id ?? undefined,
    occurredAt: why.at,
    countsAt: tx.counts_at,
    day: tx.day,
    termId: tx.term_id,
    legs: [],
    trace: found.trace,
  }
  await takeBack(scene, [tx, ...(await sharesOf(scene, tx))], { ...why, what: FULL })
  await put(scene, [nought])
}

/** What co-authors got of the same award. */
async function sharesOf(scene: Scene, tx: PointTx): Promise<PointTx[]> {
  const { rows } = await sql<PointTx>`
    select share.* from point_tx share where share.school_id = ${scene.schoolId} and share.kind = 'award'
      and share.root_key like ${`${tx.root_key}:co:%`} and share.amount <> 0
      and not exists (select 1 from point_tx b where b.school_id = share.school_id and b.reverses_seq = share.seq)
    order by share.seq`.execute(scene.trx)
  return rows
}
