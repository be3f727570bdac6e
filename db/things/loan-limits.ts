import { UserFacingError } from '#kit/errors.ts'
import { addWorkdays } from '#kit/workdays.ts'
import type { Policy } from '../policy/schema.ts'
import type { Member, Trx } from '../schema.ts'
import { creditOf } from './credit.ts'
import type { ThingCard } from './things.ts'
import { rightsOf } from './tier.ts'

/** Refuses who may not borrow now; true: the keeper must agree. */
export async function refuseBorrower(trx: Trx, member: Member, policy: Policy, today: string): Promise<boolean> {
  const person = { schoolId: member.school_id, memberId: member.id }
  const credit = await creditOf(trx, person, policy, today)
  if (credit.suspendedUntil !== undefined) {
    throw new UserFacingError(
      'suspended',
      credit.overdue > 0
        ? {
            zh: `您有 ${credit.overdue} 件物品逾期未还，归还后就可以再借。`,
            en: `${credit.overdue} thing(s) of yours are overdue; bring them back and you can borrow again.`,
          }
        : {
            zh: `借用暂停到 ${credit.suspendedUntil}，之后自动恢复。`,
            en: `Borrowing is suspended until ${credit.suspendedUntil}; then it is possible again.`,
          },
      { zh: '查看：/return', en: 'See /return' },
    )
  }
  const { n } = await trx
    .selectFrom('loan')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('borrower_school', '=', member.school_id)
    .where('borrower_id', '=', member.id)
    .where('status', 'in', ['asked', 'out'])
    .executeTakeFirstOrThrow()
  if (n >= policy.things.loans_per_person) {
    throw new UserFacingError('too_many_loans', {
      zh: `每人同时最多借 ${policy.things.loans_per_person} 件，您已借 ${n} 件。`,
      en: `At most ${policy.things.loans_per_person} at a time; you have ${n}.`,
    })
  }
  return credit.points < policy.borrow_credit.approval_below
}

/** The day on which a loan that begins on a day is due: working days, more of them for a school of a higher tier. */
export async function dueDay(
  trx: Trx,
  thing: ThingCard,
  member: Member,
  policy: Policy,
  from: string,
): Promise<string> {
  const factor = member.school_id === thing.school_id ? 1 : (await rightsOf(trx, member.school_id, policy)).loan_factor
  return addWorkdays(from, Math.round(policy.things.loan_days[thing.kind] * factor), policy.calendar)
}

/** Refuses a stretch of days in which somebody else has booked the thing. */
export async function refuseBooked(
  trx: Trx,
  thing: ThingCard,
  member: Member,
  from: string,
  to: string,
): Promise<void> {
  const booked = await trx
    .selectFrom('booking')
    .select('day')
    .where('school_id', '=', thing.school_id)
    .where('thing_id', '=', thing.id)
    .where('status', 'in', ['asked', 'confirmed'])
    .where('day', '>=', from)
    .where('day', '<=', to)
    .where((eb) => eb.not(eb.and([eb('member_school', '=', member.school_id), eb('member_id', '=', member.id)])))
    .orderBy('day')
    .executeTakeFirst()
  if (!booked) return
  throw new UserFacingError(
    'booked',
    {
      zh: `${thing.name}在 ${booked.day} 有人预约，这段时间借不了。`,
      en: `${thing.name} is booked for ${booked.day}, so it can not be lent over that day.`,
    },
    { zh: `只用一两节课可以预约：/book ${thing.id}`, en: `For a lesson or two, book it: /book ${thing.id}` },
  )
}
