import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { tellMember } from '#db/rows/tell.ts'
import type { Db, School } from '#db/schema.ts'
import { schoolSettings } from '#db/settings.ts'
import { addCredit } from '#db/things/credit.ts'
import { dueLoans, type LoanCard } from '#db/things/loans.ts'
import type { Text } from '#kit/lang.ts'
import { quietEnd } from '#kit/quiet.ts'
import { daysBetween, shiftDay } from '#kit/workdays.ts'
import { dayOf } from '#kit/zone.ts'
import { sentence } from './view.ts'

type Place = { schoolId: string; chatId: number }

/**
 * Reminders before and after the due day, and the credit that late days cost. Each reminder and each day is written once,
 * under a key, so it may be called every minute; what a stopped machine missed is made up for, but only the latest
 * reminder is said.
 */
export async function loansDue(db: Db, school: School, now: Date): Promise<Place[]> {
  if (quietEnd(schoolSettings.parse(school.settings), school.time_zone, now) !== undefined) return []
  const today = dayOf(now, school.time_zone)
  const policy = await policyAt(db, school.id, now)
  const first = -Math.min(0, ...policy.things.remind)
  const places: Place[] = []
  for (const loan of await dueLoans(db, school.id, shiftDay(today, first))) {
    const chatId = await oneLoan(db, loan, policy, today, now)
    if (chatId !== undefined) places.push({ schoolId: loan.borrower_school, chatId })
  }
  return places
}

async function oneLoan(db: Db, loan: LoanCard, policy: Policy, today: string, now: Date): Promise<number | undefined> {
  if (loan.due_on === null) return undefined
  const due = loan.due_on
  const late = daysBetween(due, today)
  const offset = policy.things.remind
    .filter((one) => one <= late)
    .sort((a, b) => a - b)
    .at(-1)
  return db.transaction().execute(async (trx) => {
    const rule = policy.borrow_credit
    const person = { schoolId: loan.borrower_school, memberId: loan.borrower_id }
    for (let day = rule.grace_days + 1; day <= late; day += 1) {
      const key = `loan:${loan.id}:late:${due}:${day}`
      await addCredit(trx, person, { key, change: -rule.overdue_per_day, reason: 'overdue', at: now })
    }
    if (offset === undefined) return undefined
    return tellMember(trx, loan.borrower_school, loan.borrower_id, {
      key: `loan:${loan.id}:remind:${due}:${offset}`,
      now,
      view: (t) =>
        sentence(t(reminder(loan, due, late)), {
          tone: late > 0 ? 'warn' : 'plain',
          actions: [
            {
              label: t({ zh: '已归还', en: 'I returned it' }),
              command: 'return',
              args: { op: 'back', loan: String(loan.id) },
            },
            ...(late > 0
              ? []
              : [{ label: t({ zh: '续借', en: 'Renew' }), command: 'renew', args: { id: String(loan.thing_id) } }]),
          ],
        }),
    })
  })
}

function reminder(loan: LoanCard, due: string, late: number): Text {
  if (late < 0) {
    return {
      zh: `您借的「${loan.thing}」${due} 应还，还有 ${-late} 天。`,
      en: `“${loan.thing}” is due on ${due}, in ${-late} day(s).`,
    }
  }
  if (late === 0) return { zh: `您借的「${loan.thing}」今天应还。`, en: `“${loan.thing}” is due today.` }
  return {
    zh: `您借的「${loan.thing}」已逾期 ${late} 天，请尽快归还；归还后就可以再借。`,
    en: `“${loan.thing}” is ${late} day(s) overdue; please bring it back, then you can borrow again.`,
  }
}
