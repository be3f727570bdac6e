import type { Text } from '#kit/lang.ts'
import { addDays, dayOf, dayText, isoWeekOf, spanOf, startOfDay } from '#kit/zone.ts'
import type { Policy } from '../policy/schema.ts'
import { termAt, termLabel } from '../policy/terms.ts'

export const PERIODS = ['week', 'month', 'term', 'year'] as const
export type Period = (typeof PERIODS)[number]

/** One window of a board, half-open: `from` is inside, `to` is not. `key` is what `board_total.period` holds. */
export type Window = { kind: Period; key: string; from: Date; to: Date; label: Text }

/**
 * The window that an instant falls in, in the school's zone: the ISO week from Monday 00:00, the month, the term of the
 * policy, the academic year from 1 September. The keys are the same as those of the database's `point_periods`.
 */
export function windowAt(kind: Period, at: Date, zone: string, policy: Policy): Window {
  const known = windows.get(policy) ?? new Map<string, Window>()
  windows.set(policy, known)
  const key = `${kind} ${dayOf(at, zone)} ${zone}`
  const window = known.get(key) ?? ask(kind, at, zone, policy)
  if (known.size >= REMEMBERED) known.clear()
  known.set(key, window)
  return { ...window, from: new Date(window.from), to: new Date(window.to) }
}

/** By policy, kind, day and zone: the calendar is slow, and every board asks it. */
const windows = new WeakMap<Policy, Map<string, Window>>()
const REMEMBERED = 5_000

function ask(kind: Period, at: Date, zone: string, policy: Policy): Window {
  switch (kind) {
    case 'week': {
      const span = spanOf('week', at, zone)
      return { kind, key: isoWeekOf(at, zone), ...span, label: daysLabel(span.from, span.to, zone) }
    }
    case 'month': {
      const key = dayOf(at, zone).slice(0, 7)
      const [year, month] = [key.slice(0, 4), Number(key.slice(5, 7))]
      const label = { zh: `${year}年${month}月`, en: `${MONTHS[month - 1]} ${year}` }
      return { kind, key, ...spanOf('month', at, zone), label }
    }
    case 'term': {
      const term = termAt(policy, at, zone)
      const to = addDays(startOfDay(term.end, zone), 1, zone)
      return { kind, key: term.id, from: startOfDay(term.start, zone), to, label: termLabel(term.id) }
    }
    case 'year': {
      const day = dayOf(at, zone)
      const first = Number(day.slice(0, 4)) - (Number(day.slice(5, 7)) >= 9 ? 0 : 1)
      const key = `${first}-${first + 1}`
      const [from, to] = [startOfDay(`${first}-09-01`, zone), startOfDay(`${first + 1}-09-01`, zone)]
      return { kind, key, from, to, label: { zh: `${key}学年`, en: `School year ${key}` } }
    }
    default:
      return kind satisfies never
  }
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** `11月16日–11月22日` / `Nov 16 – Nov 22`, the last day included. */
function daysLabel(from: Date, to: Date, zone: string): Text {
  const days = [dayOf(from, zone), dayOf(new Date(to.getTime() - 1), zone)].map((day) => dayText(day, day))
  return { zh: days.map(({ zh }) => zh).join('–'), en: days.map(({ en }) => en).join(' – ') }
}
