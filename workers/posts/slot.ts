import { DateTime } from 'luxon'
import type { SchoolSettings } from '#db/settings.ts'
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

/** When the quiet hours around an instant end; undefined outside them. They may run over midnight; equal times mean none. */
export function quietEnd(
  { quiet_from, quiet_to }: Pick<SchoolSettings, 'quiet_from' | 'quiet_to'>,
  zone: string,
  at: Date,
): Date | undefined {
  if (quiet_from === quiet_to) return undefined
  const local = DateTime.fromJSDate(at, { zone })
  const clock = local.toFormat('HH:mm')
  const overnight = quiet_from > quiet_to
  const quiet = overnight ? clock >= quiet_from || clock < quiet_to : clock >= quiet_from && clock < quiet_to
  if (!quiet) return undefined
  const endDay = overnight && clock >= quiet_from ? local.plus({ days: 1 }) : local
  return onDay(endDay, quiet_to).toJSDate()
}

function onDay(day: DateTime, time: string): DateTime {
  const [hour, minute] = time.split(':').map(Number)
  return day.set({ hour: hour ?? 0, minute: minute ?? 0, second: 0, millisecond: 0 })
}
