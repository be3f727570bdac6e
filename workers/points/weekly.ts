import { sql } from 'kysely'
import { awardLegs, type NewTx } from '#db/ledger/post.ts'
import { addDays, dayOf, isoWeekOf } from '#kit/zone.ts'
import { labelled, sharesOf } from './desk.ts'
import { priorOf, priorSpan, statesOf } from './load-state.ts'
import { bonusOf, priorMean, qualityOf } from './quality.ts'
import { hold, stateOf } from './revoke.ts'
import { put, saveResources } from './save.ts'
import { countsFor, type Scene } from './scene.ts'
import { endOf } from './settled-week.ts'
import { isWithdrawn } from './state.ts'
import { standingOf, takeBack } from './take-back.ts'

/**
 * Settles the quality bonus of weeks that are over: base award × (Q − 1), posted as the difference to what stands, in the
 * last moment of its week.
 */
export async function settleQuality(scene: Scene, limit: number): Promise<number> {
  const { trx, schoolId, run, zone } = scene
  const { rows } = await sql<{ resource_id: number; due_week: string }>`
    select resource_id, due_week from quality_state where school_id = ${schoolId} and due_week < ${isoWeekOf(run.at, zone)}
      and frozen_at is null order by due_week, resource_id limit ${limit}`.execute(trx)
  if (rows.length === 0) return 0
  const priors = new Map<string, Awaited<ReturnType<typeof priorOf>>>()
  const states = await statesOf(
    scene,
    rows.map((row) => row.resource_id),
  )
  const people = await nowOf(
    scene,
    [...states.values()].flatMap((state) => [state.author ?? [], state.coAuthors.map((one) => one.member)].flat()),
  )
  const txs: NewTx[] = []
  for (const { resource_id: id, due_week: week } of rows) {
    const end = endOf(week, zone)
    const policy = scene.policyOf(end)
    const span = priorSpan(scene, end)
    const prior = priors.get(week) ?? (await priorOf(scene, span.from, span.to))
    priors.set(week, prior)
    const state = states.get(id)
    if (!state) throw new Error(`the state of resource ${id} went away`)
    state.dueWeek = undefined
    state.settledWeek = week
    const quality = qualityOf(state, prior, policy)
    state.mean = quality.mean
    state.factor = quality.factor
    const gone = isWithdrawn(state) || state.closedFact !== undefined || state.author === undefined
    const enough = state.ratings >= policy.rules['quality.bonus'].min_ratings
    const target = enough ? bonusOf(state.base, quality.factor, policy) : 0
    const delta = gone ? 0 : target - state.bonus
    state.bonus += delta
    if (delta === 0 || state.author === undefined) continue
    const author = people.get(state.author) ?? state.author
    const counts = countsFor(scene, end)
    const spendable = policy.spendable.mirror.includes('quality.bonus')
    const [m, b, q] = [priorMean(prior, policy), quality.mean, quality.factor].map((one) =>
      String(Math.round(one * 10_000) / 10_000),
    )
    const before = state.bonus - delta
    const less = before === 0 ? '' : ` − ${(before / 100).toFixed(2)}`
    const said = `${(state.base / 100).toFixed(2)} × (${q} − 1)${less} = ${(delta / 100).toFixed(2)}`
    const trace = {
      zh: `质量 ${state.ratings} 人评分，B = ${b}（m = ${m}），${said}`,
      en: `Quality, ${state.ratings} ratings, B = ${b} (m = ${m}): ${said}`,
    }
    const shares = sharesOf(delta, state.coAuthors)
    const rest = delta - shares.reduce((sum, one) => sum + one.amount, 0)
    const key = `qb:${id}:${week.toLowerCase().replace('-', '')}`
    for (const part of [
      { member: author, amount: rest, suffix: '' },
      ...shares.map((one) => ({
        member: people.get(one.member) ?? one.member,
        amount: one.amount,
        suffix: `:co:${one.member}`,
      })),
    ]) {
      if (part.amount === 0) continue
      txs.push({
        kind: 'award',
        rule: 'quality.bonus',
        key: `${key}${part.suffix}`,
        policyVersion: policy.version,
        factId: 0,
        memberId: part.member,
        resourceId: id,
        occurredAt: end,
        countsAt: counts.at,
        day: dayOf(end, zone),
        termId: counts.termId,
        legs: awardLegs(part.member, part.amount, spendable),
        trace: counts.late ? labelled(trace) : trace,
      })
    }
  }
  await saveResources(scene, [...states.values()])
  await put(scene, txs)
  return rows.length
}

/** A content error that nobody mended in time costs the quality bonus; the rest is let go of when it is mended. */
export async function unfixed(scene: Scene): Promise<number> {
  const { rows } = await sql<{ resource_id: number; frozen_at: Date; frozen_fact: number }>`
    select resource_id, frozen_at, frozen_fact from quality_state
    where school_id = ${scene.schoolId} and frozen_at is not null order by resource_id`.execute(scene.trx)
  let did = 0
  for (const row of rows) {
    const days = scene.policyOf(row.frozen_at).rules.recall?.fixed_within_days
    if (days === undefined || addDays(row.frozen_at, days, scene.zone) > scene.run.at) continue
    const what = { zh: '内容错误没有按时改好', en: 'A content error was not mended in time' }
    const why = { factId: row.frozen_fact, at: scene.run.at, what }
    await takeBack(scene, await standingOf(scene, row.resource_id, ['quality.bonus']), why)
    const state = await stateOf(scene, row.resource_id)
    await saveResources(scene, [{ ...state, frozenAt: undefined }])
    await hold(scene, row.resource_id, -1)
    did += 1
  }
  return did
}

/** Who these members are by now, of those who became somebody else. */
async function nowOf(scene: Scene, members: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ member_id: number; now_id: number }>`
    select member_id, now_id from point_self
    where school_id = ${scene.schoolId} and member_id = any (${[...new Set(members)]}::bigint[])`.execute(scene.trx)
  return new Map(rows.map((row) => [row.member_id, row.now_id]))
}
