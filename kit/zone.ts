import { DateTime } from 'luxon'

/** A half-open stretch of time: `from` is inside, `to` is not. */
export type Span = { from: Date; to: Date }

/** Day, week (Monday), month of an instant, computed in `zone` (IANA name such as `Asia/Shanghai`). */
export function spanOf(kind: 'day' | 'week' | 'month', at: Date, zone: string): Span {
  const start = DateTime.fromJSDate(at, { zone }).startOf(kind)
  return { from: start.toJSDate(), to: start.plus({ [kind]: 1 }).toJSDate() }
}

/** `2026-11-21`, the calendar day of an instant in `zone`. */
export function dayOf(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd')
}

/** `2026-W47`, the ISO week of an instant in `zone`. */
export function isoWeekOf(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("kkkk-'W'WW")
}

/** Midnight at the start of a calendar day such as `2026-09-01` in `zone`. Throws RangeError when it is not a day. */
export function startOfDay(day: string, zone: string): Date {
  const at = DateTime.fromISO(day, { zone })
  if (!at.isValid) throw new RangeError(`not a calendar day: ${day}`)
  return at.startOf('day').toJSDate()
}

/** An instant `days` calendar days later, same wall-clock time in `zone`. */
export function addDays(at: Date, days: number, zone: string): Date {
  return DateTime.fromJSDate(at, { zone }).plus({ days }).toJSDate()
}

/** `11月21日 14:05` or `Nov 21, 14:05` for people. */
export function clockFace(at: Date, zone: string, lang: 'zh-CN' | 'en'): string {
  return DateTime.fromJSDate(at, { zone })
    .setLocale(lang)
    .toFormat(lang === 'en' ? 'LLL d, HH:mm' : 'M月d日 HH:mm')
}
