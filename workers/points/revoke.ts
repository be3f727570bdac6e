import { sql } from 'kysely'
import type { PointTx } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import { type Desk, OF_THE_RESOURCE } from './desk.ts'
import type { PointFact } from './fact.ts'
import { readFact } from './fact.ts'
import { regainFirst } from './first-share.ts'
import { giveBack, RESTORED } from './give-back.ts'
import { becomeDue, work } from './light.ts'
import { type LightFact, layOut } from './load.ts'
import { statesOf } from './load-state.ts'
import { counterOf } from './proposal.ts'
import { refill } from './refill.ts'
import { submissionDay } from './rule-upload.ts'
import { clear, saveResources } from './save.ts'
import type { Scene } from './scene.ts'
import { isWithdrawn, newResource, type ResourceState } from './state.ts'
import { standingOf, takeBack, takenBy, type Why } from './take-back.ts'

const DAY_MS = 86_400_000
const WHY: Record<'author' | 'recalled' | 'admin', Text> = {
  author: { zh: '撤回资源', en: 'Withdrawn' },
  recalled: { zh: '消息已撤回', en: 'The message was recalled' },
  admin: { zh: '管理员下架', en: 'Taken down by an administrator' },
}

/**
 * What an author takes back or recalls within the policy's days loses its points; later it keeps them. What an
 * administrator takes down always loses them.
 */
export async function withdrawn(scene: Scene, fact: PointFact<'resource.withdrawn'>): Promise<void> {
  const state = await stateOf(scene, fact.resource)
  if (fact.id <= state.withdrawnFact) return
  state.withdrawnFact = fact.id
  await saveResources(scene, [state])
  if (!isWithdrawn(state)) return
  const awards = await standingOf(scene, fact.resource, [...OF_THE_RESOURCE])
  const said = fact.said.accepted_at === undefined ? undefined : new Date(fact.said.accepted_at)
  const acceptedAt = said ?? awards.find((award) => award.rule === 'upload.accepted')?.occurred_at ?? state.acceptedAt
  if (!reverses(scene, fact, acceptedAt)) return
  await takeBack(scene, awards, { factId: fact.id, at: fact.at, what: WHY[fact.said.why] }, { passedOn: true })
}

function reverses(scene: Scene, fact: PointFact<'resource.withdrawn'>, acceptedAt: Date | undefined): boolean {
  if (fact.said.why === 'admin' || acceptedAt === undefined) return true
  const days = scene.policyOf(fact.at).rules.withdrawal.author_reverses_within_days
  return fact.at.getTime() - acceptedAt.getTime() <= days * DAY_MS
}

/** Gives back what withdrawals took; what a later withdrawal or a case took stays taken. */
export async function restored(scene: Scene, fact: PointFact<'resource.restored'>): Promise<void> {
  const state = await stateOf(scene, fact.resource)
  if (fact.id <= state.restoredFact) return
  state.restoredFact = fact.id
  await saveResources(scene, [state])
  if (isWithdrawn(state)) return
  const rows = await scene.trx
    .selectFrom('fact')
    .select('id')
    .where('school_id', '=', scene.schoolId)
    .where('resource_id', '=', fact.resource)
    .where('kind', '=', 'resource.withdrawn')
    .where('id', '<', fact.id)
    .execute()
  const taken = await takenBy(
    scene,
    rows.map((row) => row.id),
  )
  await giveWhatIsDue(scene, taken, { factId: fact.id, at: fact.at, what: RESTORED })
}

/** Gives back what was taken, unless something else stands against it: a case that closed the resource, a withdrawal. */
export async function giveWhatIsDue(scene: Scene, taken: Awaited<ReturnType<typeof takenBy>>, why: Why): Promise<void> {
  const given = await giveBack(scene, taken, why)
  const earned = new Map(taken.map((tx) => [tx.root_key, tx.occurred_at]))
  const asEarned = given.map((tx) => ({ ...tx, occurred_at: earned.get(tx.root_key) ?? tx.occurred_at }))
  await takeBackLate(scene, asEarned, new Set([why.factId]))
  await regainFirst(scene, given)
}

/** What was settled although its resource is withdrawn or closed is taken back at once, so that a restoration finds it. */
export async function takeBackLate(
  scene: Scene,
  posted: readonly PointTx[],
  facts: ReadonlySet<number>,
): Promise<void> {
  const late = posted.filter((tx) => facts.has(tx.fact_id) && tx.amount !== 0 && OF_THE_RESOURCE.has(tx.rule))
  for (const [resource, of] of Map.groupBy(late, (tx) => tx.resource_id ?? 0)) {
    const state = await stateOf(scene, resource)
    const { closedFact } = state
    const own = closedFact === undefined ? [] : of.filter((tx) => tx.rule !== 'review.useful')
    if (closedFact !== undefined) await takeBack(scene, own, { factId: closedFact, at: scene.run.at, what: CLOSED })
    // Reviews of what is closed count; those of what is withdrawn do not, closed or not.
    const txs = of.filter((tx) => !own.includes(tx))
    if (txs.length === 0 || !isWithdrawn(state)) continue
    const row = await scene.trx
      .selectFrom('fact')
      .selectAll()
      .where('school_id', '=', scene.schoolId)
      .where('id', '=', state.withdrawnFact)
      .executeTakeFirst()
    const fact = row && readFact(row)
    if (fact?.kind !== 'resource.withdrawn') continue
    const acceptedAt = fact.said.accepted_at === undefined ? txs[0]?.occurred_at : new Date(fact.said.accepted_at)
    // What is kept after the policy's days is what was earned by then: from the withdrawal on, nothing is.
    const due = reverses(scene, fact, acceptedAt) ? txs : txs.filter((tx) => tx.occurred_at > fact.at)
    await takeBack(scene, due, { factId: fact.id, at: fact.at, what: WHY[fact.said.why] }, { passedOn: true })
  }
}
const CLOSED: Text = { zh: '这份资源经核查不再计分', en: 'After a check this resource does not count' }

/** What an award depended on was corrected: it is taken back and given anew under the policy of the time. */
export async function corrected(scene: Scene, fact: PointFact<'resource.corrected'>): Promise<void> {
  const row = await scene.trx
    .selectFrom('fact')
    .selectAll()
    .where('school_id', '=', scene.schoolId)
    .where('key', '=', `accepted:${fact.resource}`)
    .executeTakeFirst()
  const original = row && readFact(row)
  if (original?.kind !== 'resource.accepted') return
  const awards = await standingOf(scene, fact.resource, ['upload.accepted'])
  if (awards.length === 0 && !(await emptiedByCorrection(scene, fact.resource))) return
  const what = { zh: '信息已更正，重新计分', en: 'Corrected, and counted anew' }
  // It keeps its place: nobody else comes into its room before it is given anew.
  await takeBack(scene, awards, { factId: fact.id, at: fact.at, what }, { refilled: false })
  const anew: LightFact & PointFact<'resource.accepted'> = { ...original, said: { ...original.said, ...fact.said } }
  const desk = await layOut(scene, [anew])
  desk.reawarding = true
  await keepPlace(desk, anew)
  work(desk, anew)
  await clear(desk)
  await refill(scene, awards)
}

/** The caps count what was shared before it, as they did the first time: what came later does not push it down. */
async function keepPlace(desk: Desk, fact: PointFact<'resource.accepted'>): Promise<void> {
  const { trx, schoolId } = desk.scene
  const author = desk.self(fact.said.author).now
  const [day, term] = [submissionDay(desk, fact), desk.term(fact.at)]
  const { rows } = await sql<{ day: number; term: number }>`
    select count(*) filter (where tx.day = ${day}::date)::int as day, count(*) filter (where tx.term_id = ${term})::int as term
    from point_tx tx
    join lateral (select first.occurred_at, first.fact_id from point_tx first where first.school_id = tx.school_id
      and first.root_key = tx.root_key order by first.seq limit 1) origin on true
    where tx.school_id = ${schoolId} and tx.member_id = ${author} and tx.rule = 'upload.accepted' and tx.kind = 'award'
      and tx.amount > 0 and tx.root_key not like '%:co:%' and (tx.day = ${day}::date or tx.term_id = ${term})
      and (origin.occurred_at, origin.fact_id) < (${fact.at}, ${fact.id})
      and not exists (select 1 from point_tx back where back.school_id = tx.school_id and back.reverses_seq = tx.seq)`.execute(
    trx,
  )
  const [before] = rows
  desk.counts.set(counterOf.day('upload.accepted', author, day), { n: before?.day ?? 0, sum: 0 })
  desk.counts.set(counterOf.term('upload.accepted', author, term), { n: before?.term ?? 0, sum: 0 })
}

/** Nothing stands because it was corrected to what earns nothing; a withdrawal or a case is not undone by a correction. */
async function emptiedByCorrection(scene: Scene, resourceId: number): Promise<boolean> {
  const state = await stateOf(scene, resourceId)
  if (isWithdrawn(state) || state.closedFact !== undefined) return false
  const { rows } = await sql<{ by: string }>`
    select fact.kind as by from point_tx tx
    join fact on fact.school_id = tx.school_id and fact.id = tx.fact_id
    where tx.school_id = ${scene.schoolId} and tx.resource_id = ${resourceId} and tx.rule = 'upload.accepted'
      and tx.amount <> 0 order by tx.seq desc limit 1`.execute(scene.trx)
  return rows[0]?.by === 'resource.corrected'
}

/** A content error keeps everything of the resource from coming into force. */
export async function frozen(scene: Scene, fact: PointFact<'resource.frozen'>): Promise<void> {
  const state = await stateOf(scene, fact.resource)
  if (state.frozenAt !== undefined) return
  state.frozenAt = fact.at
  state.frozenFact = fact.id
  await saveResources(scene, [state])
  await hold(scene, fact.resource, 1)
}

export async function fixed(scene: Scene, fact: PointFact<'resource.fixed'>): Promise<void> {
  const state = await stateOf(scene, fact.resource)
  if (state.frozenFact === undefined) return
  const wasFrozen = state.frozenAt !== undefined
  state.frozenAt = undefined
  state.frozenFact = undefined
  await saveResources(scene, [state])
  if (wasFrozen) await hold(scene, fact.resource, -1)
}

export async function hold(scene: Scene, resourceId: number, by: 1 | -1): Promise<void> {
  await sql`update point_pending set holds = greatest(0, holds + ${by})
    where school_id = ${scene.schoolId} and resource_id = ${resourceId}`.execute(scene.trx)
}

/** A panel's score counts with the next weekly settlement. */
export async function concluded(scene: Scene, fact: PointFact<'panel.concluded'>): Promise<void> {
  const desk = await layOut(scene, [{ ...fact, kind: 'points.opened', said: { contribution: 0, spendable: 0 } }])
  const state = desk.resource(fact.resource)
  state.panel = fact.said.score
  becomeDue(desk, state, fact.at)
  desk.touch(state)
  await clear(desk)
}

/** The state of one resource. */
export async function stateOf(scene: Scene, resourceId: number): Promise<ResourceState> {
  const states = await statesOf(scene, [resourceId])
  return states.get(resourceId) ?? newResource(resourceId)
}
