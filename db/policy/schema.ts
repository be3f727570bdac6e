import { z } from 'zod'

const multiplier = z.number().min(0).max(3)
const points = z.number().min(0).max(200)
const count = z.number().int().min(0)

/**
 * The incentive policy as data (`incentive-policy/1`): one immutable version per file, see `policy.default.yaml`.
 * Factors are plain numbers with at most four decimals; points become 厘 only when a rule multiplies them out.
 * Shape only; what the numbers must mean together is in `checks.ts`.
 */
export const policySchema = z.strictObject({
  schema: z.literal('incentive-policy/1'),
  /** The school's id, when the file is meant for one school only. */
  school: z.string().optional(),
  version: z.string().regex(/^\d{4}\.\d{2}\.\d+$/),
  effective_from: z.iso.datetime({ offset: true }),
  approved_by: z.array(z.string().min(1)),
  timezone: z.string().optional(),
  week_starts: z.literal('monday'),
  calendar: z.strictObject({
    terms: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[a-z0-9-]{1,40}$/),
          start: z.iso.date(),
          end: z.iso.date(),
          publicity_days: z.number().int().min(5),
          lock_after_days: z.number().int().min(5),
        }),
      )
      .min(1),
  }),
  minor_units: z.literal(100),
  type_base: z.record(z.string(), points),
  origin: z.strictObject({ original: multiplier, adapted: multiplier, licensed_repost: multiplier }),
  scope: z.strictObject({ school: multiplier, group: multiplier, district: multiplier }),
  gap_bonus: z.number().min(1).max(2),
  rules: z.strictObject({
    'upload.accepted': z.strictObject({
      per_day_full: count,
      per_day_half: count,
      term_soft_cap_items: count,
      after_cap_factor: z.number().min(0).max(1),
    }),
    'upload.first_ever': z.strictObject({ points }),
    'download.counted': z.strictObject({
      tiers: z.array(z.tuple([z.number().int().min(1).nullable(), multiplier])).min(2),
      type_factor_clip: z.tuple([multiplier, multiplier]),
      student_weight: z.number().min(0).max(1),
      author_daily_cap: count,
      pair_weekly_cap: count,
      downloader_daily_awarding: count,
      account_min_age_days: count,
    }),
    'review.useful': z.strictObject({
      points,
      min_chars: count,
      require_download: z.boolean(),
      per_day: count,
      per_term: count,
    }),
    withdrawal: z.strictObject({ author_reverses_within_days: count }),
    /** Without it a version earns like any other item. */
    'upload.version': z
      .strictObject({
        share_of_base: z.number().min(0).max(1),
        min_change: z.number().min(0).max(1),
        per_item_per_term: count,
      })
      .optional(),
  }),
  spendable: z.strictObject({
    mirror: z.array(z.string()),
    vest_days: z.number().int().min(0).max(30),
    expire_after_terms: count,
    allow_negative: z.boolean(),
  }),
  levels: z.array(z.tuple([z.number().int().min(0), z.string().min(1)])).min(2),
  board: z.strictObject({
    default_visibility: z.enum(['real_name', 'alias', 'anonymous', 'hidden']),
    allow: z.array(z.enum(['real_name', 'alias', 'anonymous', 'hidden'])).min(1),
    public_top_n: z.number().int().min(1).max(50),
    neighbours: z.number().int().min(0).max(5),
    show_bottom: z.boolean(),
    ties: z.literal('joint_1224'),
    group_shrink_k: z.number().min(0).max(100),
  }),
})

export type Policy = z.infer<typeof policySchema>
export type RuleName = 'upload.accepted' | 'upload.first_ever' | 'download.counted' | 'review.useful'
