import type { Policy } from '../policy/schema.ts'
import type { Purpose } from './tables.ts'

/** What decides a place in the queue for a lesson that was freed. */
export type Waiting = {
  id: number
  purpose: Purpose
  /** Whole days since they began to wait. */
  waitedDays: number
  /** 0–1, of the tier of their school. */
  tier: number
  /** The share of the thing's recent bookings that were theirs, 0–1. */
  ownRatio: number
  credit: number
  /** Of the school that owns the thing. */
  ownSchool: boolean
}

/**
 * P of a waiting booking, 0–100: purpose, waiting, tier, how little they had, reliability. `untiered`: the tier does not
 * count. Example: an activity of an A school that waits a day and had 90 % scores 40.9, a lesson of a C school that
 * waits three days and had 20 % scores 70.6.
 */
export function queueScore(waiting: Omit<Waiting, 'id' | 'ownSchool'>, policy: Policy, untiered = false): number {
  const { weights, purpose, wait_days } = policy.queue
  const score =
    weights.purpose * purpose[waiting.purpose] +
    weights.wait * Math.min(1, waiting.waitedDays / wait_days) +
    (untiered ? 0 : weights.tier * waiting.tier) +
    weights.own_ratio * (1 - Math.min(1, Math.max(0, waiting.ownRatio))) +
    weights.credit * (Math.min(100, Math.max(0, waiting.credit)) / 100)
  return Math.round(score * 10) / 10
}

/**
 * Who gets what was freed. Lessons of the school that owns the thing always come first. Among other schools the tier
 * counts unless too few of a window's places were given without it: `given` says how many were, of how many. Equal
 * scores: who asked first.
 */
export function pickNext(
  waiting: readonly Waiting[],
  policy: Policy,
  given: { external: number; untiered: number },
): { id: number; untiered: boolean } | undefined {
  const own = waiting.filter((one) => one.ownSchool && one.purpose === 'lesson')
  const pool = own.length > 0 ? own : waiting
  const untiered = given.untiered < policy.tiers.untiered_share * (given.external + 1)
  let best: { one: Waiting; score: number } | undefined
  for (const one of pool) {
    const score = queueScore(one, policy, untiered)
    if (!best || score > best.score || (score === best.score && one.id < best.one.id)) best = { one, score }
  }
  return best && { id: best.one.id, untiered: untiered && !best.one.ownSchool }
}
