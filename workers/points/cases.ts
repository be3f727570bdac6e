import { sql } from 'kysely'
import { multiply } from '#db/ledger/amount.ts'
import type { NewTx } from '#db/ledger/post.ts'
import type { PointTx } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import { isoWeekOf } from '#kit/zone.ts'
import { type PointFact, readFact } from './fact.ts'
import { giveBack } from './give-back.ts'
import { weightOf } from './light.ts'
import { layOut } from './load.ts'
import { again, factsByKey } from './refill.ts'
import { giveWhatIsDue, stateOf } from './revoke.ts'
import { holdPending, put, saveResources } from './save.ts'
import { countsFor, type Scene } from './scene.ts'
import { isSettled } from './settled-week.ts'
import { legsOf, postedBy, standingByFacts, standingOf, takeBack, takenBy } from './take-back.ts'

const OWN = ['upload.accepted', 'upload.first_ever', 'quality.bonus', 'case.selected']
const DOWNLOADS = 'download.counted'

const RULINGS: Record<PointFact<'case.decided'>['said']['ruling'], Text> = {
  plagiarism: { zh: '抄袭经核实', en: 'Plagiarism, confirmed' },
  takedown: { zh: '版权下架', en: 'Taken down for copyright' },
  duplicate_own: { zh: '与自己的资源重复', en: 'A duplicate of one’s own' },
  duplicate_other: { zh: '与他人的资源重复', en: 'A duplicate of another’s' },
  fraud: { zh: '经核查不计分', en: 'After a check, not counted' },
  reviewer_error: { zh: '审核有误', en: 'The review was mistaken' },
}

/** The revocation matrix for what two people decided. Fewer approvals than the rule asks for change nothing. */
export async function decided(scene: Scene, fact: PointFact<'case.decided'>): Promise<void> {
  const { said } = fact
  const what = RULINGS[said.ruling]
  const why = { factId: fact.id, at: fact.at, what }
  const rule = scene.policyOf(fact.at).rules['penalty.plagiarism']
  const people = new Set(said.approvals.filter((one) => one !== said.member))
  if (people.size < (rule?.approvals ?? 2)) return
  switch (said.ruling) {
    case 'plagiarism':
    case 'duplicate_own':
    case 'duplicate_other': {
      await close(scene, fact)
      const passedOn = said.ruling !== 'plagiarism'
      const back = await takeBack(scene, await standingOf(scene, fact.resource, [...OWN, DOWNLOADS]), why, { passedOn })
      if (said.ruling === 'plagiarism') await penalty(scene, fact, back)
      if (said.original !== undefined) await again(scene, await factsByKey(scene, [`accepted:${said.original}`]))
      return
    }
    case 'takedown': {
      await takeSpendable(scene, fact, await standingOf(scene, fact.resource, [DOWNLOADS]))
      await takeBack(scene, await standingOf(scene, fact.resource, OWN), why, { passedOn: true })
      return
    }
    case 'fraud':
      await deny(scene, fact.id, said.facts ?? [])
      await takeBack(scene, await standingByFacts(scene, said.facts ?? []), why)
      await reweigh(scene, said.facts ?? [])
      return
    case 'reviewer_error':
      await takeBack(scene, await standingByFacts(scene, said.facts ?? []), why)
      return
    default:
      said.ruling satisfies never
  }
}

/** An appeal was upheld: everything that the case took comes back. */
export async function overturned(scene: Scene, fact: PointFact<'case.overturned'>): Promise<void> {
  const row = await scene.trx
    .selectFrom('fact')
    .selectAll()
    .where('school_id', '=', scene.schoolId)
    .where('key', '=', `case:${fact.said.case}`)
    .executeTakeFirst()
  const original = row && readFact(row)
  if (original?.kind !== 'case.decided') return
  const what = { zh: '申诉成立，已恢复', en: 'the appeal was upheld: restored' }
  if (original.resource !== 0) {
    const state = await stateOf(scene, original.resource)
    if (state.closedFact === original.id) await saveResources(scene, [{ ...state, closedFact: undefined }])
  }
  const taken = await takenBy(scene, [original.id])
  const undone = await postedBy(scene, original.id, ['penalty', 'adjust', 'award'])
  const undo = { factId: fact.id, at: fact.at, what: { zh: '申诉成立', en: 'The appeal was upheld' } }
  await takeBack(scene, undone, undo, { refilled: false })
  await giveWhatIsDue(scene, taken, { factId: fact.id, at: fact.at, what })
  await allow(scene, original.id, original.said.facts ?? [])
}

/** A decision of a reviewer was overturned: the points for it go back. */
export async function reviewOverturned(scene: Scene, fact: PointFact<'review.overturned'>): Promise<void> {
  const what = RULINGS.reviewer_error
  await takeBack(scene, await standingByFacts(scene, [fact.said.of]), { factId: fact.id, at: fact.at, what })
}

/** The highest level only: a later, higher one posts the difference. */
export async function selected(scene: Scene, fact: PointFact<'case.selected'>): Promise<void> {
  const policy = scene.policyOf(fact.at)
  const rule = policy.rules['case.selected']
  if (!rule) return
  const before = (await standingOf(scene, fact.resource, ['case.selected'])).reduce((sum, tx) => sum + tx.amount, 0)
  const amount = Math.max(0, multiply(rule[fact.said.level]) - before)
  const makers = [fact.said.author, ...(fact.said.co_authors ?? []).map((one) => one.member)]
  const nothing = { ...fact, kind: 'points.opened' as const, said: { contribution: 0, spendable: 0 } }
  const desk = await layOut(scene, [nothing], makers)
  const less = before > 0 ? { zh: `，已计 ${before / 100}`, en: `, less ${before / 100} before` } : { zh: '', en: '' }
  const points = rule[fact.said.level]
  const said = { zh: `入选优秀案例 ${points}${less.zh}`, en: `Selected as a model case ${points}${less.en}` }
  const value = (amount / 100).toFixed(2)
  desk.post(nothing, policy, {
    rule: 'case.selected',
    roots: [fact.key.replace(/^selected:/, 'case:') as string],
    member: desk.self(fact.said.author).now,
    resource: fact.resource || undefined,
    amount,
    shares: (fact.said.co_authors ?? []).filter((one) => !desk.same(one.member, fact.said.author)),
    trace: { zh: `${said.zh} = ${value}`, en: `${said.en} = ${value}` },
  })
  await put(scene, desk.txs)
}

/** A signal holds facts that wait, keeps what they earned from coming into force, and takes weight from ratings. */
export async function flagRaised(scene: Scene, fact: PointFact<'flag.raised'>): Promise<void> {
  const { flag, facts, until, effect = 'hold' } = fact.said
  await sql`insert into point_flag as known (school_id, flag, effect, keys, until, state, fact_id)
    values (${scene.schoolId}, ${flag}, ${effect}, ${facts}::text[], ${until ?? null}, 'open', ${fact.id})
    on conflict (school_id, flag) do update set keys = known.keys || excluded.keys`.execute(scene.trx)
  if (effect === 'note') return
  if (effect === 'hold') {
    await setWaiting(scene, facts, 'waiting', 'held')
    await holdPending(scene, facts, 1)
  }
  await reweigh(scene, facts)
}

/** Cleared: it is posted after all. Upheld: it earns nothing. The latest decision counts. */
export async function flagDecided(scene: Scene, fact: PointFact<'flag.decided'>): Promise<void> {
  const { flag, outcome } = fact.said
  const known = await scene.trx
    .selectFrom('point_flag')
    .selectAll()
    .where('school_id', '=', scene.schoolId)
    .where('flag', '=', flag)
    .executeTakeFirst()
  if (!known || known.state === outcome) return
  await scene.trx
    .updateTable('point_flag')
    .set({ state: outcome, fact_id: fact.id })
    .where('school_id', '=', scene.schoolId)
    .where('flag', '=', flag)
    .execute()
  if (known.state === 'open') await letGo(scene, known.effect, known.keys)
  if (outcome === 'upheld' && known.effect === 'hold') {
    await deny(scene, fact.id, known.keys)
    const what = RULINGS.fraud
    await takeBack(scene, await standingByFacts(scene, known.keys), { factId: fact.id, at: fact.at, what })
  }
  await reweigh(scene, known.keys)
  if (known.state !== 'upheld') return
  const what = { zh: '复核后恢复', en: 'restored after another look' }
  await giveWhatIsDue(scene, await takenBy(scene, [known.fact_id]), { factId: fact.id, at: fact.at, what })
  await allow(scene, known.fact_id, known.keys)
}

/** What a signal held is free again. */
export async function letGo(scene: Scene, effect: string, keys: readonly string[]): Promise<void> {
  if (effect !== 'hold') return
  await setWaiting(scene, keys, 'held', 'waiting')
  await holdPending(scene, keys, -1)
}

async function setWaiting(scene: Scene, keys: readonly string[], from: 'waiting' | 'held', to: 'waiting' | 'held') {
  await scene.trx
    .updateTable('fact')
    .set({ status: to })
    .where('school_id', '=', scene.schoolId)
    .where(sql<boolean>`key = any (${[...keys]}::text[])`)
    .where('status', '=', from)
    .execute()
}

async function close(scene: Scene, fact: PointFact<'case.decided'>): Promise<void> {
  await saveResources(scene, [{ ...(await stateOf(scene, fact.resource)), closedFact: fact.id }])
}

async function penalty(scene: Scene, fact: PointFact<'case.decided'>, back: readonly PointTx[]): Promise<void> {
  const rule = scene.policyOf(fact.at).rules['penalty.plagiarism']
  const { member, repeat } = fact.said
  const lost = back.filter((tx) => tx.member_id === member).reduce((sum, tx) => sum - tx.amount, 0)
  if (!rule || lost <= 0) return
  const factor = repeat ? rule.repeat : rule.first
  const amount = Math.min(Math.round(lost * factor), multiply(rule.cap))
  const counts = countsFor(scene, fact.at)
  const shown = `${(lost / 100).toFixed(2)} × ${factor} = ${(amount / 100).toFixed(2)}`
  const capped = amount < Math.round(lost * factor)
  const tx: NewTx = {
    kind: 'penalty',
    rule: 'penalty.plagiarism',
    key: `pen:${fact.said.case}`,
    policyVersion: scene.policyOf(fact.at).version,
    factId: fact.id,
    memberId: member,
    resourceId: fact.resource || undefined,
    occurredAt: fact.at,
    countsAt: counts.at,
    day: counts.at.toISOString().slice(0, 10),
    termId: counts.termId,
    legs: [
      { book: 'C', account: `member:${member}:contrib`, amount: -amount },
      { book: 'C', account: 'sink:penalty', amount },
    ],
    trace: {
      zh: `抄袭扣分：退回的 ${shown}${capped ? `（最多 ${rule.cap}）` : ''}`,
      en: `Penalty for plagiarism: taken back ${shown}${capped ? ` (at most ${rule.cap})` : ''}`,
    },
  }
  if (amount > 0) await put(scene, [tx])
}

/** Honour is kept, what can be spent goes back: each is given again for honour alone, so that it is never taken twice. */
async function takeSpendable(scene: Scene, fact: PointFact<'case.decided'>, awards: readonly PointTx[]): Promise<void> {
  const legs = await legsOf(
    scene,
    awards.map((tx) => tx.seq),
  )
  const spendable = awards.filter((tx) => legs.get(tx.seq)?.some((leg) => leg.book === 'S'))
  const why = { factId: fact.id, at: fact.at, what: RULINGS.takedown }
  await takeBack(scene, spendable, why, { refilled: false })
  const what = { zh: '版权下架，只留荣誉积分', en: 'taken down for copyright: for honour only' }
  await giveBack(scene, await takenBy(scene, [fact.id]), { ...why, what }, { honourOnly: true })
}

async function deny(scene: Scene, factId: number, keys: readonly string[]): Promise<void> {
  await sql`insert into point_denied (school_id, key, fact_id)
    select ${scene.schoolId}, unnest(${[...keys]}::text[]), ${factId} on conflict do nothing`.execute(scene.trx)
}

/** What was denied by a decision counts after all: what was a nought for it is worked again. */
async function allow(scene: Scene, factId: number, keys: readonly string[]): Promise<void> {
  await sql`delete from point_denied where school_id = ${scene.schoolId} and fact_id = ${factId}`.execute(scene.trx)
  if (keys.length === 0) return
  await reweigh(scene, keys)
  await again(scene, await factsByKey(scene, keys))
}

/** Weighs the ratings anew that some facts made and that still count; their resources are settled with this week. */
async function reweigh(scene: Scene, keys: readonly string[]): Promise<void> {
  const rows = await factsByKey(scene, keys)
  const facts = rows.flatMap((row) => {
    const fact = readFact(row)
    return fact?.kind === 'resource.rated' ? [fact] : []
  })
  if (facts.length === 0) return
  const desk = await layOut(scene, facts)
  for (const fact of facts) {
    const rating = desk.ratings.get(`${fact.resource} ${desk.self(fact.actor).now}`)
    if (rating?.factKey !== fact.key) continue
    const none = rating.stars === 0 || desk.denied.has(fact.key) || desk.held.has(fact.key)
    const weight = none ? 0 : weightOf(desk, fact, scene.policyOf(fact.at))
    if (weight === rating.weight) continue
    const state = desk.resource(fact.resource)
    state.ratings += (weight > 0 ? 1 : 0) - (rating.weight > 0 ? 1 : 0)
    state.weights += weight - rating.weight
    state.weightedStars += (weight - rating.weight) * rating.stars
    rating.weight = weight
    const week = isoWeekOf(scene.run.at, scene.zone)
    if (await isSettled(scene, state)) state.dueWeek = undefined
    else if (state.dueWeek === undefined || state.dueWeek <= (state.settledWeek ?? '')) state.dueWeek = week
    desk.touch(state)
    await sql`update point_rating set weight = ${weight} where school_id = ${scene.schoolId}
      and resource_id = ${rating.resource} and member_id = ${rating.member}`.execute(scene.trx)
  }
  await saveResources(
    scene,
    [...desk.touched].flatMap((id) => desk.resources.get(id) ?? []),
  )
}
