import { TYPES } from '../../taxonomy.ts'
import type { Problem } from '../problem.ts'
import type { Policy } from '../schema.ts'

/** Rank may weigh so much in a queue, and at least so much of each window is free of it: need comes before rank. */
const TIER_SHARE = 0.15
const UNTIERED_LEAST = 0.3

/** Weights that must come to a whole, bounds that must stand in order, and the floors that keep it fair to small schools. */
export function balanceProblems(policy: Policy): Problem[] {
  return [...schools(policy), ...order(policy), ...types(policy)]
}

function schools({ school_index: index, tiers, queue }: Policy): Problem[] {
  const problems: Problem[] = []
  const { number, quality, influence } = index.weights
  if (Math.round((number + quality + influence) * 10_000) !== 10_000) {
    problems.push({
      at: ['school_index', 'weights'],
      zh: 'school_index.weights 的三项权重合计应为 1',
      en: 'the three weights of school_index.weights must sum to 1',
    })
  }
  if (tiers.a_from <= tiers.b_from) {
    problems.push({
      at: ['tiers', 'a_from'],
      zh: `tiers.a_from（${tiers.a_from}）必须大于 b_from（${tiers.b_from}）`,
      en: `tiers.a_from (${tiers.a_from}) must be above b_from (${tiers.b_from})`,
    })
  }
  if (tiers.untiered_share < UNTIERED_LEAST) {
    problems.push({
      at: ['tiers', 'untiered_share'],
      zh: `tiers.untiered_share 不能小于 ${UNTIERED_LEAST}：每个时段至少三成不看等级`,
      en: `tiers.untiered_share must not be below ${UNTIERED_LEAST}: three tenths of each window are free of tiers`,
    })
  }
  const all = Object.values(queue.weights).reduce((sum, weight) => sum + weight, 0)
  if (all !== 100) {
    problems.push({
      at: ['queue', 'weights'],
      zh: `queue.weights 合计应为 100，现在是 ${all}`,
      en: `queue.weights must sum to 100, not ${all}`,
    })
  }
  if (queue.weights.tier > TIER_SHARE * all) {
    problems.push({
      at: ['queue', 'weights', 'tier'],
      zh: `queue.weights.tier 不能超过合计的 ${TIER_SHARE * 100}%：需要排在等级之前`,
      en: `queue.weights.tier must not be above ${TIER_SHARE * 100}% of all weights: need comes before rank`,
    })
  }
  return problems
}

function order({ levels, appraisal }: Policy): Problem[] {
  const problems: Problem[] = []
  const [first] = levels
  if (first && first[0] !== 0) {
    problems.push({
      at: ['levels', 0],
      zh: `levels 的第一级必须从 0 分开始，现在是 ${first[0]}`,
      en: `the first of the levels must begin at 0, not ${first[0]}`,
    })
  }
  if (appraisal.bands.some((band, n) => band <= (appraisal.bands[n - 1] ?? 0))) {
    problems.push({
      at: ['appraisal', 'bands'],
      zh: 'appraisal.bands 必须从小到大，且大于 0',
      en: 'appraisal.bands must ascend and be above 0',
    })
  }
  return problems
}

/** A type of one's own is fine; one that looks like a slip for a type that is then missing would pay nobody. */
function types({ type_base: base }: Policy): Problem[] {
  const known = TYPES.map((type) => type.key)
  const missing = known.filter((key) => !Object.hasOwn(base, key))
  return Object.keys(base)
    .filter((key) => !known.includes(key))
    .flatMap((key) => {
      const meant = missing.find((other) => isSlip(key, other))
      if (meant === undefined) return []
      return [
        {
          at: ['type_base', key],
          zh: `type_base.${key}：是不是 ${meant}？请检查拼写`,
          en: `type_base.${key}: do you mean ${meant}?`,
        },
      ]
    })
}

/** At most two letters are other, missing or too many. */
function isSlip(one: string, other: string): boolean {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, wanted] of [...other].entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === wanted ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return (row.at(-1) ?? 0) <= 2
}
