import { FEW, type Look, lookAt } from '#db/ledger/at-once.ts'
import { isoWeekOf, spanOf } from '#kit/zone.ts'
import { Desk } from './desk.ts'
import type { PointFact } from './fact.ts'
import { lookForActorDays, lookForDays, lookForPairs, lookForRoots, lookForTerms } from './load-counts.ts'
import {
  lookForCells,
  lookForContents,
  lookForFlags,
  lookForPriors,
  lookForRatings,
  lookForResources,
  lookForSelves,
  priorSpan,
} from './load-state.ts'
import { counterOf } from './proposal.ts'
import { cellOf, submissionDay, versionCell } from './rule-upload.ts'
import type { LightKind } from './rules.ts'
import type { Scene } from './scene.ts'

export type LightFact = PointFact<LightKind>

/**
 * Lays out everything that the rules look at for these facts, by a fixed number of statements; for a few facts by one,
 * which takes everybody for who they were, and a second where somebody was merged. `others`: people whom the facts do
 * not name.
 */
export async function layOut(scene: Scene, facts: readonly LightFact[], others: readonly number[] = []): Promise<Desk> {
  const few = facts.length <= FEW
  const desk = new Desk(scene)
  const selves = lookForSelves(desk, [...new Set([...peopleIn(facts), ...others])])
  if (!few) {
    await lookAt(scene.trx, false, selves)
    await lookAt(scene.trx, false, looksFor(desk, facts))
    return desk
  }
  await lookAt(scene.trx, true, [...selves, ...looksFor(desk, facts)])
  if (desk.selves.size === 0) return desk
  const known = new Desk(scene)
  for (const [id, self] of desk.selves) known.selves.set(id, self)
  await lookAt(scene.trx, true, looksFor(known, facts))
  return known
}

function looksFor(desk: Desk, facts: readonly LightFact[]): Look[] {
  const wants = new Wants(desk)
  for (const fact of facts) wants.add(fact)
  return [
    ...lookForResources(desk, wants),
    ...lookForRoots(desk, wants),
    ...lookForDays(desk, wants),
    ...lookForActorDays(desk, wants),
    ...lookForPairs(desk, wants),
    ...lookForTerms(desk, wants),
    ...lookForCells(desk, wants),
    ...lookForContents(desk, wants),
    ...lookForRatings(desk, wants),
    ...lookForPriors(desk, wants),
    ...lookForFlags(desk, wants),
  ]
}

/** Keys of what is wanted, each once. */
export class Wants {
  readonly desk: Desk
  readonly resources = new Set<number>()
  readonly roots = new Set<string>()
  readonly days = new Map<string, [rule: string, member: number, day: string]>()
  readonly actorDays = new Map<string, [rule: string, actor: number, day: string]>()
  readonly pairs = new Map<string, [rule: string, member: number, actor: number, from: string, to: string]>()
  readonly terms = new Map<string, [rule: string, member: number, term: string]>()
  readonly cells = new Set<string>()
  readonly shas = new Set<string>()
  readonly ratings = new Map<string, [resource: number, member: number]>()
  readonly weeks = new Map<string, { from: Date; to: Date }>()
  readonly keys: string[] = []

  constructor(desk: Desk) {
    this.desk = desk
  }

  add(fact: LightFact): void {
    const { desk } = this
    const actor = desk.self(fact.actor).now
    this.keys.push(fact.key)
    if (fact.resource !== 0) this.resources.add(fact.resource)
    const day = (rule: string, member: number, of: string) =>
      this.days.set(counterOf.day(rule, member, of), [rule, member, of])
    const term = (rule: string, member: number) =>
      this.terms.set(counterOf.term(rule, member, desk.term(fact.at)), [rule, member, desk.term(fact.at)])
    const pair = (rule: string, member: number, kind: 'week' | 'month', other: number) => {
      const from = desk.firstDay(kind, fact.at)
      const to = desk.day(spanOf(kind, fact.at, desk.scene.zone).to)
      this.pairs.set(counterOf.pair(rule, member, other, from), [rule, member, other, from, to])
    }
    switch (fact.kind) {
      case 'resource.accepted': {
        const { now, all } = desk.self(fact.said.author)
        this.roots.add(`up:${fact.resource}`)
        for (const id of all) this.roots.add(`first:${id}`)
        day('upload.accepted', now, submissionDay(desk, fact))
        term('upload.accepted', now)
        const cell = cellOf(fact.said)
        if (cell) this.cells.add(cell)
        const per = desk.scene.policyOf(fact.at).rules['upload.version']?.per_item_per_term ?? 0
        if (fact.said.like?.own)
          for (let nth = 1; nth <= per; nth += 1) this.cells.add(versionCell(desk, fact, now, nth))
        for (const sha of [fact.said.blob_sha256, fact.said.text_sha256]) if (sha) this.shas.add(sha)
        break
      }
      case 'resource.downloaded': {
        const author = desk.self(fact.said.author).now
        for (const id of desk.self(fact.actor).all) this.roots.add(`dl:${fact.resource}:${id}`)
        day('download.counted', author, desk.day(fact.at))
        const of = desk.day(fact.at)
        this.actorDays.set(counterOf.actorDay('download.counted', actor, of), ['download.counted', actor, of])
        pair('download.counted', author, 'week', actor)
        this.week(fact.at)
        break
      }
      case 'resource.rated':
        for (const id of desk.self(fact.actor).all) this.roots.add(`rv:${fact.resource}:${id}`)
        day('review.useful', actor, desk.day(fact.at))
        term('review.useful', actor)
        this.ratings.set(`${fact.resource} ${actor}`, [fact.resource, actor])
        this.week(fact.at)
        break
      case 'review.decided':
        this.roots.add(`au:${fact.key.replace(/^audited:/, '')}`)
        day('audit.done', actor, desk.day(fact.at))
        break
      case 'request.fulfilled':
        this.roots.add(`rf:Q${fact.said.request}`).add(`bounty:Q${fact.said.request}`)
        pair('request.fulfilled', actor, 'month', desk.self(fact.said.asker).now)
        break
      case 'loan.returned':
        this.roots.add(`rt:B${fact.said.loan}:b`).add(`rt:B${fact.said.loan}:l`)
        term('loan.returned_on_time:b', actor)
        break
      case 'lecture.hosted':
        this.roots.add(`lec:${fact.said.event}`)
        break
      case 'lecture.attended':
        this.roots.add(`att:${fact.said.event}:${actor}`)
        term('lecture.attended', actor)
        break
      case 'observation.feedback':
        this.roots.add(`obs:${fact.said.event}:${actor}`)
        term('lesson_observation.feedback', actor)
        break
      case 'teaching.confirmed':
        this.roots.add(fact.key.replace(/^taught:/, 'tc:'))
        term('teaching.cross_school_period', actor)
        break
      case 'panel.scored':
        this.roots.add(fact.key)
        break
      case 'duplicate.reported':
        this.roots.add(`dup:${fact.said.report}`)
        break
      default:
        break
    }
  }

  private week(at: Date): void {
    const { zone } = this.desk.scene
    const week = isoWeekOf(at, zone)
    if (this.weeks.has(week)) return
    this.weeks.set(week, priorSpan(this.desk.scene, at))
  }
}

/** Everybody whom the rules ask about: who did it, whom it is about, who made it together. */
function peopleIn(facts: readonly LightFact[]): number[] {
  const ids = facts.flatMap(({ actor, said }) => {
    const people = ['author' in said && said.author, 'asker' in said && said.asker, 'lender' in said && said.lender]
    const makers = ('co_authors' in said && said.co_authors) || []
    const shares = makers.map((one) => (typeof one === 'number' ? one : one.member))
    return [actor, ...people, ...shares].filter((id) => typeof id === 'number')
  })
  return [...new Set(ids)]
}
