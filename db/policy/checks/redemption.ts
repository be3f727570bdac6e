import type { Problem } from '../problem.ts'
import type { Policy } from '../schema.ts'

/** Cash, and what is as good as cash: schools must not hand it out for points. */
const CASH_LIKE =
  /现金|红包|话费|购物[卡券]|礼品卡|充值|代金券|储值|转账|提现|油卡|京东卡|超市卡|\bcash\b|red ?packet|hong ?bao|gift ?card|prepaid|top-?up|shopping card/i

/** What the catalogue of rewards must keep to; one sentence per problem. */
export function redemptionProblems({ redemption }: Policy): Problem[] {
  const problems: Problem[] = []
  const ids = redemption.items.map((item) => item.id)
  if (new Set(ids).size < ids.length) {
    problems.push({
      at: ['redemption', 'items'],
      zh: 'redemption.items 里有重复的编号',
      en: 'redemption.items names an id twice',
    })
  }
  if (redemption.auto_release_days <= redemption.sla_days) {
    problems.push({
      at: ['redemption', 'auto_release_days'],
      zh: 'redemption.auto_release_days 必须大于 sla_days',
      en: 'redemption.auto_release_days must be above sla_days',
    })
  }
  for (const [index, item] of redemption.items.entries()) {
    const place = ['redemption', 'items', index]
    if (CASH_LIKE.test(`${item.name.zh} ${item.name.en} ${item.id.replaceAll('_', ' ')}`)) {
      problems.push({
        at: [...place, 'name'],
        zh: `兑换项「${item.name.zh}」是现金或等同现金，不能用积分兑换`,
        en: `the reward “${item.name.en}” is cash or as good as cash and cannot be had for points`,
      })
    }
    if (item.value_yuan > redemption.max_value_yuan) {
      problems.push({
        at: [...place, 'value_yuan'],
        zh: `兑换项「${item.name.zh}」价值 ${item.value_yuan} 元，超过上限 ${redemption.max_value_yuan} 元`,
        en: `the reward “${item.name.en}” is worth ${item.value_yuan} yuan, above the limit of ${redemption.max_value_yuan}`,
      })
    }
    if (item.approval === 'auto' && item.value_yuan > redemption.two_approvers_above_yuan) {
      problems.push({
        at: [...place, 'approval'],
        zh: `兑换项「${item.name.zh}」超过 ${redemption.two_approvers_above_yuan} 元，需要两位审批人，不能自动通过`,
        en: `the reward “${item.name.en}” is worth more than ${redemption.two_approvers_above_yuan} yuan: two people must approve it`,
      })
    }
    if (item.pooled && item.limit) {
      problems.push({
        at: [...place, 'limit'],
        zh: `共筹项「${item.name.zh}」不能设个人限额`,
        en: `the pooled reward “${item.name.en}” cannot have a limit per person`,
      })
    }
  }
  return problems
}
