import { z } from 'zod'
import { count } from './rules.ts'

/** What a teacher and a school owe in a term. */
export const quotaSection = z.strictObject({
  teacher_originals_per_term: count,
  school_excellent_lessons_per_term: count,
  /** `week4` counts from the start of the term, `T-14` days before its end. */
  remind_at: z.array(z.string().regex(/^(week\d{1,2}|T-\d{1,3})$/)).default([]),
  /** Who joins later than so many days after the term (or the school's own start here) owes a part, by days. */
  join_grace_days: count,
  /** The names of the slots for excellent lessons, in their order; slots beyond the list have numbers only. */
  excellent_slots: z.array(z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })),
  /** Types of the parts without which a lesson does not count. */
  excellent_parts: z.array(z.string()).min(1),
})

/** What a `quota` may leave out. */
export const QUOTA_FILLED = ['join_grace_days', 'excellent_slots', 'excellent_parts'] as const
