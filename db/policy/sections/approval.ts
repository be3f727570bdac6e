import { z } from 'zod'

const days = z.number().int().min(0).max(365)

/** How a version comes into force, and how points are given for what was before it. */
export const approvalSection = z.strictObject({
  /** Different people, none of whom decides alone. */
  approvers: z.number().int().min(2).max(9),
  /** A version under which something is worth less is announced so many days before. */
  lower_notice_days: days,
  /** A retroactive batch is announced so many days before it is posted. */
  retroactive_notice_days: days,
  /** A dry run older than this no longer carries an approval. */
  dry_run_max_days: z.number().int().min(1).max(365),
})

/** The end of a term, beside the term's own publicity_days and lock_after_days. */
export const settlementSection = z.strictObject({
  /** Everybody is told so many days before the term ends. */
  notice_days: days,
  /** Who has points that expire at the end of the term is told so many days before. */
  expiry_notice_days: z.array(days),
})
