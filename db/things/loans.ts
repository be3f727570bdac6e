import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import { daysBetween } from '#kit/workdays.ts'
import { dayOf } from '#kit/zone.ts'
import { policyAt } from '../policy/at.ts'
import { insertFact } from '../rows/facts.ts'
import type { Member, Reader, Trx } from '../schema.ts'
import { addCredit, suspend } from './credit.ts'
import { dueDay, refuseBooked, refuseBorrower } from './loan-limits.ts'
import type { Loan } from './tables.ts'
import { lockThing, type ThingCard } from './things.ts'

/** A loan with the names that people read. */
export type LoanCard = Loan & { thing: string; keeper_id: number; borrower: string }

/**
 * Borrows a thing, or asks its keeper when the thing or the borrower's credit wants that. One loan of a thing at a time:
 * the index decides among those who come together.
 */
export async function borrow(trx: Trx, given: { thing: ThingCard; member: Member; now: Date }): Promise<Loan> {
  const { thing, member, now } = given
  const policy = await policyAt(trx, thing.school_id, now)
  const today = dayOf(now, thing.zone)
  const locked = await lockThing(trx, thing)
  if (locked.status !== 'ready') throw blocked(thing)
  if (thing.kind === 'room') {
    throw new UserFacingError('book_it', {
      zh: `${thing.name}是场地，请预约：/book ${thing.id} 明天 3-4`,
      en: `${thing.name} is a place; book it: /book ${thing.id} tomorrow 3-4`,
    })
  }
  if (member.school_id === thing.school_id && member.id === thing.keeper_id) {
    throw new UserFacingError('own_thing', {
      zh: '这是您自己保管的，不用借。',
      en: 'You keep this yourself; there is no need to borrow it.',
    })
  }
  const asks = await refuseBorrower(trx, member, policy, today)
  const due = await dueDay(trx, thing, member, policy, today)
  await refuseBooked(trx, thing, member, today, due)
  const direct = !(asks || locked.asks)
  const row = await trx
    .insertInto('loan')
    .values({
      school_id: thing.school_id,
      thing_id: thing.id,
      borrower_school: member.school_id,
      borrower_id: member.id,
      status: direct ? 'out' : 'asked',
      due_on: direct ? due : null,
      asked_at: now,
      out_at: direct ? now : null,
    })
    .onConflict((conflict) =>
      conflict.columns(['school_id', 'thing_id']).where('status', 'in', ['asked', 'out', 'back']).doNothing(),
    )
    .returningAll()
    .executeTakeFirst()
  if (row) return row
  throw new UserFacingError(
    'lent',
    { zh: `${thing.name}现在借出去了。`, en: `${thing.name} is lent at the moment.` },
    { zh: `归还后再来；要固定时间可以预约：/book ${thing.id}`, en: `Come back later, or book it: /book ${thing.id}` },
  )
}

/** The keeper's yes: it goes out now. */
export async function lend(trx: Trx, loan: Loan, thing: ThingCard, borrower: Member, now: Date): Promise<Loan> {
  const locked = await lockThing(trx, thing)
  if (locked.status !== 'ready') throw blocked(thing)
  const policy = await policyAt(trx, thing.school_id, now)
  const due = await dueDay(trx, thing, borrower, policy, dayOf(now, thing.zone))
  return moveLoan(trx, loan, ['asked'], { status: 'out', due_on: due, out_at: now })
}

/** The borrower brings it back; its keeper has a look at it. */
export async function bringBack(trx: Trx, loan: Loan, now: Date, zone: string): Promise<Loan> {
  return moveLoan(trx, loan, ['out'], { status: 'back', back_at: now, back_on: dayOf(now, zone) })
}

/** Whether it was on time, and what it did to the borrower's credit. */
export type Returned = { loan: Loan; onTime: boolean; change: number }

/**
 * The keeper has it again. On time and whole, both earn points (a fact); late days were counted while they passed; damage
 * that the borrower had not reported costs credit. The day that counts is the day on which it was brought back.
 */
export async function confirmReturn(
  trx: Trx,
  given: { loan: Loan; thing: ThingCard; intact: boolean; now: Date },
): Promise<Returned> {
  const { thing, intact, now } = given
  const policy = await policyAt(trx, thing.school_id, now)
  const today = given.loan.back_on ?? dayOf(now, thing.zone)
  const loan = await moveLoan(trx, given.loan, ['out', 'back'], {
    status: 'returned',
    back_on: today,
    ended_at: now,
    intact,
  })
  const late = Math.max(0, daysBetween(loan.due_on ?? today, today))
  const onTime = late === 0
  const person = { schoolId: loan.borrower_school, memberId: loan.borrower_id }
  await suspend(trx, person, { loanId: loan.id, today, lateDays: late, policy })
  const change = intact
    ? onTime
      ? policy.borrow_credit.clean_return
      : 0
    : loan.damage_reported
      ? 0
      : -policy.borrow_credit.damage_unreported
  const reason = intact ? 'clean' : 'damage'
  await addCredit(trx, person, { key: `loan:${loan.id}:${reason}`, change, reason, at: now })
  await writeFacts(trx, loan, thing, { onTime, intact, now })
  return { loan, onTime, change }
}

/** Longer, once or as often as the policy allows; not when it is late or somebody has booked it. */
export async function renew(trx: Trx, loan: Loan, thing: ThingCard, borrower: Member, now: Date): Promise<Loan> {
  const policy = await policyAt(trx, thing.school_id, now)
  const today = dayOf(now, thing.zone)
  if (loan.status !== 'out' || loan.due_on === null) throw loanMoved()
  if (today > loan.due_on) {
    throw new UserFacingError('overdue', {
      zh: `${thing.name}已经过了应还日 ${loan.due_on}，不能续借，请尽快归还。`,
      en: `${thing.name} was due on ${loan.due_on}; it can not be renewed. Please bring it back.`,
    })
  }
  if (loan.renewals >= policy.things.renewals) {
    throw new UserFacingError('renewed', {
      zh: `最多续借 ${policy.things.renewals} 次，请在 ${loan.due_on} 前归还。`,
      en: `It can be renewed ${policy.things.renewals} time(s) at most; it is due on ${loan.due_on}.`,
    })
  }
  const due = await dueDay(trx, thing, borrower, policy, loan.due_on)
  await refuseBooked(trx, thing, borrower, today, due)
  return moveLoan(trx, loan, ['out'], { due_on: due, renewals: loan.renewals + 1 })
}

/** One statement, guarded by the state. */
export async function moveLoan(
  trx: Trx,
  loan: Pick<Loan, 'school_id' | 'id'>,
  from: readonly Loan['status'][],
  set: Partial<Omit<Loan, 'asked_at'>>,
): Promise<Loan> {
  const row = await trx
    .updateTable('loan')
    .set(set)
    .where('school_id', '=', loan.school_id)
    .where('id', '=', loan.id)
    .where('status', 'in', [...from])
    .returningAll()
    .executeTakeFirst()
  if (!row) throw loanMoved()
  return row
}

/** What somebody has, or asked for. */
export async function loansOf(db: Reader, member: Member): Promise<LoanCard[]> {
  return loanCards(db)
    .where('loan.borrower_school', '=', member.school_id)
    .where('loan.borrower_id', '=', member.id)
    .where('loan.status', 'in', ['asked', 'out', 'back'])
    .orderBy('loan.id')
    .execute()
}

export async function findLoan(db: Reader, id: number): Promise<LoanCard | undefined> {
  return loanCards(db).where('loan.id', '=', id).executeTakeFirst()
}

/** The loan of a thing that is under way. */
export async function loanOfThing(db: Reader, thingId: number): Promise<LoanCard | undefined> {
  return loanCards(db)
    .where('loan.thing_id', '=', thingId)
    .where('loan.status', 'in', ['asked', 'out', 'back'])
    .executeTakeFirst()
}

export function loanMoved(): UserFacingError {
  return new UserFacingError(
    'loan_moved',
    { zh: '这次借用的状态已经变了，没有改动。', en: 'This loan has moved on; nothing was changed.' },
    { zh: '查看：/return', en: 'See /return' },
  )
}

function loanCards(db: Reader) {
  return db
    .selectFrom('loan')
    .innerJoin('thing', 'thing.id', 'loan.thing_id')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'loan.borrower_school').onRef('member.id', '=', 'loan.borrower_id'),
    )
    .selectAll('loan')
    .select(['thing.name as thing', 'thing.keeper_id', 'member.name as borrower'])
}

/** Points for both; each in the ledger of their own school. */
async function writeFacts(
  trx: Trx,
  loan: Loan,
  thing: ThingCard,
  { onTime, intact, now }: { onTime: boolean; intact: boolean; now: Date },
): Promise<void> {
  const cross = loan.borrower_school !== thing.school_id
  const payload = {
    loan: loan.id,
    lender: thing.keeper_id,
    on_time: onTime,
    intact,
    cross_school: cross,
  }
  const fact = { kind: 'loan.returned' as const, occurredAt: now }
  if (!cross) {
    const given = { ...fact, schoolId: thing.school_id, key: `returned:${loan.id}`, actorId: loan.borrower_id, payload }
    await insertFact(trx, given)
    return
  }
  await insertFact(trx, {
    ...fact,
    schoolId: loan.borrower_school,
    key: `returned:${loan.id}`,
    actorId: loan.borrower_id,
    payload: { ...payload, lender: 0, pays: 'borrower' },
  })
  await insertFact(trx, {
    ...fact,
    schoolId: thing.school_id,
    key: `returned:${loan.id}`,
    actorId: loan.borrower_id,
    payload: { ...payload, pays: 'lender' },
  })
}

function blocked(thing: ThingCard): UserFacingError {
  return new UserFacingError(
    'blocked',
    { zh: `${thing.name}正在维修，暂时不能使用。`, en: `${thing.name} is being repaired.` },
    { zh: `保管人：${thing.keeper}`, en: `Its keeper: ${thing.keeper}` },
  )
}

/** Loans that are due within so many days, or overdue, for reminders and credit. */
export async function dueLoans(db: Reader, schoolId: string, until: string): Promise<LoanCard[]> {
  return loanCards(db)
    .where('loan.school_id', '=', schoolId)
    .where('loan.status', '=', 'out')
    .where(sql<boolean>`loan.due_on <= ${until}`)
    .orderBy('loan.id')
    .limit(1_000)
    .execute()
}
