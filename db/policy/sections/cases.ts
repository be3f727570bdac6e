import { z } from 'zod'
import { count } from './rules.ts'

const days = z.number().int().min(1).max(60)

/** Cases and appeals: how long each step may take, and how many people decide. Days are calendar days. */
export const casesSection = z.strictObject({
  /** The teacher who is asked may answer until then; later the case goes on without. */
  statement_days: days,
  /** From opening to the decision of the last of the people who decide. */
  decision_days: days,
  /** Who may decide is reminded so many days before a decision is due. */
  remind_days_before: count,
  /** A copyright report that nobody looked at hides the resource after so many hours; with a named right holder at once. */
  hide_within_hours: z.number().int().min(0).max(24),
  appeal_days: days,
  appeal_decision_days: days,
  /** Open reports of one person; more wait until some are decided. */
  open_reports_per_person: z.number().int().min(1),
  approvals: z.strictObject({
    /** Whatever takes points or a resource away for good. */
    sanction: z.number().int().min(2),
    /** A content error: points are only frozen. */
    recall: z.number().int().min(1),
    /** Nothing is taken from anybody. */
    dismissal: z.number().int().min(1),
    /** An appeal against a sanction. */
    penalty_appeal: z.number().int().min(2),
    /** An amount set by hand. */
    adjustment: z.number().int().min(2),
    /** An appeal that is answered with an explanation. */
    explanation: z.number().int().min(1),
  }),
})
