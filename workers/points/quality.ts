import type { Policy } from '#db/policy/schema.ts'
import type { ResourceState } from './state.ts'

/** Weights are kept in ten-thousandths, so that sums are exact. */
export const WEIGHT_UNIT = 10_000

/** The school's mean of the days before a week; `count` 0 means that nobody rated anything then. */
export type Prior = { sum: number; count: number }

/** m: the school's own mean within its range, the policy's default when there is none. */
export function priorMean(prior: Prior, policy: Policy): number {
  const rule = policy.rules['quality.bonus']
  if (prior.count === 0) return rule.prior_mean_default
  const [low, high] = rule.prior_mean_range
  return clip(prior.sum / prior.count, low, high)
}

export type Quality = { mean: number; factor: number; prior: number }

/** B and Q of a resource; with a panel's score E, `panel_share × (1 + E / 25)` and the rest B. */
export function qualityOf(
  resource: Pick<ResourceState, 'weights' | 'weightedStars' | 'panel'>,
  prior: Prior,
  policy: Policy,
): Quality {
  const rule = policy.rules['quality.bonus']
  const m = priorMean(prior, policy)
  const weights = resource.weights / WEIGHT_UNIT
  const stars = resource.weightedStars / WEIGHT_UNIT
  const rated = (rule.prior_weight * m + stars) / (rule.prior_weight + weights)
  const mean =
    resource.panel === undefined ? rated : rule.panel_share * (1 + resource.panel / 25) + (1 - rule.panel_share) * rated
  const [low, high] = rule.clamp
  return { mean, prior: m, factor: clip(1 + rule.slope * (mean - m), low, high) }
}

/** base × (Q − 1) in whole 厘, never below the floor. */
export function bonusOf(base: number, factor: number, policy: Policy): number {
  return Math.max(policy.rules['quality.bonus'].floor_total * policy.minor_units, roundHalfUp(base * (factor - 1)))
}

/** Rounds to whole 厘, half up, after taking away what binary fractions add. */
export function roundHalfUp(value: number): number {
  return Math.floor(Math.round(value * 1e6) / 1e6 + 0.5)
}

function clip(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
