import { z } from 'zod'
import { count, share } from './rules.ts'

const days = z.number().int().min(1)

/** The demand board. */
export const requestsSection = z.strictObject({
  open_days: days,
  /** Existing resources that are shown before a request is posted. */
  suggestions: count,
  open_per_person: days,
})

/** Things that are lent and places that are booked. Days of loans are working days. */
export const thingsSection = z.strictObject({
  loan_days: z.strictObject({ equipment: days, book: days, room: days }),
  loans_per_person: days,
  renewals: count,
  /** Reminders, in days before (−) and after the due day. */
  remind: z.array(z.number().int().min(-30).max(60)),
  /** Lessons of a day that can be booked. */
  lessons: days,
  /** Whole calendar days between today and the first day that can be booked: 1 = from tomorrow on. */
  notice_days: days,
  horizon_days: days,
  bookings_per_person: days,
})

/** Reliability in borrowing; apart from points. */
export const borrowCreditSection = z.strictObject({
  start: count,
  max: count,
  grace_days: count,
  overdue_per_day: count,
  no_show: count,
  damage_unreported: count,
  clean_return: count,
  /** Below it a keeper must agree to each loan. */
  approval_below: count,
  /** Nobody borrows while something is overdue; after so many days this ends by itself. */
  suspension_cap_days: count,
  /** `false`: after the return it lasts for as many days as the thing was late. */
  lift_on_return: z.boolean(),
})

/** P = Σ weight × what is asked for: need comes before rank. */
export const queueSection = z.strictObject({
  weights: z.strictObject({ purpose: count, wait: count, tier: count, own_ratio: count, credit: count }),
  purpose: z.strictObject({ lesson: share, research: share, activity: share }),
  wait_days: days,
})

export const eventsSection = z.strictObject({
  /** The code that people check in with changes so often; the one before is still taken. */
  code_seconds: z.number().int().min(10).max(300),
  checkin_before_minutes: count,
  feedback_days: days,
})
