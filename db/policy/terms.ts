import type { Text } from '#kit/lang.ts'
import { dayOf } from '#kit/zone.ts'
import type { Policy } from './schema.ts'

/** A term by its calendar days in the school's zone; both days belong to it. */
export type SchoolTerm = { id: string; start: string; end: string }

/**
 * The term that an instant belongs to, in `zone`. Where the policy's calendar says nothing, the half of the school
 * year: 1 September–31 January (`2026-autumn`), 1 February–31 August (`2027-spring`); so it always answers.
 */
export function termAt(policy: Policy, at: Date, zone: string): SchoolTerm {
  const day = dayOf(at, zone)
  const planned = policy.calendar.terms.find((term) => term.start <= day && day <= term.end)
  return planned ? { id: planned.id, start: planned.start, end: planned.end } : halfYearOf(day)
}

/** The default half of the school year around a calendar day such as `2027-10-03`. */
export function halfYearOf(day: string): SchoolTerm {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7))
  if (month >= 2 && month <= 8) return { id: `${year}-spring`, start: `${year}-02-01`, end: `${year}-08-31` }
  const autumn = month >= 9 ? year : year - 1
  return { id: `${autumn}-autumn`, start: `${autumn}-09-01`, end: `${autumn + 1}-01-31` }
}

/** `2026年秋季学期` / `Autumn term 2026`; the id itself when it has another form. */
export function termLabel(id: string): Text {
  const match = /^(\d{4})-(autumn|spring)$/.exec(id)
  if (!match) return { zh: id, en: id }
  const autumn = match[2] === 'autumn'
  return { zh: `${match[1]}年${autumn ? '秋' : '春'}季学期`, en: `${autumn ? 'Autumn' : 'Spring'} term ${match[1]}` }
}
