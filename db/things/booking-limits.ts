import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import { daysBetween, isWorkday, shiftDay } from '#kit/workdays.ts'
import { dayOf } from '#kit/zone.ts'
import type { Policy } from '../policy/schema.ts'
import type { Member, Trx } from '../schema.ts'
import type { Wanted } from './bookings.ts'
import type { ThingCard } from './things.ts'
import { rightsOf } from './tier.ts'
import { useVoucher } from './voucher.ts'

/** Refuses a day before tomorrow (as the policy has it), one that nobody works on, and lessons that there are not. */
export function refuseTime(wanted: { day: string; first: number; last: number }, policy: Policy, today: string): void {
  const { notice_days, lessons } = policy.things
  if (wanted.day < shiftDay(today, notice_days)) {
    throw new UserFacingError('notice', {
      zh: `最早可以预约 ${shiftDay(today, notice_days)}，当天的请直接联系保管人。`,
      en: `The first day that can be booked is ${shiftDay(today, notice_days)}; for today, ask the keeper.`,
    })
  }
  if (!isWorkday(wanted.day, policy.calendar)) {
    throw new UserFacingError('day_off', {
      zh: `${wanted.day} 不是工作日，请换一天。`,
      en: `${wanted.day} is no working day; choose another.`,
    })
  }
  if (wanted.first < 1 || wanted.last > lessons || wanted.first > wanted.last) {
    throw new UserFacingError('lessons', {
      zh: `节次可以是第 1 到第 ${lessons} 节。`,
      en: `Lessons are 1 to ${lessons}.`,
    })
  }
}

/**
 * Refuses a day too far ahead. Members of the school see as far as the policy says, other schools as far as their tier
 * gives; what lies beyond the lowest tier's days leaves the floor's share of each week to everybody. True: it takes the
 * member's voucher for more days.
 */
export async function refuseHorizon(
  trx: Trx,
  { thing, member, wanted, now }: { thing: ThingCard; member: Member; wanted: Wanted; now: Date },
  policy: Policy,
): Promise<boolean> {
  const ahead = daysBetween(dayOf(now, thing.zone), wanted.day)
  const own = member.school_id === thing.school_id
  const rights = own ? undefined : await rightsOf(trx, member.school_id, policy)
  const horizon = rights?.horizon_days ?? policy.things.horizon_days
  if (ahead > horizon) {
    const more = await useVoucher(trx, member, now, { look: true })
    if (ahead > horizon + more) {
      throw new UserFacingError(
        'too_far',
        {
          zh: `最多提前 ${horizon} 天预约，${wanted.day} 还太早。`,
          en: `At most ${horizon} days ahead; it is too early for ${wanted.day}.`,
        },
        { zh: '优先预约券可以再提前几天：/redeem', en: 'A voucher gives some more days: /redeem' },
      )
    }
    return true
  }
  const lowest = Math.min(...Object.values(policy.tiers.rights).map((tier) => tier.horizon_days))
  if (rights && ahead > lowest) await refuseFloor(trx, thing, wanted, policy, lowest)
  return false
}

/** At least the untiered share of a week's lessons is not given away to those who may book earlier than others. */
async function refuseFloor(trx: Trx, thing: ThingCard, wanted: Wanted, policy: Policy, lowest: number): Promise<void> {
  const weekday = (new Date(`${wanted.day}T00:00:00Z`).getUTCDay() + 6) % 7
  const monday = shiftDay(wanted.day, -weekday)
  const days = [0, 1, 2, 3, 4, 5, 6].filter((n) => isWorkday(shiftDay(monday, n), policy.calendar)).length
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from booking_slot slot
    join booking on booking.school_id = slot.school_id and booking.id = slot.booking_id
    where slot.school_id = ${thing.school_id} and slot.thing_id = ${thing.id}
      and slot.day between ${monday}::date and ${shiftDay(monday, 6)}::date
      and booking.member_school <> slot.school_id`.execute(trx)
  const most = Math.floor(days * policy.things.lessons * (1 - policy.tiers.untiered_share))
  const would = Number(rows[0]?.n ?? 0) + wanted.last - wanted.first + 1
  if (would <= most) return
  throw new UserFacingError('floor', {
    zh: `这一周对外的时段有一部分留给所有学校，提前 ${lowest} 天内再来预约。`,
    en: `Part of that week is kept for all schools; come back within ${lowest} days before.`,
  })
}

export async function refuseMany(
  trx: Trx,
  thing: ThingCard,
  member: Member,
  policy: Policy,
  today: string,
): Promise<void> {
  const own = member.school_id === thing.school_id
  const most = own
    ? policy.things.bookings_per_person
    : Math.min(policy.things.bookings_per_person, (await rightsOf(trx, member.school_id, policy)).concurrent)
  const { rows } = await sql<{ mine: number; abroad: number }>`
    select count(*) filter (where member_id = ${member.id}) as mine, count(*) filter (where school_id <> member_school) as abroad
    from booking where member_school = ${member.school_id} and status in ('waiting', 'asked', 'confirmed')
      and day >= ${today}::date`.execute(trx)
  const mine = Number(rows[0]?.mine ?? 0)
  const abroad = Number(rows[0]?.abroad ?? 0)
  const limit = own ? policy.things.bookings_per_person : most
  if (own ? mine < limit : mine < policy.things.bookings_per_person && abroad < most) return
  throw new UserFacingError(
    'too_many_bookings',
    own
      ? {
          zh: `每人同时最多 ${limit} 个预约，您已有 ${mine} 个。`,
          en: `At most ${limit} bookings at a time; you have ${mine}.`,
        }
      : {
          zh: `每人最多 ${policy.things.bookings_per_person} 个预约，贵校在外校同时最多 ${most} 个；现有 ${mine} 个和 ${abroad} 个。`,
          en: `At most ${policy.things.bookings_per_person} for a person and ${most} of your school at others; there are ${mine} and ${abroad}.`,
        },
    { zh: '取消不用的：/book', en: 'Cancel what you do not need: /book' },
  )
}

export async function refuseLent(trx: Trx, thing: ThingCard, member: Member, day: string): Promise<void> {
  const lent = await trx
    .selectFrom('loan')
    .select('due_on')
    .where('school_id', '=', thing.school_id)
    .where('thing_id', '=', thing.id)
    .where('status', '=', 'out')
    .where(sql<boolean>`due_on >= ${day}`)
    .where((eb) => eb.not(eb.and([eb('borrower_school', '=', member.school_id), eb('borrower_id', '=', member.id)])))
    .executeTakeFirst()
  if (!lent) return
  throw new UserFacingError('lent', {
    zh: `${thing.name}借出到 ${lent.due_on}，请约之后的日子。`,
    en: `${thing.name} is lent until ${lent.due_on}; choose a later day.`,
  })
}
