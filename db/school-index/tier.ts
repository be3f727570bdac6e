import type { Policy } from '../policy/schema.ts'

export const TIERS = ['A', 'B', 'C'] as const
export type Tier = (typeof TIERS)[number]

export type TierState = {
  /** The tier before; undefined at the first time. */
  before: Tier | undefined
  /** The tier in which the current term began. */
  atTermStart: Tier | undefined
  /** 1 in the school's first term. */
  nthTerm: number
}

/**
 * The tier that an index gives. It changes only when the index is `hysteresis` beyond the bound, falls by at most
 * `max_step_down_per_term` from where the term began, and is not below the floor in the first terms.
 */
export function tierOf(index: number, state: TierState, rules: Policy['tiers']): Tier {
  const plain = state.before === undefined ? byBounds(index, rules, 0) : moved(index, state.before, rules)
  const lowest = state.atTermStart === undefined ? 2 : TIERS.indexOf(state.atTermStart) + rules.max_step_down_per_term
  const limits = [TIERS.indexOf(plain), lowest]
  if (state.nthTerm <= rules.floor.terms) limits.push(TIERS.indexOf(rules.floor.tier))
  return TIERS[Math.min(...limits)] ?? 'C'
}

function moved(index: number, before: Tier, rules: Policy['tiers']): Tier {
  const up = byBounds(index, rules, rules.hysteresis)
  const down = byBounds(index, rules, -rules.hysteresis)
  if (TIERS.indexOf(up) < TIERS.indexOf(before)) return up
  return TIERS.indexOf(down) > TIERS.indexOf(before) ? down : before
}

function byBounds(index: number, rules: Policy['tiers'], shift: number): Tier {
  if (index >= rules.a_from + shift) return 'A'
  return index >= rules.b_from + shift ? 'B' : 'C'
}
