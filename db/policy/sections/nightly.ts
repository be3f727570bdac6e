import { z } from 'zod'

/** When a school's nightly run begins, in its own zone: downloads are counted, bonuses settled, points come into force. */
export const nightlySection = z.strictObject({ at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/) })
