import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import { MINOR_UNITS } from '../ledger/amount.ts'
import { balance } from '../ledger/read.ts'
import { termAt } from '../policy/terms.ts'
import type { Member, Reader } from '../schema.ts'
import { type Catalogue, type Offer, spentOfBudget } from './offers.ts'

type Wanted = {
  member: Member
  offer: Offer
  catalogue: Catalogue
  resourceId: number | undefined
  now: Date
  zone: string
}

/** Refuses, with a sentence, who can not have an item: switched off, nothing left, limit, budget, condition. */
export async function refuseUnfit(db: Reader, wanted: Wanted): Promise<void> {
  const { member, offer, catalogue } = wanted
  const { item } = offer
  if (member.role === 'pupil') throw refusal('pupil', { zh: '兑换只对老师开放。', en: 'Redemption is for teachers.' })
  if (offer.off) {
    throw refusal('switched_off', {
      zh: `「${item.name.zh}」暂停兑换。`,
      en: `“${item.name.en}” cannot be had at the moment.`,
    })
  }
  if (offer.left === 0) {
    const until = offer.stock.label
    throw refusal('out_of_stock', {
      zh: `「${item.name.zh}」${until.zh}的 ${item.stock.count} 份已换完。`,
      en: `All ${item.stock.count} of “${item.name.en}” for ${until.en} are taken.`,
    })
  }
  if (offer.mayHave === 0 && item.limit) {
    throw refusal('limit', {
      zh: `每人${PER[item.limit.per].zh}最多 ${item.limit.count} 份「${item.name.zh}」，您已经换过了。`,
      en: `At most ${item.limit.count} of “${item.name.en}” for one person ${PER[item.limit.per].en}; you have had yours.`,
    })
  }
  if (item.pooled && member.department_id === null) {
    throw refusal('no_department', {
      zh: '教研组共筹要先有教研组，请联系管理员登记。',
      en: 'This is for a department; ask an administrator to enter yours.',
    })
  }
  const budget = catalogue.policy.redemption.budget_yuan_per_term * 100
  const term = termAt(catalogue.policy, wanted.now, wanted.zone).id
  const value = Math.round(item.value_yuan * 100)
  if (value > 0 && (await spentOfBudget(db, member.school_id, term)) + value > budget) {
    throw refusal('budget', {
      zh: '本学期的兑换预算已用完，下学期再来。',
      en: 'This term’s budget for rewards is used up; come back next term.',
    })
  }
  await refuseNeeds(db, wanted)
}

/** What an item asks for: contribution points, or a well-rated resource of one's own. */
async function refuseNeeds(db: Reader, { member, offer, resourceId }: Wanted): Promise<void> {
  const { needs, name } = offer.item
  if (needs?.contribution !== undefined) {
    const { contrib } = await balance(db, member.school_id, member.id)
    if (contrib < needs.contribution * MINOR_UNITS) {
      throw refusal('contribution', {
        zh: `「${name.zh}」需要累计积分达到 ${needs.contribution}。`,
        en: `“${name.en}” needs ${needs.contribution} points in all.`,
      })
    }
  }
  if (needs?.mean === undefined) return
  if (resourceId === undefined) {
    throw refusal('which_resource', {
      zh: `请写上要推荐的资源编号，例如：/redeem ${offer.n} 128。它的平均评分要达到 ${needs.mean}。`,
      en: `Name the resource, such as /redeem ${offer.n} 128. Its mean rating must be at least ${needs.mean}.`,
    })
  }
  const resource = await db
    .selectFrom('resource')
    .leftJoin('quality_state as quality', (join) =>
      join.onRef('quality.school_id', '=', 'resource.school_id').onRef('quality.resource_id', '=', 'resource.id'),
    )
    .select(['resource.title', 'quality.mean'])
    .where('resource.school_id', '=', member.school_id)
    .where('resource.id', '=', resourceId)
    .where('resource.member_id', '=', member.id)
    .where('resource.status', '=', 'live')
    .executeTakeFirst()
  if (!resource) {
    throw refusal('not_your_resource', {
      zh: `编号 ${resourceId} 不是您已收录的资源。`,
      en: `No. ${resourceId} is not a catalogued resource of yours.`,
    })
  }
  if (resource.mean === null || resource.mean < needs.mean) {
    const has = resource.mean === null ? '—' : resource.mean.toFixed(2)
    throw refusal('rating', {
      zh: `${named(resource.title)}的平均评分是 ${has}，需要达到 ${needs.mean}。`,
      en: `“${resource.title}” has a mean rating of ${has}; ${needs.mean} is needed.`,
    })
  }
}

export const PER: Record<'week' | 'month' | 'term' | 'year', Text> = {
  week: { zh: '每周', en: 'a week' },
  month: { zh: '每月', en: 'a month' },
  term: { zh: '每学期', en: 'a term' },
  year: { zh: '每学年', en: 'a year' },
}

function refusal(code: string, sentence: Text): UserFacingError {
  return new UserFacingError(code, sentence, { zh: '全部可兑换项目：/redeem', en: 'All rewards: /redeem' })
}
