import { UserFacingError } from '#kit/errors.ts'
import { addDays, startOfDay } from '#kit/zone.ts'
import { policyAt } from '../policy/at.ts'
import { halfYearOf, type SchoolTerm, termAt } from '../policy/terms.ts'
import type { Reader } from '../schema.ts'
import type { Stretch } from './appraisal-rows.ts'

/**
 * A term by its id (`2026-autumn`), or the one of `now`, as the stretch of time that a report covers, in the school's
 * zone. Throws UserFacingError `term_unknown` for an id that neither the calendar nor the usual halves of a year know.
 */
export async function stretchOf(
  db: Reader,
  school: { id: string; time_zone: string },
  term: string | undefined,
  now: Date,
): Promise<Stretch> {
  const policy = await policyAt(db, school.id, now)
  const found =
    term === undefined
      ? termAt(policy, now, school.time_zone)
      : (policy.calendar.terms.find(({ id }) => id === term) ?? usualTerm(term))
  if (!found) {
    const known = policy.calendar.terms.map(({ id }) => id)
    throw new UserFacingError('term_unknown', {
      zh: `没有学期 ${term}。可以用：${known.join('、')}。`,
      en: `There is no term ${term}. Use one of: ${known.join(', ')}.`,
    })
  }
  const from = startOfDay(found.start, school.time_zone)
  const to = addDays(startOfDay(found.end, school.time_zone), 1, school.time_zone)
  return { schoolId: school.id, termId: found.id, from, to }
}

function usualTerm(id: string): SchoolTerm | undefined {
  const match = /^(\d{4})-(autumn|spring)$/.exec(id)
  if (!match) return undefined
  return halfYearOf(`${match[1]}-${match[2] === 'autumn' ? '09' : '02'}-01`)
}
