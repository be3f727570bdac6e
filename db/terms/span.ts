import { addDays, dayOf, startOfDay } from '#kit/zone.ts'
import type { Policy } from '../policy/schema.ts'
import { halfYearOf, type SchoolTerm, termAt } from '../policy/terms.ts'

/** A term as instants, half-open, with the days that its settlement takes. */
export type TermSpan = {
  id: string
  /** Its first and last day. */
  start: string
  end: string
  from: Date
  /** The cut: the first instant after its last day, 24:00 in the school's zone. */
  to: Date
  /** Appeals until then. */
  publicityUntil: Date
  lockAt: Date
}

/** The term that an instant belongs to. */
export function termSpanAt(policy: Policy, at: Date, zone: string): TermSpan {
  return spanOf(policy, termAt(policy, at, zone), zone)
}

/** A term by its id: of the calendar, or a half of a school year. Undefined when it is neither. */
export function termSpanOf(policy: Policy, id: string, zone: string): TermSpan | undefined {
  const planned = policy.calendar.terms.find((term) => term.id === id)
  if (planned) return spanOf(policy, planned, zone)
  const half = /^(\d{4})-(autumn|spring)$/.exec(id)
  if (!half) return undefined
  return spanOf(policy, halfYearOf(half[2] === 'autumn' ? `${half[1]}-09-01` : `${half[1]}-02-01`), zone)
}

/** The term before this one. */
export function termSpanBefore(policy: Policy, span: TermSpan, zone: string): TermSpan {
  return termSpanAt(policy, new Date(span.from.getTime() - 1), zone)
}

/** How many days it is until the last day of the term: 14 on T-14, 0 on the last day. */
export function daysLeft(span: TermSpan, at: Date, zone: string): number {
  return daysBetween(dayOf(at, zone), span.end)
}

/** The start of the day that is so many days before the last day of the term: T-14. */
export function daysBeforeEnd(span: TermSpan, days: number, zone: string): Date {
  return addDays(startOfDay(span.end, zone), -days, zone)
}

/** Whole calendar days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** By policy, term and zone: the calendar is slow, and every personal page asks for this term and those before it. */
const spans = new WeakMap<Policy, Map<string, TermSpan>>()

function spanOf(policy: Policy, term: SchoolTerm, zone: string): TermSpan {
  const known = spans.get(policy) ?? new Map<string, TermSpan>()
  spans.set(policy, known)
  const key = `${term.id} ${term.start} ${term.end} ${zone}`
  const span = known.get(key) ?? ask(policy, term, zone)
  known.set(key, span)
  const [from, to] = [new Date(span.from), new Date(span.to)]
  return { ...span, from, to, publicityUntil: new Date(span.publicityUntil), lockAt: new Date(span.lockAt) }
}

function ask(policy: Policy, term: SchoolTerm, zone: string): TermSpan {
  // A term outside the calendar is settled as the calendar's first one.
  const days = policy.calendar.terms.find((one) => one.id === term.id) ?? policy.calendar.terms[0]
  const to = addDays(startOfDay(term.end, zone), 1, zone)
  return {
    id: term.id,
    start: term.start,
    end: term.end,
    from: startOfDay(term.start, zone),
    to,
    publicityUntil: addDays(to, days?.publicity_days ?? 0, zone),
    lockAt: addDays(to, days?.lock_after_days ?? 0, zone),
  }
}
