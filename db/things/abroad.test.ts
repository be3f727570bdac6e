import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import type { Member } from '../schema.ts'
import { book, endBooking, waitFor } from './bookings.ts'
import { borrow, bringBack, confirmReturn } from './loans.ts'
import { promote } from './promote.ts'
import type { Booking } from './tables.ts'
import { findThing, insertThing, setThing, type ThingCard } from './things.ts'

const zone = 'Asia/Shanghai'
/** A Monday. */
const now = new Date('2026-11-23T02:00:00Z')

let t: TestDatabase
let home: PointsSchool
let away: PointsSchool
let keeper: Member
beforeAll(async () => {
  t = await freshDatabase()
  home = await pointsSchool(t.db, 'home')
  away = await pointsSchool(t.db, 'away')
  keeper = await memberOf(home, '陈老师')
})
afterAll(() => t.drop())

async function memberOf(school: PointsSchool, name: string): Promise<Member> {
  const id = await school.member(name)
  return t.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
async function shared(kind: 'room' | 'equipment', name: string): Promise<ThingCard> {
  const thing = await t.db.transaction().execute(async (trx) => {
    const row = await insertThing(trx, { keeper, kind, name, now })
    await setThing(trx, row, { shared: 'group' })
    return row
  })
  const card = await findThing(t.db, away.id, thing.id)
  if (!card) throw new Error('not seen from the other school')
  return card
}
const run = <T>(work: Parameters<ReturnType<TestDatabase['db']['transaction']>['execute']>[0]) =>
  t.db.transaction().execute(work) as Promise<T>
const wants = (day: string, first: number, last = first, purpose: Booking['purpose'] = 'lesson') => ({
  day,
  first,
  last,
  purpose,
})

test('what is not shared is not seen by another school', async () => {
  const own = await run<{ id: number }>((trx) => insertThing(trx, { keeper, kind: 'book', name: '校史', now }))
  expect(await findThing(t.db, away.id, own.id)).toBeUndefined()
  expect(await findThing(t.db, home.id, own.id)).toBeDefined()
})

test('a loan to another school pays borrower and lender, each in the ledger of their own school', async () => {
  const kit = await shared('equipment', '传感器套件')
  const guest = await memberOf(away, '李老师')
  const loan = await run<Awaited<ReturnType<typeof borrow>>>((trx) => borrow(trx, { thing: kit, member: guest, now }))
  // Ten working days × 1.25 for a school of tier B, rounded.
  expect(loan.due_on).toBe('2026-12-10')
  const back = await run<typeof loan>((trx) => bringBack(trx, loan, now, zone))
  await run((trx) => confirmReturn(trx, { loan: back, thing: kit, intact: true, now }))
  const facts = await t.db
    .selectFrom('fact')
    .selectAll()
    .where('kind', '=', 'loan.returned')
    .orderBy('school_id')
    .execute()
  expect(facts.map((fact) => fact.payload.lender)).toEqual([0, keeper.id])
  expect(facts.map((fact) => [fact.school_id, fact.actor_id, fact.payload.pays, fact.payload.cross_school])).toEqual([
    ['away', guest.id, 'borrower', true],
    ['home', guest.id, 'lender', true],
  ])
})

test('another school sees as far ahead as its tier gives, one’s own school further', async () => {
  const room = await shared('room', '录播室')
  const guest = await memberOf(away, '王老师')
  const own = await memberOf(home, '张老师')
  const late = wants('2026-12-14', 1)
  await expect(run((trx) => book(trx, { thing: room, member: guest, wanted: late, now }))).rejects.toThrow('too_far')
  expect(await run((trx) => book(trx, { thing: room, member: own, wanted: late, now }))).toMatchObject({
    is: 'confirmed',
  })
  expect(
    await run((trx) => book(trx, { thing: room, member: guest, wanted: wants('2026-12-04', 1), now })),
  ).toMatchObject({
    is: 'confirmed',
  })
})

test('beyond the lowest tier’s days a part of each week stays free for all schools', async () => {
  const room = await shared('room', '实验室')
  const days = ['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04']
  let refused = 0
  let taken = 0
  for (const day of days) {
    for (const [first, last] of [
      [1, 4],
      [5, 8],
    ] as const) {
      const guest = await memberOf(await pointsSchool(t.db, `guest-${day}-${first}`), '老师')
      const done = await run((trx) =>
        book(trx, { thing: room, member: guest, wanted: wants(day, first, last), now }),
      ).catch((error) => error)
      if (done instanceof Error) {
        expect(done.message).toContain('floor')
        refused += 1
      } else taken += last - first + 1
    }
  }
  // Five days of eight lessons: at most 28 of 40 may be booked so early.
  expect(taken).toBe(28)
  expect(refused).toBe(1)
})

test('freed lessons go to the own school’s lesson first, then to need', async () => {
  const room = await shared('room', '舞台')
  const own = await memberOf(home, '赵老师')
  const holder = await memberOf(home, '孙老师')
  const activity = await memberOf(away, '周老师')
  const lesson = await memberOf(away, '吴老师')
  const day = '2026-11-26'
  const held = await run<Awaited<ReturnType<typeof book>>>((trx) =>
    book(trx, { thing: room, member: holder, wanted: wants(day, 2), now }),
  )
  expect(await run((trx) => book(trx, { thing: room, member: lesson, wanted: wants(day, 2), now }))).toMatchObject({
    is: 'taken',
  })
  await run((trx) => waitFor(trx, { thing: room, member: activity, wanted: wants(day, 2, 2, 'activity'), now }))
  await run((trx) => waitFor(trx, { thing: room, member: lesson, wanted: wants(day, 2), now }))
  const mine = await run<Booking>((trx) => waitFor(trx, { thing: room, member: own, wanted: wants(day, 2), now }))
  const free = async (booking: Pick<Booking, 'school_id' | 'id'>) =>
    run<Booking[]>(async (trx) => {
      await endBooking(trx, booking, ['confirmed'], 'cancelled', now)
      return promote(trx, room, day, now)
    })
  if (!held.row) throw new Error('not booked')
  expect((await free(held.row)).map((row) => row.member_id)).toEqual([own.id])
  const next = await free(mine)
  expect(next.map((row) => [row.member_id, row.untiered])).toEqual([[lesson.id, true]])
})
