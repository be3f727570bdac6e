import { z } from 'zod'

export const multiplier = z.number().min(0).max(3)
export const points = z.number().min(0).max(200)
export const count = z.number().int().min(0)
export const share = z.number().min(0).max(1)

/** What earns. A rule that a version leaves out is not in force under it; the four that carry the model are required. */
export const rulesSection = z.strictObject({
  'upload.accepted': z.strictObject({
    per_day_full: count,
    per_day_half: count,
    /** × for the items between the two. */
    half_factor: share.default(0.5),
    term_soft_cap_items: count,
    after_cap_factor: share,
  }),
  'upload.first_ever': z.strictObject({ points }).optional(),
  /** Without it a version earns like any other item. */
  'upload.version': z.strictObject({ share_of_base: share, min_change: share, per_item_per_term: count }).optional(),
  'quality.bonus': z.strictObject({
    prior_weight: z.number().positive(),
    prior_mean_default: z.number().min(1).max(5),
    prior_mean_range: z.tuple([z.number().min(1).max(5), z.number().min(1).max(5)]),
    /** Days of the school's own ratings behind the prior mean. */
    prior_mean_days: z.number().int().min(1).default(180),
    slope: z.number().min(0).max(2),
    clamp: z.tuple([multiplier, multiplier]),
    min_ratings: count,
    settle: z.literal('weekly'),
    floor_total: count,
    /** The share of a panel's score (0–100) in the mean, when there is one. */
    panel_share: share.default(0.6),
    /** Below this mean, with min_ratings, an item is reviewed again. */
    review_again_below: z.number().min(1).max(5).default(2.8),
  }),
  rater_weight: z
    .strictObject({
      expert: multiplier,
      same_subject: multiplier,
      teacher: multiplier,
      student: multiplier,
      /** × for a rater who rates back and forth with the author. */
      reciprocal: share.default(0.5),
      /** × when rated sooner than quick_seconds after downloading more than quick_pages pages. */
      quick: share.default(0.5),
      quick_seconds: count.default(60),
      quick_pages: count.default(5),
      /** × when rated before it was downloaded; it counts in full once it was, or once a person has looked. */
      unused: share.default(0),
    })
    .optional(),
  'download.counted': z.strictObject({
    tiers: z.array(z.tuple([z.number().int().min(1).nullable(), multiplier])).min(2),
    type_factor_clip: z.tuple([multiplier, multiplier]),
    cross_school: multiplier.default(1),
    student_weight: share,
    author_daily_cap: count,
    pair_weekly_cap: count,
    downloader_daily_awarding: count,
    account_min_age_days: count,
    /** `nightly`: posted in one batch in the order of occurrence, shown as expected until then. */
    settle: z.enum(['nightly', 'at_once']).default('nightly'),
  }),
  'review.useful': z
    .strictObject({ points, min_chars: count, require_download: z.boolean(), per_day: count, per_term: count })
    .optional(),
  'audit.done': z.strictObject({ points, sla_days: count, late_points: points, per_day: count }).optional(),
  'panel.done': z.strictObject({ points }).optional(),
  'request.fulfilled': z.strictObject({ points, bounty_max: points, same_pair_full_per_month: count }).optional(),
  'loan.returned_on_time': z
    .strictObject({
      borrower: points,
      borrower_term_cap: count,
      lender_same_school: points,
      lender_cross_school: points,
    })
    .optional(),
  'lecture.hosted': z
    .strictObject({ school: points, cross_school: points, district: points, min_checked_in: count })
    .optional(),
  'lecture.attended': z.strictObject({ points, term_cap: count }).optional(),
  'lesson_observation.feedback': z.strictObject({ points, term_cap: count, min_chars: count.default(50) }).optional(),
  'teaching.cross_school_period': z.strictObject({ points, term_cap: count }).optional(),
  'case.selected': z.strictObject({ school: points, group: points, district: points }).optional(),
  'duplicate.reported_valid': z.strictObject({ points }).optional(),
  'penalty.plagiarism': z
    .strictObject({
      first: multiplier,
      repeat: multiplier,
      cap: z.number().int().min(0).max(50),
      approvals: z.number().int().min(2),
      full_review_days: count.default(30),
    })
    .optional(),
  withdrawal: z.strictObject({ author_reverses_within_days: count }),
  /** A content error: points are frozen; fixed within these days they are freed, else the quality bonus is reversed. */
  recall: z.strictObject({ fixed_within_days: count }).optional(),
})

export const RULE_NAMES = [
  'upload.accepted',
  'upload.first_ever',
  'upload.version',
  'quality.bonus',
  'download.counted',
  'review.useful',
  'audit.done',
  'panel.done',
  'request.fulfilled',
  'request.bounty',
  'loan.returned_on_time',
  'lecture.hosted',
  'lecture.attended',
  'lesson_observation.feedback',
  'teaching.cross_school_period',
  'case.selected',
  'duplicate.reported_valid',
  'penalty.plagiarism',
] as const
export type RuleName = (typeof RULE_NAMES)[number]
