import { multiply } from '#db/ledger/amount.ts'
import type { Policy } from '#db/policy/schema.ts'
import { labelOf, TYPES } from '#db/taxonomy.ts'
import type { Text } from '#kit/lang.ts'
import type { Desk } from './desk.ts'
import type { PointFact } from './fact.ts'
import { counterOf, type Proposal } from './proposal.ts'
import { factor, formula, nought } from './trace.ts'

const RULE = 'download.counted'
const DAY_MS = 86_400_000

/** d(n) · t · Q · s, a pupil's half; never for oneself, a co-author, a fresh or an unbound account. */
export function downloadCounted(desk: Desk, fact: PointFact<'resource.downloaded'>, policy: Policy): Proposal[] {
  const rule = policy.rules[RULE]
  const resource = desk.resource(fact.resource)
  const { said } = fact
  const authors = [said.author, ...(said.co_authors ?? []), ...resource.coAuthors.map((one) => one.member)]
  if (authors.some((one) => desk.same(one, fact.actor)) || said.bound === false) return []
  const joined = said.joined_at === undefined ? 0 : Date.parse(said.joined_at)
  // The database stamps an account; its clock may be ahead of the one by which somebody took a file.
  if (Math.max(0, Math.floor((fact.at.getTime() - joined) / DAY_MS)) < rule.account_min_age_days) return []
  const { now, all } = desk.self(fact.actor)
  const author = desk.self(said.author).now
  const proposal = {
    rule: RULE,
    roots: [
      `dl:${fact.resource}:${now}`,
      ...all.filter((id) => id !== now).map((id) => `dl:${fact.resource}:${id}`),
    ] as [string, ...string[]],
    member: author,
    actor: now,
    resource: fact.resource,
    shares: resource.coAuthors,
  }
  const full = cappedBy(desk, author, now, fact.at, policy)
  if (full) return [{ ...proposal, amount: 0, capped: true, trace: nought(full) }]
  const nth = resource.counted + 1
  const tier = rule.tiers.find(([upTo]) => upTo === null || nth <= upTo)?.[1] ?? 0
  const type = said.type ?? resource.type ?? ''
  const [low, high] = rule.type_factor_clip
  const byType = Math.min(high, Math.max(low, (policy.type_base[type] ?? 0) / 10))
  const quality = Math.round(desk.factor(resource, fact.at, policy) * 10_000) / 10_000
  const cross = said.from_school === undefined ? 1 : rule.cross_school
  const weight = said.role === 'pupil' ? rule.student_weight : 1
  const amount = multiply(1, tier, byType, quality, cross, weight)
  const terms = [
    factor({ zh: `第 ${nth} 位下载者`, en: `Downloader no. ${nth}` }, tier),
    factor(labelOf(TYPES, type), byType),
    ...(quality === 1 ? [] : [factor({ zh: '质量', en: 'quality' }, quality)]),
    ...(cross === 1 ? [] : [factor({ zh: '跨校', en: 'cross-school' }, cross)]),
    ...(weight === 1 ? [] : [factor({ zh: '学生', en: 'pupil' }, weight)]),
  ]
  return [{ ...proposal, amount, trace: formula(terms, amount) }]
}

/** The cap that is full, as a sentence; undefined when there is room. */
export function cappedBy(desk: Desk, author: number, actor: number, at: Date, policy: Policy): Text | undefined {
  const rule = policy.rules[RULE]
  const day = desk.day(at)
  if (desk.count(counterOf.day(RULE, author, day)).n >= rule.author_daily_cap) {
    const cap = rule.author_daily_cap
    return { zh: `您当天已有 ${cap} 次下载计分`, en: `${cap} downloads of yours earned that day` }
  }
  if (desk.count(counterOf.pair(RULE, author, actor, desk.firstDay('week', at))).n >= rule.pair_weekly_cap) {
    const cap = rule.pair_weekly_cap
    return { zh: `同一位同事本周已计 ${cap} 次`, en: `${cap} downloads by the same colleague earned that week` }
  }
  if (desk.count(counterOf.actorDay(RULE, actor, day)).n >= rule.downloader_daily_awarding) {
    const cap = rule.downloader_daily_awarding
    return { zh: `这位同事当天已计 ${cap} 次下载`, en: `${cap} downloads by this colleague earned that day` }
  }
  return undefined
}
