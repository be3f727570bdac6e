import { FACT_PAYLOADS } from '../../rows/fact-payloads.ts'
import type { Problem } from '../problem.ts'
import type { Policy } from '../schema.ts'

/** What reviews, panels, badges and the yearly award must keep to; one sentence per problem. */
export function honourProblems(policy: Policy): Problem[] {
  const problems: Problem[] = []
  const { review, panel, badges, honours } = policy
  if (review.escalate_after_hours <= review.remind_after_hours) {
    problems.push({
      at: ['review', 'escalate_after_hours'],
      zh: 'review.escalate_after_hours 必须大于 remind_after_hours',
      en: 'review.escalate_after_hours must be above remind_after_hours',
    })
  }
  const weights = panel.rubric.reduce((sum, one) => sum + one.weight, 0)
  if (weights !== 100) {
    problems.push({
      at: ['panel', 'rubric'],
      zh: `panel.rubric 的权重合计应为 100，现在是 ${weights}`,
      en: `the weights of panel.rubric must sum to 100, not ${weights}`,
    })
  }
  for (const [what, ids] of [
    ['panel.rubric', panel.rubric.map((one) => one.id)],
    ['badges', badges.map((one) => one.id)],
  ] as const) {
    if (new Set(ids).size < ids.length) {
      problems.push({ at: what.split('.'), zh: `${what} 里有重复的编号`, en: `${what} names an id twice` })
    }
  }
  for (const [index, badge] of badges.entries()) {
    const { criterion } = badge
    if ('count' in criterion && !Object.hasOwn(FACT_PAYLOADS, criterion.count)) {
      problems.push({
        at: ['badges', index],
        zh: `徽章「${badge.name.zh}」统计的 ${criterion.count} 不是已知的事实`,
        en: `the badge “${badge.name.en}” counts ${criterion.count}, which is no kind of fact`,
      })
    }
  }
  const { contribution, quality, beneficiaries } = honours.annual
  if (Math.round((contribution + quality + beneficiaries) * 10_000) !== 10_000) {
    problems.push({
      at: ['honours', 'annual'],
      zh: 'honours.annual 的三项权重合计应为 1',
      en: 'the three weights of honours.annual must sum to 1',
    })
  }
  return problems
}
