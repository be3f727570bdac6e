import { z } from 'zod'
import { count, share } from './rules.ts'

const tier = z.enum(['A', 'B', 'C'])
const rights = z.strictObject({
  /** How many days ahead a place of another school may be booked. */
  horizon_days: count,
  /** Bookings at other schools at the same time. */
  concurrent: count,
  loan_factor: z.number().min(1).max(3),
  /** 0–1 in the queue score. */
  queue: share,
})

/** How schools stand to each other: number, quality, influence. */
export const schoolIndexSection = z.strictObject({
  /** Accepted, live originals of so many days count. */
  window_days: z.number().int().min(1),
  prior_mean: z.number().min(1).max(5),
  prior_weight: z.number().min(0),
  lecture_weight: z.number().min(0),
  facility_hour_weight: z.number().min(0),
  /** q̂ = clip((q − quality_zero) / quality_range, 0, 1) */
  quality_zero: z.number(),
  quality_range: z.number().positive(),
  /** n̂ and î are shares of this percentile over the schools; of the largest when there are fewer than min_schools. */
  percentile: share,
  min_schools: count,
  weights: z.strictObject({ number: share, quality: share, influence: share }),
})

/** What an index gives a school, and how slowly it changes. */
export const tiersSection = z.strictObject({
  a_from: z.number(),
  b_from: z.number(),
  /** A tier is left only when the index is this far beyond its bound. */
  hysteresis: z.number().min(0),
  max_step_down_per_term: count,
  /** A school is not below this tier in its first terms. */
  floor: z.strictObject({ tier, terms: count }),
  rights: z.strictObject({ A: rights, B: rights, C: rights }),
  /** The share of every window for other schools in which no tier counts. */
  untiered_share: share,
})
