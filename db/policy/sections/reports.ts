import { z } from 'zod'
import { share } from './rules.ts'

/** What the dashboard measures; the formulas are in `db/reports/metrics.ts`. */
export const METRICS = [
  'utilisation',
  'satisfaction',
  'freshness',
  'stability',
  'quota_rate',
  'participation',
  'review_days',
  'false_positives',
  'first_answer_hours',
] as const
export type MetricId = (typeof METRICS)[number]

const owner = z.enum(['admin', 'head', 'reviewer'])

/** Owner and target of a metric. `at_least` unless `at_most` is given; shares are 0–1. */
const metric = z.strictObject({ owner, at_least: z.number().optional(), at_most: z.number().optional() })

export const metricsSection = z.partialRecord(z.enum(METRICS), metric)

/** The monthly check: what is looked at, what it weighs, and until which day of the month it is put right. */
export const monthlyCheckSection = z.strictObject({
  items: z.array(z.strictObject({ metric: z.enum(METRICS), weight: z.number().positive() })).min(1),
  rectify_by_day: z.number().int().min(1).max(28),
})

/** Percentile bands of an appraisal sheet, best first: the share of colleagues above whom nobody is told a place. */
export const appraisalSection = z.strictObject({ bands: z.array(share).min(1) })
