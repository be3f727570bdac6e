import { z } from 'zod'

const PICTURES = ['both', 'picture', 'text'] as const

/** What an administrator can set for the school, with `/settings`. Unknown keys are ignored, missing ones have defaults. */
export const schoolSettings = z.object({
  /** The weekly board: weekday (1 = Monday … 7) and time in the school's zone. */
  board_weekday: z.coerce.number().int().min(1).max(7).catch(5).default(5),
  board_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .catch('16:30')
    .default('16:30'),
  /** No posts between these times; what falls inside waits for the end. */
  quiet_from: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .catch('21:30')
    .default('21:30'),
  quiet_to: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .catch('07:00')
    .default('07:00'),
  /** `checks`: a file that passes the checks is accepted at once. `all`: every file waits for a reviewer. */
  review: z.enum(['checks', 'all']).catch('checks').default('checks'),
  /** The administrator who decides as principal on rewards, by name; `—`: any. */
  principal: z.string().max(20).catch('—').default('—'),
  /** Boards and summaries where messages have no layout (WeChat): as a picture and text, a picture alone, or text alone. */
  pictures: z.enum(PICTURES).catch('both').default('both'),
})
export type SchoolSettings = z.infer<typeof schoolSettings>

/** What can be set for one chat. */
export const chatSettings = z.object({
  /** Post the weekly board here. */
  weekly_board: z.enum(['on', 'off']).catch('on').default('on'),
  /** Catalogue files dropped here. */
  catalogue: z.enum(['on', 'off']).catch('on').default('on'),
  /** As the school's `pictures`, for this chat; `school`: as the school has it. */
  pictures_here: z
    .enum(['school', ...PICTURES])
    .catch('school')
    .default('school'),
})
export type ChatSettings = z.infer<typeof chatSettings>
