import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import { dayOf } from '#kit/zone.ts'
import { policyAt } from '../policy/at.ts'
import type { Member, Reader, Trx } from '../schema.ts'
import { refuseHorizon, refuseLent, refuseMany, refuseTime } from './booking-limits.ts'
import type { Booking, Purpose } from './tables.ts'
import { lockThing, type ThingCard } from './things.ts'
import { useVoucher } from './voucher.ts'

export type Wanted = { day: string; first: number; last: number; purpose: Purpose; note?: string | undefined }
export type Booked = { is: 'confirmed' | 'asked' | 'taken'; row: Booking | undefined; voucher: boolean }

/**
 * Books lessons of a place or thing. One row per lesson under a unique key keeps two apart, however many come at once.
 * `taken`: somebody was first, and one may wait. From tomorrow on, by the calendar of the school that owns it.
 */
export async function book(
  trx: Trx,
  given: { thing: ThingCard; member: Member; wanted: Wanted; now: Date },
): Promise<Booked> {
  const { thing, member, wanted, now } = given
  const policy = await policyAt(trx, thing.school_id, now)
  const locked = await lockThing(trx, thing)
  if (locked.status !== 'ready') throw closed(thing)
  refuseTime(wanted, policy, dayOf(now, thing.zone))
  const voucher = await refuseHorizon(trx, given, policy)
  await refuseMany(trx, thing, member, policy, dayOf(now, thing.zone))
  await refuseLent(trx, thing, member, wanted.day)
  const taken = await takenLessons(trx, thing, wanted.day)
  if (taken.some((lesson) => lesson >= wanted.first && lesson <= wanted.last)) {
    return { is: 'taken', row: undefined, voucher: false }
  }
  const status = locked.asks ? 'asked' : 'confirmed'
  const row = await insertBooking(trx, given, status)
  if (!(await takeSlots(trx, row))) throw new Error(`lessons of booking ${row.id} were taken under the lock`)
  if (voucher) await useVoucher(trx, member, now)
  return { is: status, row, voucher }
}

/** Waits for lessons that are taken; whoever scores highest gets them when they are freed. */
export async function waitFor(
  trx: Trx,
  given: { thing: ThingCard; member: Member; wanted: Wanted; now: Date },
): Promise<Booking> {
  const { thing, member, wanted, now } = given
  const policy = await policyAt(trx, thing.school_id, now)
  refuseTime(wanted, policy, dayOf(now, thing.zone))
  await refuseMany(trx, thing, member, policy, dayOf(now, thing.zone))
  const before = await trx
    .selectFrom('booking')
    .selectAll()
    .where('member_school', '=', member.school_id)
    .where('member_id', '=', member.id)
    .where('thing_id', '=', thing.id)
    .where('day', '=', wanted.day)
    .where('status', '=', 'waiting')
    .executeTakeFirst()
  return before ?? insertBooking(trx, given, 'waiting')
}

/** Ends a booking and frees its lessons; undefined when it was not in one of these states. */
export async function endBooking(
  trx: Trx,
  booking: Pick<Booking, 'school_id' | 'id'>,
  from: readonly Booking['status'][],
  to: 'cancelled' | 'refused' | 'no_show' | 'used',
  now: Date,
): Promise<Booking | undefined> {
  const row = await trx
    .updateTable('booking')
    .set({ status: to, ended_at: now })
    .where('school_id', '=', booking.school_id)
    .where('id', '=', booking.id)
    .where('status', 'in', [...from])
    .returningAll()
    .executeTakeFirst()
  if (row && (to === 'cancelled' || to === 'refused')) {
    await trx
      .deleteFrom('booking_slot')
      .where('school_id', '=', row.school_id)
      .where('booking_id', '=', row.id)
      .execute()
  }
  return row
}

/** The keeper's yes; the day must still be one that can be booked. */
export async function approveBooking(
  trx: Trx,
  booking: Booking,
  thing: ThingCard,
  now: Date,
): Promise<Booking | undefined> {
  const policy = await policyAt(trx, thing.school_id, now)
  refuseTime({ ...booking, first: booking.first_lesson, last: booking.last_lesson }, policy, dayOf(now, thing.zone))
  return trx
    .updateTable('booking')
    .set({ status: 'confirmed' })
    .where('school_id', '=', booking.school_id)
    .where('id', '=', booking.id)
    .where('status', '=', 'asked')
    .returningAll()
    .executeTakeFirst()
}

/** Takes the lessons of a booking; false when one of them is taken, and then none. */
export async function takeSlots(trx: Trx, row: Booking): Promise<boolean> {
  const lessons = range(row.first_lesson, row.last_lesson)
  const { rows } = await sql<{ lesson: number }>`
    insert into booking_slot (school_id, thing_id, day, lesson, booking_id)
    select ${row.school_id}, ${row.thing_id}, ${row.day}::date, lesson, ${row.id} from unnest(${lessons}::int[]) lesson
    on conflict on constraint booking_slot__pkey do nothing returning lesson`.execute(trx)
  if (rows.length === lessons.length) return true
  await trx.deleteFrom('booking_slot').where('school_id', '=', row.school_id).where('booking_id', '=', row.id).execute()
  return false
}

export async function takenLessons(
  db: Reader,
  thing: { school_id: string; id: number },
  day: string,
): Promise<number[]> {
  const rows = await db
    .selectFrom('booking_slot')
    .select('lesson')
    .where('school_id', '=', thing.school_id)
    .where('thing_id', '=', thing.id)
    .where('day', '=', day)
    .orderBy('lesson')
    .execute()
  return rows.map((row) => row.lesson)
}

export type BookingCard = Booking & { thing: string; keeper_id: number; who: string }

/** Somebody's bookings from a day on. */
export async function bookingsOf(db: Reader, member: Member, from: string): Promise<BookingCard[]> {
  return cards(db)
    .where('booking.member_school', '=', member.school_id)
    .where('booking.member_id', '=', member.id)
    .where('booking.status', 'in', ['waiting', 'asked', 'confirmed'])
    .where(sql<boolean>`booking.day >= ${from}`)
    .orderBy('booking.day')
    .orderBy('booking.first_lesson')
    .limit(20)
    .execute()
}

/** The bookings of a thing from a day on, for its keeper. */
export async function bookingsOfThing(
  db: Reader,
  thing: { school_id: string; id: number },
  from: string,
): Promise<BookingCard[]> {
  return cards(db)
    .where('booking.school_id', '=', thing.school_id)
    .where('booking.thing_id', '=', thing.id)
    .where('booking.status', 'in', ['asked', 'confirmed'])
    .where(sql<boolean>`booking.day >= ${from}`)
    .orderBy('booking.day')
    .orderBy('booking.first_lesson')
    .limit(20)
    .execute()
}

export async function findBooking(db: Reader, id: number): Promise<BookingCard | undefined> {
  return cards(db).where('booking.id', '=', id).executeTakeFirst()
}

function cards(db: Reader) {
  return db
    .selectFrom('booking')
    .innerJoin('thing', 'thing.id', 'booking.thing_id')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'booking.member_school').onRef('member.id', '=', 'booking.member_id'),
    )
    .selectAll('booking')
    .select(['thing.name as thing', 'thing.keeper_id', 'member.name as who'])
}

async function insertBooking(
  trx: Trx,
  given: { thing: ThingCard; member: Member; wanted: Wanted; now: Date },
  status: 'waiting' | 'asked' | 'confirmed',
): Promise<Booking> {
  const { thing, member, wanted, now } = given
  return trx
    .insertInto('booking')
    .values({
      school_id: thing.school_id,
      thing_id: thing.id,
      member_school: member.school_id,
      member_id: member.id,
      day: wanted.day,
      first_lesson: wanted.first,
      last_lesson: wanted.last,
      purpose: wanted.purpose,
      note: wanted.note ?? null,
      status,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function closed(thing: ThingCard): UserFacingError {
  return new UserFacingError(
    'blocked',
    { zh: `${thing.name}正在维修，暂时不能预约。`, en: `${thing.name} is being repaired.` },
    { zh: `保管人：${thing.keeper}`, en: `Its keeper: ${thing.keeper}` },
  )
}
