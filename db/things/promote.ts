import { sql } from 'kysely'
import { daysBetween, shiftDay } from '#kit/workdays.ts'
import { dayOf } from '#kit/zone.ts'
import { policyAt } from '../policy/at.ts'
import type { Trx } from '../schema.ts'
import { takenLessons, takeSlots } from './bookings.ts'
import { creditOf } from './credit.ts'
import { pickNext, type Waiting } from './queue.ts'
import type { Booking } from './tables.ts'
import { lockThing, type ThingCard } from './things.ts'
import { rightsOf } from './tier.ts'

/** Bookings of so many days back say how much of a thing somebody had. */
const RATIO_DAYS = 30

/**
 * Gives freed lessons of a day to those who wait for them, by the queue score, until none fits; answers who got theirs.
 * Holds the thing's row, so two cancellations at once give nothing twice.
 */
export async function promote(trx: Trx, thing: ThingCard, day: string, now: Date): Promise<Booking[]> {
  const locked = await lockThing(trx, thing)
  const policy = await policyAt(trx, thing.school_id, now)
  const today = dayOf(now, thing.zone)
  if (locked.status !== 'ready' || day < shiftDay(today, policy.things.notice_days)) return []
  const given: Booking[] = []
  for (;;) {
    const taken = await takenLessons(trx, thing, day)
    const rows = (await waitingFor(trx, thing, day)).filter(
      (row) => !taken.some((lesson) => lesson >= row.first_lesson && lesson <= row.last_lesson),
    )
    const waiting: Waiting[] = []
    for (const row of rows) waiting.push(await standing(trx, row, thing, today))
    const next = pickNext(waiting, policy, await givenInWeek(trx, thing, day))
    const row = rows.find((one) => one.id === next?.id)
    if (!row || !next) return given
    const done = await trx
      .updateTable('booking')
      .set({ status: locked.asks ? 'asked' : 'confirmed', untiered: next.untiered, from_queue: true })
      .where('school_id', '=', row.school_id)
      .where('id', '=', row.id)
      .where('status', '=', 'waiting')
      .returningAll()
      .executeTakeFirst()
    if (!done || !(await takeSlots(trx, done))) return given
    given.push(done)
  }
}

function waitingFor(trx: Trx, thing: ThingCard, day: string): Promise<Booking[]> {
  return trx
    .selectFrom('booking')
    .selectAll()
    .where('school_id', '=', thing.school_id)
    .where('thing_id', '=', thing.id)
    .where('day', '=', day)
    .where('status', '=', 'waiting')
    .orderBy('id')
    .forUpdate()
    .execute()
}

async function standing(trx: Trx, row: Booking, thing: ThingCard, today: string): Promise<Waiting> {
  const policy = await policyAt(trx, thing.school_id, row.created_at)
  const ownSchool = row.member_school === thing.school_id
  const credit = await creditOf(trx, { schoolId: row.member_school, memberId: row.member_id }, policy, today)
  const { rows } = await sql<{ mine: number; all: number }>`
    select count(*) filter (where member_school = ${row.member_school} and member_id = ${row.member_id}) as mine, count(*) as all
    from booking where school_id = ${thing.school_id} and thing_id = ${thing.id}
      and status in ('confirmed', 'used') and day between ${shiftDay(today, -RATIO_DAYS)}::date and ${shiftDay(today, RATIO_DAYS)}::date`.execute(
    trx,
  )
  const [mine, all] = [Number(rows[0]?.mine ?? 0), Number(rows[0]?.all ?? 0)]
  return {
    id: row.id,
    purpose: row.purpose,
    waitedDays: Math.max(0, daysBetween(dayOf(row.created_at, thing.zone), today)),
    tier: ownSchool ? 1 : (await rightsOf(trx, row.member_school, policy)).queue,
    ownRatio: all === 0 ? 0 : mine / all,
    credit: credit.points,
    ownSchool,
  }
}

/** How many places of a week the queue gave to other schools, and how many of them without regard to tiers. */
async function givenInWeek(trx: Trx, thing: ThingCard, day: string): Promise<{ external: number; untiered: number }> {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  const monday = shiftDay(day, -weekday)
  const { rows } = await sql<{ external: number; untiered: number }>`
    select count(*) as external, count(*) filter (where untiered) as untiered from booking
    where school_id = ${thing.school_id} and thing_id = ${thing.id} and from_queue and member_school <> school_id
      and day between ${monday}::date and ${shiftDay(monday, 6)}::date`.execute(trx)
  return { external: Number(rows[0]?.external ?? 0), untiered: Number(rows[0]?.untiered ?? 0) }
}
