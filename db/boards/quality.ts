import { type RawBuilder, sql } from 'kysely'
import { MINOR_UNITS } from '../ledger/amount.ts'
import type { Policy } from '../policy/schema.ts'
import type { Reader } from '../schema.ts'

/** How stars become a mean under a policy: prior weight C₀, prior mean m, and from how many ratings on it counts. */
export type Prior = { weight: number; mean: number; least: number; panelShare: number }

/** Weights are kept in ten-thousandths. */
const WEIGHT_UNITS = 10_000

/** The prior of a school: the mean of its ratings of late, within the policy's range; its default without any. */
export async function priorOf(db: Reader, schoolId: string, policy: Policy, now: Date): Promise<Prior> {
  const rule = policy.rules['quality.bonus']
  const since = new Date(now.getTime() - rule.prior_mean_days * 86_400_000)
  const { rows } = await sql<{ mean: number | null }>`
    select avg(stars)::double precision as mean from rating
    where school_id = ${schoolId} and updated_at > ${since}`.execute(db)
  const [least, most] = rule.prior_mean_range
  const mean = Math.min(most, Math.max(least, rows[0]?.mean ?? rule.prior_mean_default))
  return { weight: rule.prior_weight, mean, least: rule.min_ratings, panelShare: rule.panel_share }
}

/**
 * The mean B of a resource `r` with its state `q`: (C₀·m + Σw·r) / (C₀ + Σw); with a panel's score E,
 * share·(1 + E/25) + (1 − share)·B. Null with fewer than `least` ratings. Where the settlement has not weighed the
 * ratings yet, each weighs 1.
 */
export function meanOf({ weight, mean, least, panelShare }: Prior): RawBuilder<unknown> {
  const weighed = sql`coalesce(q.ratings, 0) >= r.rating_count`
  const plain = sql`case when ${weighed}
    then (${weight}::double precision * ${mean} + q.weighted_stars / ${WEIGHT_UNITS}::double precision)
      / (${weight}::double precision + q.weights / ${WEIGHT_UNITS}::double precision)
    else (${weight}::double precision * ${mean} + r.rating_sum) / (${weight}::double precision + r.rating_count) end`
  return sql`case when r.rating_count < ${least} then null
    when q.panel_score is null then ${plain}
    else ${panelShare}::double precision * (1 + q.panel_score / 25)
      + (1 - ${panelShare}::double precision) * (${plain}) end`
}

/** A mean as boards keep it: hundredths of a star, so that what looks the same shares a rank. */
export const STAR = MINOR_UNITS
