import { z } from 'zod'
import { count, share } from './rules.ts'

/** How long a review may wait, and how many decisions are looked at a second time. Hours run through weekends. */
export const reviewSection = z.strictObject({
  /** The reviewers of the subject are reminded, then the administrators are told. */
  remind_after_hours: z.number().int().min(1),
  escalate_after_hours: z.number().int().min(1),
  /** Of all decisions, so many are made again by a second reviewer who does not see the first. */
  blind_share: share,
  /** Above this share of differing second decisions, with at least `blind_min` of them, administrators see a note. */
  blind_alert: share,
  blind_min: count,
  /** A poorly rated item that was kept is not looked at again for so many days. */
  poor_again_days: z.number().int().min(1),
  /** Points of contribution and well-rated items from which a member may be made a reviewer without being head. */
  eligible: z
    .strictObject({ contribution: z.number().min(0), items: count, mean: z.number().min(1).max(5) })
    .optional(),
})

/** Expert panels: the rubric, who is enough, and when a further judge is called. */
export const panelSection = z.strictObject({
  rubric: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9_]{1,40}$/),
        name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
        /** Of 100. */
        weight: z.number().int().min(1).max(100),
      }),
    )
    .min(1)
    .max(8),
  /** Each criterion is scored 1 to `scale`. */
  scale: z.number().int().min(2).max(10),
  min_judges: z.number().int().min(3),
  due_days: z.number().int().min(1),
  /**
   * Highest minus lowest score above spread_sd standard deviations calls one more judge; the score furthest from the
   * middle is then left out. The deviation is that of the school's own scores around their panels' means once sd_after
   * panels have ended, before that `sd`, in points of 100.
   */
  spread_sd: z.number().min(0),
  sd: z.number().positive(),
  sd_after: z.number().int().min(1),
})
