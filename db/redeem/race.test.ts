import { afterAll, beforeAll, expect, test } from 'vitest'
import { UserFacingError } from '#kit/errors.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { givePoints } from '#test/give-points.ts'
import { pointsSchool } from '#test/points.ts'
import { openDb, openPool } from '../client.ts'
import { spendable } from '../ledger/spend-now.ts'
import { verifyLedger } from '../ledger/verify.ts'
import type { Db, Member } from '../schema.ts'
import { approveRedemption, cancelRedemption, refuseRedemption } from './approvals.ts'
import { listOffers } from './offers.ts'
import { draftRedemption, submitRedemption } from './redemptions.ts'

const zone = 'Asia/Shanghai'
const now = new Date('2026-11-23T02:00:00Z')
const PEOPLE = 50

let t: TestDatabase
/** Fifty connections of their own, so that all really come at once. */
let many: Db
beforeAll(async () => {
  t = await freshDatabase()
  many = openDb(openPool(t.url, PEOPLE))
})
afterAll(async () => {
  await many.destroy()
  await t.drop()
})

async function members(school: Awaited<ReturnType<typeof pointsSchool>>, n: number, points: number): Promise<Member[]> {
  const found: Member[] = []
  for (let i = 0; i < n; i += 1) {
    const id = await school.member(`老师${i}`)
    if (points > 0) await givePoints(t.db, school.id, id, points)
    found.push(await t.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
  }
  return found
}

async function draft(member: Member, item: string): Promise<number> {
  const catalogue = await listOffers(t.db, { schoolId: member.school_id, memberId: member.id, now, zone })
  const offer = catalogue.offers.find((one) => one.item.id === item)
  if (!offer) throw new Error(item)
  const row = await t.db
    .transaction()
    .execute((trx) => draftRedemption(trx, { member, offer, catalogue, resourceId: undefined, now, zone }))
  return row.id
}

const submit = (db: Db, member: Member, id: number) =>
  db
    .transaction()
    .execute((trx) => submitRedemption(trx, { schoolId: member.school_id, id, memberId: member.id, now, zone }))

test('fifty people who redeem the last gift at once: exactly one gets it, nobody else pays', async () => {
  const school = await pointsSchool(t.db, 'race')
  const people = await members(school, PEOPLE, 5_000)
  const earlier = await members(school, 19, 5_000)
  for (const member of earlier) await submit(t.db, member, await draft(member, 'booking_ahead'))
  const drafts: number[] = []
  for (const member of people) drafts.push(await draft(member, 'booking_ahead'))
  const outcomes = await Promise.all(people.map((member, index) => submit(many, member, drafts[index] ?? 0)))
  expect(outcomes.filter((one) => one.is === 'delivered')).toHaveLength(1)
  expect(outcomes.filter((one) => one.is === 'out_of_stock')).toHaveLength(PEOPLE - 1)
  const left: number[] = []
  for (const member of people) left.push(await spendable(t.db, school.id, member.id))
  expect(left.filter((points) => points === 2_500)).toHaveLength(1)
  expect(left.filter((points) => points === 5_000)).toHaveLength(PEOPLE - 1)
  expect((await verifyLedger(t.db, school.id)).problems).toEqual([])
}, 60_000)

test('one person’s points are spent once, however often they press', async () => {
  const school = await pointsSchool(t.db, 'press')
  const [member] = await members(school, 1, 4_500)
  if (!member) throw new Error('nobody')
  const id = await draft(member, 'book')
  const again = await draft(member, 'book')
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => submit(many, member, id)))
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  expect(await spendable(t.db, school.id, member.id)).toBe(500)
  await expect(submit(t.db, member, again)).rejects.toThrow('not_enough')
  await expect(draft(member, 'book')).rejects.toThrow('not_enough')
})

test('cancelled twice at once, the points come back once', async () => {
  const school = await pointsSchool(t.db, 'cancel')
  const [member] = await members(school, 1, 4_500)
  if (!member) throw new Error('nobody')
  const id = await draft(member, 'book')
  await submit(t.db, member, id)
  const cancel = () => many.transaction().execute((trx) => cancelRedemption(trx, { member, id, now }))
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, cancel))
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  expect(await spendable(t.db, school.id, member.id)).toBe(4_500)
})

test('two who approve and one who refuses at the same moment: one of them decides', async () => {
  const school = await pointsSchool(t.db, 'decide')
  const [member] = await members(school, 1, 4_500)
  if (!member) throw new Error('nobody')
  const admins: Member[] = []
  for (const name of ['甲', '乙', '丙']) {
    const id = await school.member(name, { role: 'admin' })
    admins.push(await t.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
  }
  const id = await draft(member, 'book')
  await submit(t.db, member, id)
  const outcomes = await Promise.allSettled(
    admins.map((approver, index) =>
      many
        .transaction()

        .execute(
          (trx): Promise<unknown> =>
            index < 2
              ? approveRedemption(trx, { approver, id, now })
              : refuseRedemption(trx, { approver, id, to: 'rejected', reason: '没有预算', now }),
        ),
    ),
  )
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  const row = await t.db.selectFrom('redemption').select('status').where('id', '=', id).executeTakeFirstOrThrow()
  expect(await spendable(t.db, school.id, member.id)).toBe(row.status === 'approved' ? 500 : 4_500)
})

test('whatever happens in whatever order, what is on hold is what waits, and the books balance', async () => {
  const school = await pointsSchool(t.db, 'random')
  const people = await members(school, 3, 20_000)
  const bossId = await school.member('主任', { role: 'admin' })
  const approver = await t.db.selectFrom('member').selectAll().where('id', '=', bossId).executeTakeFirstOrThrow()
  let seed = 7
  const pick = (n: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return Math.floor((seed / 2_147_483_647) * n)
  }
  const known: { id: number; member: Member }[] = []
  for (let step = 0; step < 120; step += 1) {
    const one = known[pick(Math.max(1, known.length))]
    const member = people[pick(people.length)]
    const work = async () => {
      if (!member) return
      const what = pick(7)
      if (what === 0 || !one) known.push({ id: await draft(member, pick(2) === 0 ? 'book' : 'print'), member })
      else if (what < 4) await submit(t.db, one.member, one.id)
      else if (what === 4) await t.db.transaction().execute((trx) => cancelRedemption(trx, { ...one, now }))
      else if (what === 5)
        await t.db.transaction().execute((trx) => approveRedemption(trx, { approver, id: one.id, now }))
      else {
        const given = { approver, id: one.id, to: 'out_of_stock' as const, reason: undefined, now }
        await t.db.transaction().execute((trx) => refuseRedemption(trx, given))
      }
    }
    await work().catch((error) => {
      if (!(error instanceof UserFacingError)) throw error
    })
  }
  const sum = async (account: string) =>
    Number(
      (
        await t.db
          .selectFrom('point_entry')
          .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('amount'), eb.val(0)).as('sum'))
          .where('school_id', '=', school.id)
          .where('account', 'like', account)
          .executeTakeFirstOrThrow()
      ).sum,
    )
  const rows = await t.db.selectFrom('redemption').selectAll().where('school_id', '=', school.id).execute()
  const total = (...statuses: string[]) =>
    rows.filter((row) => statuses.includes(row.status)).reduce((all, row) => all + row.price, 0)
  expect(new Set(rows.map((row) => row.status)).size).toBeGreaterThan(3)
  expect(await sum('member:%:hold')).toBe(total('pending'))
  expect(await sum('sink:redeemed')).toBe(total('approved', 'delivered'))
  expect(await sum('member:%:avail')).toBe(60_000 - total('pending', 'approved', 'delivered'))
  expect((await verifyLedger(t.db, school.id)).problems).toEqual([])
}, 60_000)
