import { DateTime } from 'luxon'
import type { Text } from './lang.ts'

/** A half-open stretch of time: `from` is inside, `to` is not. */
export type Span = { from: Date; to: Date }

/** Day, week (Monday), month of an instant, computed in `zone` (IANA name such as `Asia/Shanghai`). */
export function spanOf(kind: 'day' | 'week' | 'month', at: Date, zone: string): Span {
  const { from, to } = SPANS[kind](at, zone)
  return { from: new Date(from), to: new Date(to) }
}

/** `2026-11-21`, the calendar day of an instant in `zone`. */
export function dayOf(at: Date, zone: string): string {
  return dayFormat(at, zone)
}

/** `2026-W47`, the ISO week of an instant in `zone`. */
export function isoWeekOf(at: Date, zone: string): string {
  return weekFormat(at, zone)
}

/** Midnight at the start of a calendar day such as `2026-09-01` in `zone`. Throws RangeError when it is not a day. */
export function startOfDay(day: string, zone: string): Date {
  const at = DateTime.fromISO(day, { zone })
  if (!at.isValid) throw new RangeError(`not a calendar day: ${day}`)
  return at.startOf('day').toJSDate()
}

/** The instant of a wall-clock time on a calendar day in `zone`. */
export function clockOn(day: string, clock: { hour: number; minute: number }, zone: string): Date {
  const { hour, minute } = clock
  return DateTime.fromISO(day, { zone }).set({ hour, minute }).toJSDate()
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

/** `2026-11-21 14:05` for tables, in `zone`. */
export function minuteOf(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd HH:mm')
}

/** `11月21日` / `Nov 21` of a day such as `2026-11-21`; with its year unless `beside` is a day of the same one. */
export function dayText(day: string, beside: string): Text {
  const at = DateTime.fromISO(day, { zone: 'utc' })
  const isSame = day.slice(0, 4) === beside.slice(0, 4)
  return {
    zh: at.toFormat(isSame ? 'M月d日' : 'yyyy年M月d日'),
    en: at.setLocale('en').toFormat(isSame ? 'LLL d' : 'LLL d, yyyy'),
  }
}

/** Whether this is the name of a time zone, such as `Asia/Shanghai`. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const DAY_MS = 86_400_000
/** Days that are remembered per question; some fifty years of one zone. */
const REMEMBERED = 20_000

const dayFormat = oncePerDay((at) => at.toFormat('yyyy-MM-dd'))
const weekFormat = oncePerDay((at) => at.toFormat("kkkk-'W'WW"))
const span = (kind: 'day' | 'week' | 'month') =>
  oncePerDay((at) => {
    const start = at.startOf(kind)
    return { from: start.toMillis(), to: start.plus({ [kind]: 1 }).toMillis() }
  })
const SPANS = { day: span('day'), week: span('week'), month: span('month') }

/**
 * Asks the calendar once for all instants of a day: it is slow, and a ledger asks for the same days hundreds of
 * thousands of times. A day on which clocks change is asked about for each instant.
 */
function oncePerDay<T>(ask: (at: DateTime) => T): (at: Date, zone: string) => T {
  type Day = { from: number; to: number; answer: T }
  let zones = new Map<string, Map<number, Day[]>>()
  let remembered = 0
  return (at, zone) => {
    const ms = at.getTime()
    const number = Math.floor(ms / DAY_MS)
    const known = zones.get(zone)?.get(number)
    // A day of Greenwich touches two or three of a zone.
    const day = known?.find(({ from, to }) => ms >= from && ms < to)
    if (day) return day.answer
    const local = DateTime.fromJSDate(at, { zone })
    const start = local.startOf('day')
    const end = start.endOf('day')
    const answer = ask(local)
    const even = start.offset === end.offset && end.toMillis() - start.toMillis() === DAY_MS - 1
    if (!even) return answer
    if (remembered >= REMEMBERED) {
      zones = new Map()
      remembered = 0
    }
    remembered += 1
    const days = zones.get(zone) ?? new Map<number, Day[]>()
    zones.set(zone, days)
    days.set(number, [...(days.get(number) ?? []), { from: start.toMillis(), to: end.toMillis() + 1, answer }])
    return answer
  }
}
