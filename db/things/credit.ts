import { sql } from 'kysely'
import { shiftDay } from '#kit/workdays.ts'
import type { Policy } from '../policy/schema.ts'
import type { Reader, Trx } from '../schema.ts'
import type { ThingTables } from './tables.ts'

export type Credit = {
  /** 0 and up; everybody begins with the policy's start. */
  points: number
  /** The last day on which nothing can be borrowed; undefined when nothing stands in the way. */
  suspendedUntil: string | undefined
  /** Things that are overdue beyond the grace. */
  overdue: number
}

type Person = { schoolId: string; memberId: number }

/** How reliable somebody is in borrowing, on a calendar day. Apart from points and ranks. */
export async function creditOf(
  db: Reader,
  { schoolId, memberId }: Person,
  policy: Policy,
  today: string,
): Promise<Credit> {
  const rule = policy.borrow_credit
  const changes = await db
    .selectFrom('borrow_credit')
    .select('change')
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .orderBy('at')
    .orderBy('key')
    .execute()
  // Good returns never lift it above the most there is, so the order of the entries matters.
  const points = changes.reduce((sum, { change }) => Math.max(0, Math.min(rule.max, sum + change)), rule.start)
  const late = await overdueOf(db, { schoolId, memberId }, shiftDay(today, -rule.grace_days))
  const capped = late.filter(
    (loan) => shiftDay(loan.due_on ?? today, rule.suspension_cap_days + rule.grace_days) >= today,
  )
  const ordered = await db
    .selectFrom('borrow_suspension')
    .select((eb) => eb.fn.max('until_day').as('until'))
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .where('until_day', '>=', today)
    .executeTakeFirst()
  return {
    points,
    overdue: late.length,
    suspendedUntil: capped.length > 0 ? today : (ordered?.until ?? undefined),
  }
}

/** Writes an entry once; false when its key was there. */
export async function addCredit(
  trx: Trx,
  { schoolId, memberId }: Person,
  entry: { key: string; change: number; reason: ThingTables['borrow_credit']['reason']; at: Date },
): Promise<boolean> {
  if (entry.change === 0) return false
  const row = await trx
    .insertInto('borrow_credit')
    .values({ school_id: schoolId, member_id: memberId, ...entry })
    .onConflict((conflict) => conflict.constraint('borrow_credit__pkey').doNothing())
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

/** When a policy suspends after the return: for as many days as it was late, within the cap. */
export async function suspend(
  trx: Trx,
  { schoolId, memberId }: Person,
  given: { loanId: number; today: string; lateDays: number; policy: Policy },
): Promise<void> {
  const rule = given.policy.borrow_credit
  const days = Math.min(given.lateDays, rule.suspension_cap_days)
  if (rule.lift_on_return || days <= 0) return
  await trx
    .insertInto('borrow_suspension')
    .values({
      school_id: schoolId,
      member_id: memberId,
      loan_id: given.loanId,
      until_day: shiftDay(given.today, days),
    })
    .onConflict((conflict) => conflict.constraint('borrow_suspension__pkey').doNothing())
    .execute()
}

/** What somebody has out that was due before a day. */
function overdueOf(db: Reader, { schoolId, memberId }: Person, before: string) {
  return db
    .selectFrom('loan')
    .select(['id', 'due_on'])
    .where('borrower_school', '=', schoolId)
    .where('borrower_id', '=', memberId)
    .where('status', '=', 'out')
    .where(sql<boolean>`due_on < ${before}`)
    .execute()
}
