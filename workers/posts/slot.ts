import { DateTime } from 'luxon'
import type { SchoolSettings } from '#db/settings.ts'
import { onDay, quietEnd } from '#kit/quiet.ts'
import { isoWeekOf } from '#kit/zone.ts'

/** One occurrence of a weekly post. */
export type Slot = {
  /** The ISO week it belongs to, `2026-W47`: with name and chat the key that makes it exactly once. */
  period: string
  /** The time set by the administrator. */
  at: Date
  /** The same, or the end of the quiet hours when it falls inside them. */
  from: Date
}

type WeekSettings = Pick<SchoolSettings, 'board_weekday' | 'board_time' | 'quiet_from' | 'quiet_to'>

/**
 * The latest weekly slot that has begun at `now`. Weekday and time are wall-clock in `zone`: on a day whose clock jumps
 * over the time, it is as much later as the clock jumps; when an hour happens twice, the first of the two.
 */
export function latestWeeklySlot(settings: WeekSettings, zone: string, now: Date): Slot | undefined {
  const today = DateTime.fromJSDate(now, { zone })
  for (const weeksBack of [0, 1, 2]) {
    const day = today
      .minus({ weeks: weeksBack })
      .startOf('week')
      .plus({ days: settings.board_weekday - 1 })
    const at = onDay(day, settings.board_time).toJSDate()
    const from = quietEnd(settings, zone, at) ?? at
    if (from <= now) return { period: isoWeekOf(at, zone), at, from }
  }
  return undefined
}
