import { DateTime } from 'luxon'

/** Calendar days such as `2026-10-01`: off although a weekday, and worked although a weekend day (调休). */
export type DaysOff = { holidays: readonly string[]; makeup_days: readonly string[] }

/** Whether people work on a calendar day. */
export function isWorkday(day: string, { holidays, makeup_days }: DaysOff): boolean {
  if (holidays.includes(day)) return false
  return DateTime.fromISO(day, { zone: 'utc' }).weekday <= 5 || makeup_days.includes(day)
}

/** The `n`-th working day after a calendar day; with `n` 0 the day itself, or the next working day. */
export function addWorkdays(day: string, n: number, off: DaysOff): string {
  let at = day
  for (let left = n; left > 0 || !isWorkday(at, off); ) {
    at = nextDay(at)
    if (left > 0 && isWorkday(at, off)) left -= 1
  }
  return at
}

/** Working days after `from` up to and including `to`; 0 when `to` is not later. */
export function workdaysBetween(from: string, to: string, off: DaysOff): number {
  let days = 0
  for (let at = nextDay(from); at <= to; at = nextDay(at)) if (isWorkday(at, off)) days += 1
  return days
}

/** Calendar days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** `n` calendar days later. */
export function shiftDay(day: string, n: number): string {
  return DateTime.fromISO(day, { zone: 'utc' }).plus({ days: n }).toFormat('yyyy-MM-dd')
}

function nextDay(day: string): string {
  return shiftDay(day, 1)
}
