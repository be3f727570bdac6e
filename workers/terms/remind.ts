import { policyAt } from '#db/policy/at.ts'
import type { Db, School } from '#db/schema.ts'
import { meets, owes, quotaSheets } from '#db/terms/quota.ts'
import { daysBeforeEnd, daysLeft, type TermSpan, termSpanAt } from '#db/terms/span.ts'
import { addDays, dayOf, startOfDay } from '#kit/zone.ts'
import { reminderView } from '../view-term.ts'
import { marksTold, markTold, tellMany } from './tell.ts'

/** A reminder that could not be sent for so many days is left out: the next one comes. */
const LATE_DAYS = 6

/**
 * Reminds teachers who owe originals, on the marks of the policy (`week4`, `T-14`): each once, in private, outside quiet
 * hours, never who is exempt or has met it. Of several marks that are due only the newest is sent.
 */
export async function remindQuota(db: Db, school: School, now: Date): Promise<{ told: number }> {
  const zone = school.time_zone
  const policy = await policyAt(db, school.id, now)
  const span = termSpanAt(policy, now, zone)
  const known = await marksTold(db, school.id, span.id)
  const due = policy.quota.remind_at
    .map((mark) => ({ mark, at: markAt(mark, span, zone) }))
    .filter((one) => one.at <= now && !known.has(one.mark))
    .sort((a, b) => b.at.getTime() - a.at.getTime())
  const [newest] = due
  if (!newest) return { told: 0 }
  let told = 0
  const noticed = dayOf(daysBeforeEnd(span, policy.settlement.notice_days, zone), zone)
  // The notice of the term's end, on the same day, says it already.
  const isSaid = known.has('notice') && dayOf(newest.at, zone) === noticed
  if (!isSaid && addDays(newest.at, LATE_DAYS, zone) > now) {
    const days = daysLeft(span, now, zone)
    const sheets = await quotaSheets(db, school.id, span, policy, zone)
    told = await tellMany(
      db,
      school.id,
      sheets.filter((sheet) => owes(sheet) && !meets(sheet)),
      {
        key: (sheet) => `quota:${span.id}:${newest.mark}:${sheet.member}`,
        view: (sheet) => (t, lang) => reminderView(span, days, sheet, { t, lang, zone }),
        now,
      },
    )
  }
  for (const { mark } of due) {
    await markTold(db, school.id, { term: span.id, mark, now, told: mark === newest.mark ? told : 0 })
  }
  return { told }
}

/** `week4`: four weeks after the first day; `T-14`: fourteen days before the last. */
function markAt(mark: string, span: TermSpan, zone: string): Date {
  const weeks = /^week(\d+)$/.exec(mark)?.[1]
  if (weeks !== undefined) return addDays(startOfDay(span.start, zone), 7 * Number(weeks), zone)
  const days = /^T-(\d+)$/.exec(mark)?.[1]
  return daysBeforeEnd(span, Number(days ?? 0), zone)
}
