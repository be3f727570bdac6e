import { z } from 'zod'
import { approvalSection, settlementSection } from './sections/approval.ts'
import { casesSection } from './sections/cases.ts'
import { fairPlaySection } from './sections/fair-play.ts'
import { badgesSection, honoursSection } from './sections/honours.ts'
import { borrowCreditSection, eventsSection, queueSection, requestsSection, thingsSection } from './sections/lending.ts'
import { nightlySection } from './sections/nightly.ts'
import { quotaSection } from './sections/quota.ts'
import { redemptionSection } from './sections/redemption.ts'
import { appraisalSection, metricsSection, monthlyCheckSection } from './sections/reports.ts'
import { panelSection, reviewSection } from './sections/review.ts'
import { count, multiplier, points, rulesSection } from './sections/rules.ts'
import { schoolIndexSection, tiersSection } from './sections/school-index.ts'

const levelName = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })

/**
 * The incentive policy as data (`incentive-policy/1`): one immutable version per file, see `policy.default.yaml`.
 * Factors are plain numbers with at most four decimals; points become 厘 only when a rule multiplies them out.
 * Shape only; what the numbers must mean together is in `checks.ts`.
 */
export const policySchema = z.strictObject({
  schema: z.literal('incentive-policy/1'),
  /** The school's id, when the file is meant for one school only. */
  school: z.string().optional(),
  /** The district's version that this one builds on, such as `2026.09.0`; only the allowed keys may then differ. */
  extends: z.string().optional(),
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
    /** Days off that fall on a weekday, and weekend days that are worked instead (调休): deadlines count working days. */
    holidays: z.array(z.iso.date()).default([]),
    makeup_days: z.array(z.iso.date()).default([]),
  }),
  minor_units: z.literal(100),
  nightly: nightlySection,
  type_base: z.record(z.string(), points),
  origin: z.strictObject({ original: multiplier, adapted: multiplier, licensed_repost: multiplier }),
  scope: z.strictObject({ school: multiplier, group: multiplier, district: multiplier }),
  gap_bonus: z.number().min(1).max(2),
  rules: rulesSection,
  spendable: z.strictObject({
    mirror: z.array(z.string()),
    vest_days: z.number().int().min(0).max(30),
    expire_after_terms: count,
    allow_negative: z.boolean(),
  }),
  quota: quotaSection,
  approval: approvalSection,
  settlement: settlementSection,
  cases: casesSection,
  fair_play: fairPlaySection,
  school_index: schoolIndexSection,
  tiers: tiersSection,
  metrics: metricsSection,
  monthly_check: monthlyCheckSection,
  appraisal: appraisalSection,
  /** From so many points: a name, in Chinese alone or as `{ zh, en }`. */
  levels: z.array(z.tuple([z.number().int().min(0), z.union([z.string().min(1), levelName])])).min(2),
  redemption: redemptionSection,
  requests: requestsSection,
  things: thingsSection,
  borrow_credit: borrowCreditSection,
  queue: queueSection,
  events: eventsSection,
  review: reviewSection,
  panel: panelSection,
  badges: badgesSection,
  honours: honoursSection,
  board: z.strictObject({
    default_visibility: z.enum(['real_name', 'alias', 'anonymous', 'hidden']),
    allow: z.array(z.enum(['real_name', 'alias', 'anonymous', 'hidden'])).min(1),
    public_top_n: z.number().int().min(1).max(50),
    neighbours: z.number().int().min(0).max(5),
    show_bottom: z.boolean(),
    ties: z.literal('joint_1224'),
    group_shrink_k: z.number().min(0).max(100),
    /** Colleagues who joined fewer days ago have a board of their own; the shipped default's when left out. */
    newcomer_days: count.optional(),
  }),
})

export type Policy = z.infer<typeof policySchema>
