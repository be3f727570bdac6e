import type { Policy } from '#db/policy/schema.ts'
import { isoWeekOf } from '#kit/zone.ts'
import type { Desk } from './desk.ts'
import type { PointFact } from './fact.ts'
import type { LightFact } from './load.ts'
import { qualityOf, WEIGHT_UNIT } from './quality.ts'
import { cellOf, versionCell } from './rule-upload.ts'
import { proposalsFor } from './rules.ts'
import type { RatingState, ResourceState } from './state.ts'

/** Works one fact at the desk: what it earns, and what it changes in what later ones look at. */
export function work(desk: Desk, fact: LightFact): void {
  const policy = desk.scene.policyOf(fact.at)
  const before = desk.txs.length
  if (fact.kind === 'resource.accepted') noteAccepted(desk, fact)
  for (const proposal of proposalsFor(desk, fact, policy)) desk.post(fact, policy, proposal)
  if (fact.kind === 'resource.accepted') notePaid(desk, fact, before)
  if (fact.kind === 'resource.rated' && !desk.refilling) noteRating(desk, fact, policy)
}

function noteAccepted(desk: Desk, { said, resource, at }: PointFact<'resource.accepted'>): void {
  const state = desk.resource(resource)
  state.author = said.author
  state.coAuthors = (said.co_authors ?? []).filter((one) => !desk.same(one.member, said.author))
  state.type = said.type
  state.acceptedAt = at
  desk.touch(state)
}

/** What was paid fills a cell, and its content is not paid again. */
function notePaid(desk: Desk, fact: PointFact<'resource.accepted'>, before: number): void {
  const paid = desk.txs.slice(before).some((tx) => tx.rule === 'upload.accepted' && tx.legs.length > 0)
  if (!paid) return
  const author = desk.self(fact.said.author).now
  const fill = (cell: string) => {
    if (desk.cells.has(cell)) return false
    desk.cells.set(cell, fact.resource)
    desk.newCells.add(cell)
    return true
  }
  const cell = cellOf(fact.said)
  if (cell) fill(cell)
  const per = desk.scene.policyOf(fact.at).rules['upload.version']?.per_item_per_term ?? 0
  if (fact.said.like?.own) {
    for (let nth = 1; nth <= per; nth += 1) if (fill(versionCell(desk, fact, author, nth))) break
  }
  for (const sha of [fact.said.blob_sha256, fact.said.text_sha256]) {
    if (!sha) continue
    const known = desk.contents.get(sha) ?? []
    desk.contents.set(sha, [...known, { resource: fact.resource, member: author, stands: true }])
    desk.newContents.push({ sha, resource: fact.resource, member: author })
  }
}

/**
 * The rating of a person that counts is their last one, by when they gave it: one that was held is settled after those
 * that came later. Nought stars take a rating back, and stay in its place.
 */
function noteRating(desk: Desk, fact: PointFact<'resource.rated'>, policy: Policy): void {
  const { stars } = fact.said
  if (stars === undefined) return
  const member = desk.self(fact.actor).now
  const key = `${fact.resource} ${member}`
  const known = desk.ratings.get(key)
  if (known && isLater(known, fact)) return
  const none = stars === 0 || desk.denied.has(fact.key) || desk.held.has(fact.key)
  const weight = none ? 0 : weightOf(desk, fact, policy)
  const rating = { resource: fact.resource, member, stars, weight, at: fact.at, factId: fact.id, factKey: fact.key }
  desk.ratings.set(key, rating)
  desk.touchedRatings.add(key)
  const state = desk.resource(fact.resource)
  if (known) count(desk, state, known, -1)
  count(desk, state, rating, 1)
  becomeDue(desk, state, fact.at)
  const quality = qualityOf(state, desk.prior(fact.at), policy)
  state.mean = quality.mean
  state.factor = quality.factor
  desk.touch(state)
}

function isLater(known: RatingState, fact: PointFact): boolean {
  const [before, at] = [known.at.getTime(), fact.at.getTime()]
  return before > at || (before === at && known.factId > fact.id)
}

/** The week in which it changed is settled when it is over; one that was settled already, with the present one. */
export function becomeDue(desk: Desk, state: ResourceState, at: Date): void {
  const { zone, run } = desk.scene
  const week = isoWeekOf(at, zone)
  const due = state.settledWeek !== undefined && week <= state.settledWeek ? isoWeekOf(run.at, zone) : week
  if (state.dueWeek === undefined || due > state.dueWeek) state.dueWeek = due
}

function count(desk: Desk, state: ResourceState, rating: RatingState, sign: 1 | -1): void {
  if (rating.weight === 0) return
  state.ratings += sign
  state.weights += sign * rating.weight
  state.weightedStars += sign * rating.weight * rating.stars
  for (const prior of desk.priors.values()) {
    const at = rating.at.getTime()
    if (at < prior.from || at >= prior.to) continue
    prior.sum += sign * rating.stars
    prior.count += sign
  }
}

/** What a rating weighs, in ten-thousandths; nothing for one's own work and from an account nobody has recognised. */
export function weightOf(desk: Desk, fact: PointFact<'resource.rated'>, policy: Policy): number {
  const rule = policy.rules.rater_weight
  const { author, co_authors = [], rater = 'teacher', seconds_since_download, had_download, pages, bound } = fact.said
  if ([author, ...co_authors].some((one) => desk.same(one, fact.actor)) || bound === false) return 0
  if (!rule) return WEIGHT_UNIT
  const quick =
    typeof seconds_since_download === 'number' &&
    seconds_since_download < rule.quick_seconds &&
    (pages ?? 0) > rule.quick_pages
  const half = desk.halved.has(fact.key) || fact.said.reciprocal === true
  const use = had_download || desk.cleared.has(fact.key) ? 1 : rule.unused
  return Math.round(rule[rater] * (quick ? rule.quick : 1) * (half ? rule.reciprocal : 1) * use * WEIGHT_UNIT)
}
