import { policyAt } from '#db/policy/at.ts'
import type { Db, School } from '#db/schema.ts'
import { expiringAt } from '#db/terms/expiring.ts'
import { daysBeforeEnd, daysLeft, termSpanAt } from '#db/terms/span.ts'
import { addDays } from '#kit/zone.ts'
import { expiryView } from '../view-term.ts'
import { marksTold, markTold, tellMany } from './tell.ts'

/** A notice that could not be given for so many days is left out: the next one comes. */
const LATE_DAYS = 6

/** Tells who has spendable points that end with the term, on the days of the policy before its end; once each. */
export async function tellExpiry(db: Db, school: School, now: Date): Promise<{ told: number }> {
  const zone = school.time_zone
  const policy = await policyAt(db, school.id, now)
  const span = termSpanAt(policy, now, zone)
  const known = await marksTold(db, school.id, span.id)
  const due = policy.settlement.expiry_notice_days
    .map((days) => ({ mark: `expiry-${days}`, at: daysBeforeEnd(span, days, zone) }))
    .filter((one) => one.at <= now && !known.has(one.mark))
    .sort((a, b) => b.at.getTime() - a.at.getTime())
  const [newest] = due
  if (!newest) return { told: 0 }
  let told = 0
  if (addDays(newest.at, LATE_DAYS, zone) > now) {
    const days = daysLeft(span, now, zone)
    told = await tellMany(db, school.id, await expiringAt(db, school.id, span, policy, zone), {
      key: ({ member }) => `expiry:${span.id}:${newest.mark}:${member}`,
      view:
        ({ amount }) =>
        (t, lang) =>
          expiryView(amount, days, span, { t, lang, zone }),
      now,
    })
  }
  for (const { mark } of due) {
    await markTold(db, school.id, { term: span.id, mark, now, told: mark === newest.mark ? told : 0 })
  }
  return { told }
}
