import { multiply } from '#db/ledger/amount.ts'
import type { Policy, RuleName } from '#db/policy/schema.ts'
import { labelOf, TYPES } from '#db/taxonomy.ts'
import type { Text } from '#kit/lang.ts'
import type { Accepted, Downloaded, Rated } from './facts.ts'
import { base, factor, formula, nought, type Term } from './trace.ts'
import type { DownloadWorld, ReviewWorld, UploadWorld } from './world.ts'

/** What a fact earns: 厘, and the formula behind it. A nought is posted too, so that the receipt can say why. */
export type Award = { amount: number; trace: Text }

/**
 * A pure rule. `key` names the business fact that is paid once, for ever; `member` is who earns; `null` means that the
 * fact earns nothing and nothing is said. The first rule for a kind is the one that a receipt shows first.
 */
export type Rule<F extends { kind: string }, World> = {
  name: RuleName
  on: F['kind']
  key(fact: F): string
  member(fact: F): number
  /** Several facts may try for the same key (an edited review): a nought must not use it up. */
  again?: boolean
  /** Once it was taken back, another fact may earn it; everything else comes back by a restore only. */
  renewable?: boolean
  award(fact: F, world: World, policy: Policy): Award | null
}

const ORIGINS: Record<Accepted['origin'], Text> = {
  original: { zh: '原创', en: 'original' },
  adapted: { zh: '改编', en: 'adapted' },
  licensed_repost: { zh: '授权转载', en: 'licensed repost' },
}
const SCOPES: Record<Accepted['scope'], Text> = {
  school: { zh: '本校', en: 'school' },
  group: { zh: '集团', en: 'group' },
  district: { zh: '公开', en: 'public' },
}

const uploadAccepted: Rule<Accepted, UploadWorld> = {
  name: 'upload.accepted',
  on: 'resource.accepted',
  key: (fact) => `up:${fact.resourceId}`,
  member: (fact) => fact.author,
  award(fact, world, policy) {
    if (fact.unpaid) return none({ zh: '批量导入，不计分', en: 'imported, which earns nothing' })
    const rule = policy.rules['upload.accepted']
    if (world.paidBefore !== undefined) {
      const id = world.paidBefore
      return none({ zh: `同样的内容已计过分（编号 ${id}）`, en: `the same content was rewarded before (no. ${id})` })
    }
    const nth = world.earlierThatDay + 1
    if (nth > rule.per_day_half) {
      const full = rule.per_day_half
      return none({
        zh: `当天已有 ${full} 件计分，本件不计`,
        en: `${full} items of that day earned, this one does not`,
      })
    }
    const repeated = repeatedVersion(fact, world, policy)
    if (repeated) return none(repeated)
    const points = policy.type_base[fact.type] ?? 0
    const terms: Term[] = [base(labelOf(TYPES, fact.type), points)]
    const factors: number[] = []
    const times = (label: Text, value: number) => {
      terms.push(factor(label, value))
      factors.push(value)
    }
    const version = fact.like ? policy.rules['upload.version'] : undefined
    // A copy of a colleague's file that says nothing about its origin counts as what it is.
    const origin = version && !fact.like?.own && fact.origin === 'original' ? 'adapted' : fact.origin
    times(ORIGINS[origin], policy.origin[origin])
    if (version && fact.like?.own) times({ zh: '新版本', en: 'new version' }, version.share_of_base)
    times(SCOPES[fact.scope], policy.scope[fact.scope])
    if (world.cellIsEmpty) times({ zh: '空白单元', en: 'empty unit' }, policy.gap_bonus)
    if (nth > rule.per_day_full) times({ zh: `当天第 ${nth} 件`, en: `item ${nth} of the day` }, 0.5)
    const inTerm = world.earlierThatTerm + 1
    if (inTerm > rule.term_soft_cap_items) {
      times({ zh: `本学期第 ${inTerm} 件`, en: `item ${inTerm} of the term` }, rule.after_cap_factor)
    }
    const amount = multiply(points, ...factors)
    return { amount, trace: formula(terms, amount) }
  },
}

const uploadFirstEver: Rule<Accepted, UploadWorld> = {
  name: 'upload.first_ever',
  on: 'resource.accepted',
  key: (fact) => `first:${fact.author}`,
  member: (fact) => fact.author,
  renewable: true,
  award(fact, world, policy) {
    if (fact.unpaid || !world.isFirst || world.paidBefore !== undefined) return null
    const { points } = policy.rules['upload.first_ever']
    const amount = multiply(points)
    return { amount, trace: formula([base({ zh: '首次分享', en: 'First share ever' }, points)], amount) }
  },
}

const downloadCounted: Rule<Downloaded, DownloadWorld> = {
  name: 'download.counted',
  on: 'resource.downloaded',
  key: (fact) => `dl:${fact.resourceId}:${fact.actor}`,
  member: (fact) => fact.author,
  award(fact, world, policy) {
    const rule = policy.rules['download.counted']
    if (fact.actor === fact.author || world.accountDays < rule.account_min_age_days) return null
    const capped = cappedDownload(world, rule)
    if (capped) return none(capped)
    const nth = world.earlierPeople + 1
    const tier = rule.tiers.find(([upTo]) => upTo === null || nth <= upTo)?.[1] ?? 0
    const [low, high] = rule.type_factor_clip
    const byType = Math.min(high, Math.max(low, (policy.type_base[world.type] ?? 0) / 10))
    const weight = world.pupil ? rule.student_weight : 1
    const amount = multiply(1, tier, byType, weight)
    const terms = [
      factor({ zh: `第 ${nth} 位下载者`, en: `Downloader no. ${nth}` }, tier),
      factor(labelOf(TYPES, world.type), byType),
      ...(world.pupil ? [factor({ zh: '学生', en: 'pupil' }, weight)] : []),
    ]
    return { amount, trace: formula(terms, amount) }
  },
}

function cappedDownload(world: DownloadWorld, rule: Policy['rules']['download.counted']): Text | undefined {
  if (world.authorThatDay >= rule.author_daily_cap) {
    const cap = rule.author_daily_cap
    return { zh: `您当天已有 ${cap} 次下载计分`, en: `${cap} downloads of yours earned that day` }
  }
  if (world.pairThatWeek >= rule.pair_weekly_cap) {
    const cap = rule.pair_weekly_cap
    return { zh: `同一位同事本周已计 ${cap} 次`, en: `${cap} downloads by the same colleague earned that week` }
  }
  if (world.downloaderThatDay >= rule.downloader_daily_awarding) {
    const cap = rule.downloader_daily_awarding
    return { zh: `这位同事当天已计 ${cap} 次下载`, en: `${cap} downloads by this colleague earned that day` }
  }
  return undefined
}

const reviewUseful: Rule<Rated, ReviewWorld> = {
  name: 'review.useful',
  on: 'resource.rated',
  key: (fact) => `rv:${fact.resourceId}:${fact.actor}`,
  member: (fact) => fact.actor,
  again: true,
  award(fact, world, policy) {
    const rule = policy.rules['review.useful']
    if (fact.actor === fact.author || fact.commentChars < rule.min_chars) return null
    if (rule.require_download && !fact.hadDownload) return null
    if (world.thatDay >= rule.per_day) {
      return none({ zh: `当天已有 ${rule.per_day} 条评价计分`, en: `${rule.per_day} reviews earned that day` })
    }
    if (world.thatTerm >= rule.per_term) {
      return none({ zh: `本学期已有 ${rule.per_term} 条评价计分`, en: `${rule.per_term} reviews earned this term` })
    }
    const amount = multiply(rule.points)
    return { amount, trace: formula([base({ zh: '有用的评价', en: 'Useful review' }, rule.points)], amount) }
  },
}

/** The one list of rules, by the fact they wait for. */
export const RULES = {
  'resource.accepted': [uploadAccepted, uploadFirstEver],
  'resource.downloaded': [downloadCounted],
  'resource.rated': [reviewUseful],
} as const

/** Why a file that is for the most part an earlier one earns nothing; undefined when it does. */
function repeatedVersion(fact: Accepted, world: UploadWorld, policy: Policy): Text | undefined {
  const rule = policy.rules['upload.version']
  if (!fact.like || !rule) return undefined
  const { of, own, alike } = fact.like
  if (1 - alike < rule.min_change) {
    return {
      zh: `和编号 ${of} 只有不到 ${percent(rule.min_change)} 不同`,
      en: `less than ${percent(rule.min_change)} differs from no. ${of}`,
    }
  }
  if (!own || world.versionsThatTerm < rule.per_item_per_term) return undefined
  return {
    zh: `编号 ${of} 的新版本本学期已计 ${rule.per_item_per_term} 次`,
    en: `${rule.per_item_per_term} new version of no. ${of} earned this term`,
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function none(why: Text): Award {
  return { amount: 0, trace: nought(why) }
}
