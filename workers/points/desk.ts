import { awardLegs, type NewTx } from '#db/ledger/post.ts'
import type { Policy } from '#db/policy/schema.ts'
import { termAt } from '#db/policy/terms.ts'
import type { PointTx } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import { dayOf, isoWeekOf, spanOf } from '#kit/zone.ts'
import type { PointFact } from './fact.ts'
import { type Count, counterOf, type Proposal } from './proposal.ts'
import { type Prior, qualityOf } from './quality.ts'
import { countsFor, type Scene } from './scene.ts'
import { isWithdrawn, newResource, type RatingState, type ResourceState, type RootState, type Self } from './state.ts'
import { nought } from './trace.ts'

/**
 * The desk at which a batch of facts is worked: everything the rules look at was laid out on it by a fixed number of
 * statements (`load.ts`), what they post lies on it until it is written by a few (`save.ts`).
 */
export class Desk {
  readonly scene: Scene
  readonly resources = new Map<number, ResourceState>()
  readonly touched = new Set<number>()
  readonly roots = new Map<string, RootState>()
  readonly counts = new Map<string, Count>()
  readonly selves = new Map<number, Self>()
  readonly cells = new Map<string, number>()
  readonly newCells = new Set<string>()
  readonly contents = new Map<string, { resource: number; member: number; stands: boolean }[]>()
  readonly newContents: { sha: string; resource: number; member: number }[] = []
  readonly ratings = new Map<string, RatingState>()
  readonly touchedRatings = new Set<string>()
  readonly priors = new Map<string, Prior & { from: number; to: number }>()
  readonly denied = new Set<string>()
  readonly held = new Set<string>()
  readonly halved = new Set<string>()
  /** What a person has looked at and found in order. */
  readonly cleared = new Set<string>()
  /** Facts of `held` that posted something. */
  readonly heldFacts = new Set<number>()
  readonly txs: NewTx[] = []
  /** Facts whose awards must be taken back at once: their resource is withdrawn or closed. */
  readonly late = new Set<number>()
  /** Noughts are left out: rows of a full cap are run again. */
  refilling = false
  /** An award that was taken back is given anew by its own fact. */
  reawarding = false

  constructor(scene: Scene) {
    this.scene = scene
  }

  resource(id: number): ResourceState {
    const found = this.resources.get(id) ?? newResource(id)
    this.resources.set(id, found)
    return found
  }

  self(member: number): Self {
    return this.selves.get(member) ?? { now: member, all: [member] }
  }

  same(one: number, other: number): boolean {
    return this.self(one).now === this.self(other).now
  }

  count(key: string): Count {
    return this.counts.get(key) ?? { n: 0, sum: 0 }
  }

  day(at: Date): string {
    return dayOf(at, this.scene.zone)
  }

  term(at: Date): string {
    return countsFor(this.scene, at).termId
  }

  /** The first day of the week or month of a day, as pairs are counted. */
  firstDay(kind: 'week' | 'month', at: Date): string {
    return dayOf(spanOf(kind, at, this.scene.zone).from, this.scene.zone)
  }

  prior(at: Date): Prior {
    return this.priors.get(isoWeekOf(at, this.scene.zone)) ?? { sum: 0, count: 0 }
  }

  /** Q of a resource at an instant. */
  factor(resource: ResourceState, at: Date, policy: Policy): number {
    if (resource.weights === 0 && resource.panel === undefined) return 1
    return qualityOf(resource, this.prior(at), policy).factor
  }

  /** Posts what a rule proposes, under its key, once; a nought says why. */
  post(fact: PointFact, policy: Policy, given: Proposal): void {
    const proposal = this.denied.has(fact.key) && !given.legs ? denied(given) : given
    if (this.refilling && proposal.amount === 0) return
    const states = proposal.roots.map((root) => this.root(root))
    const [own] = states
    if (!own || states.some((state) => state.standing > 0)) return
    const anew = proposal.renewable || this.reawarding || (this.refilling && own.waits)
    if (!anew && states.some((state) => state.awards > 0)) return
    const [root] = proposal.roots
    const key = keyFor(root, own, proposal, fact.id)
    if (key === undefined) return
    const counts = countsFor(this.scene, fact.at)
    const spendable = policy.spendable.mirror.includes(proposal.rule)
    const trace = counts.late ? labelled(proposal.trace) : proposal.trace
    const shares = proposal.amount === 0 ? [] : sharesOf(proposal.amount, proposal.shares ?? [])
    const rest = proposal.amount - shares.reduce((sum, one) => sum + one.amount, 0)
    const tx = (member: number, amount: number, suffix: string): NewTx => ({
      kind: proposal.kind ?? 'award',
      rule: proposal.rule,
      key: `${key}${suffix}`,
      root: `${root}${suffix}`,
      policyVersion: policy.version,
      factId: fact.id,
      memberId: member,
      actorId: proposal.actor === member ? undefined : proposal.actor,
      resourceId: proposal.resource,
      occurredAt: fact.at,
      countsAt: counts.at,
      day: proposal.day ?? this.day(fact.at),
      termId: counts.termId,
      legs: proposal.legs ?? (amount === 0 ? [] : awardLegs(member, amount, spendable)),
      trace: shares.length === 0 ? trace : shared(trace, amount, proposal.amount),
    })
    this.txs.push(tx(proposal.member, rest, ''))
    for (const share of shares) {
      if (share.amount !== 0) this.txs.push(tx(this.self(share.member).now, share.amount, `:co:${share.member}`))
    }
    if (this.held.has(fact.key)) this.heldFacts.add(fact.id)
    own.keys.add(key)
    if (proposal.amount === 0 && !proposal.legs) return
    own.awards += 1
    own.standing += 1
    own.waits = false
    this.note(proposal, rest, tx(proposal.member, rest, ''))
    const resource = proposal.resource === undefined ? undefined : this.resources.get(proposal.resource)
    const gone = resource && (isWithdrawn(resource) || resource.closedFact !== undefined)
    if (gone && OF_THE_RESOURCE.has(proposal.rule)) this.late.add(fact.id)
  }

  root(key: string): RootState {
    const found = this.roots.get(key) ?? { keys: new Set<string>(), awards: 0, standing: 0, waits: false }
    this.roots.set(key, found)
    return found
  }

  touch(resource: ResourceState): void {
    this.touched.add(resource.id)
  }

  private note(proposal: Proposal, amount: number, tx: NewTx): void {
    const { rule } = proposal
    const at = tx.occurredAt
    this.bump(counterOf.day(rule, tx.memberId, tx.day), amount)
    this.bump(counterOf.term(rule, tx.memberId, tx.termId), amount)
    if (tx.key.endsWith(':b')) this.bump(counterOf.term(`${rule}:b`, tx.memberId, tx.termId), amount)
    if (proposal.actor !== undefined) {
      const actor = this.self(proposal.actor).now
      this.bump(counterOf.actorDay(rule, actor, tx.day), amount)
      this.bump(counterOf.pair(rule, tx.memberId, actor, this.firstDay('week', at)), amount)
      this.bump(counterOf.pair(rule, tx.memberId, actor, this.firstDay('month', at)), amount)
    }
    const resource = proposal.resource === undefined ? undefined : this.resources.get(proposal.resource)
    if (!resource) return
    if (rule === 'upload.accepted') resource.base += proposal.amount
    if (rule === 'download.counted') resource.counted += 1
    this.touch(resource)
  }

  /** What was posted no longer counts for the caps here, as if it were not there. */
  forget(tx: PointTx, at: Date): void {
    const { rule } = tx
    const member = this.self(tx.member_id).now
    this.bump(counterOf.day(rule, member, tx.day), -tx.amount, -1)
    this.bump(counterOf.term(rule, member, tx.term_id), -tx.amount, -1)
    if (tx.root_key.endsWith(':b')) this.bump(counterOf.term(`${rule}:b`, member, tx.term_id), -tx.amount, -1)
    if (tx.actor_id === null) return
    const actor = this.self(tx.actor_id).now
    this.bump(counterOf.actorDay(rule, actor, tx.day), -tx.amount, -1)
    this.bump(counterOf.pair(rule, member, actor, this.firstDay('week', at)), -tx.amount, -1)
    this.bump(counterOf.pair(rule, member, actor, this.firstDay('month', at)), -tx.amount, -1)
  }

  private bump(key: string, amount: number, by = 1): void {
    const { n, sum } = this.count(key)
    this.counts.set(key, { n: n + by, sum: sum + amount })
  }
}

/** What a withdrawal takes along. */
export const OF_THE_RESOURCE = new Set([
  'upload.accepted',
  'upload.first_ever',
  'download.counted',
  'quality.bonus',
  'review.useful',
])

/** What is given for a term that is locked counts for the present one, and says so. */
export function labelled(trace: Text): Text {
  return { zh: `${trace.zh}（往期更正）`, en: `${trace.en} (correction of a past term)` }
}

export function termOf(scene: Scene, at: Date): string {
  return termAt(scene.policyOf(at), at, scene.zone).id
}

/** A share each, rounded half up; what is left is the author's, so that the sum is exact. */
export function sharesOf(
  amount: number,
  shares: readonly { member: number; share: number }[],
): { member: number; amount: number }[] {
  return shares.map(({ member, share }) => ({
    member,
    amount: Math.floor((amount * Math.round(share * 10_000) + 5_000) / 10_000),
  }))
}

function shared(trace: Text, own: number, all: number): Text {
  const text = (amount: number) => (amount / 100).toFixed(2)
  return {
    zh: `${trace.zh}，合作分得 ${text(own)}（共 ${text(all)}）`,
    en: `${trace.en}; the share of it is ${text(own)} of ${text(all)}`,
  }
}

function denied(proposal: Proposal): Proposal {
  const why = { zh: '经核查，这一笔不计分', en: 'after a check, this does not count' }
  return { ...proposal, amount: 0, shares: [], capped: false, again: true, trace: nought(why) }
}

/** The key under which it is posted; undefined when the same nought was posted before. */
function keyFor(root: string, state: RootState, proposal: Proposal, factId: number): string | undefined {
  if (proposal.amount === 0 && !proposal.legs) {
    const mark = proposal.capped ? 'capped' : proposal.again ? 'none' : undefined
    const key = mark === undefined ? root : proposal.again ? `${root}:${mark}:${factId}` : `${root}:${mark}`
    return state.keys.has(key) ? undefined : key
  }
  if (state.awards === 0 && !state.keys.has(root)) return root
  for (let nth = 2; ; nth += 1) {
    if (!state.keys.has(`${root}:${nth}`)) return `${root}:${nth}`
  }
}
