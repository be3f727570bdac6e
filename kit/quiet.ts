import { DateTime } from 'luxon'

/** Wall-clock times such as `21:30` and `07:00`; they may run over midnight, equal times mean none. */
export type QuietHours = { quiet_from: string; quiet_to: string }

/** When the quiet hours around an instant end, in `zone`; undefined outside them. */
export function quietEnd({ quiet_from, quiet_to }: QuietHours, zone: string, at: Date): Date | undefined {
  if (quiet_from === quiet_to) return undefined
  const local = DateTime.fromJSDate(at, { zone })
  const clock = local.toFormat('HH:mm')
  const overnight = quiet_from > quiet_to
  const quiet = overnight ? clock >= quiet_from || clock < quiet_to : clock >= quiet_from && clock < quiet_to
  if (!quiet) return undefined
  const endDay = overnight && clock >= quiet_from ? local.plus({ days: 1 }) : local
  return onDay(endDay, quiet_to).toJSDate()
}

/** A wall-clock time such as `16:30` on a day. */
export function onDay(day: DateTime, time: string): DateTime {
  const [hour, minute] = time.split(':').map(Number)
  return day.set({ hour: hour ?? 0, minute: minute ?? 0, second: 0, millisecond: 0 })
}
