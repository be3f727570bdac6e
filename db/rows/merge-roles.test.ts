import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { givePoints } from '#test/give-points.ts'
import { pointsSchool } from '#test/points.ts'
import { listOffers } from '../redeem/offers.ts'
import { draftRedemption } from '../redeem/redemptions.ts'
import { giveShare, takeBackShares } from '../redeem/shares.ts'
import type { Member } from '../schema.ts'
import { mergeMembers } from './merge.ts'
import { unmergeMembers } from './unmerge.ts'

const now = new Date('2026-11-23T02:00:00Z')
const zone = 'Asia/Shanghai'
let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

test('roles, exemptions, lesson slots and shares of a collection go along, and nobody judges their own work', async () => {
  const school = await pointsSchool(t.db, 'roles')
  const [from, into, other] = [
    await school.member('周', { department: '数学组' }),
    await school.member('周老师'),
    await school.member('吴'),
  ]
  await givePoints(t.db, school.id, from, 5_000)
  const [own, theirs] = [await school.resource(into), await school.resource(other)]
  const at = { school_id: school.id, created_at: now }
  await t.db
    .insertInto('reviewer')
    .values(['math', 'english'].map((subject) => ({ ...at, member_id: from, subject, by_id: other })))
    .execute()
  await t.db
    .insertInto('reviewer')
    .values({ ...at, member_id: into, subject: 'math', by_id: other })
    .execute()
  const panels = await t.db
    .insertInto('panel')
    .values(
      [own, theirs].map((resource_id) => ({
        ...at,
        resource_id,
        policy_version: '2026.09.0',
        rubric: '[]',
        scale: 5,
        by_id: other,
        due_at: now,
      })),
    )
    .returning('id')
    .execute()
  await t.db
    .insertInto('panel_judge')
    .values(panels.map(({ id }) => ({ school_id: school.id, panel_id: id, member_id: from, asked_at: now })))
    .execute()
  await t.db
    .insertInto('quota_exemption')
    .values({ ...at, term: '2026-autumn', member_id: from, reason: 'sick', note: '', by_id: other })
    .execute()
  await t.db
    .insertInto('excellent_lesson')
    .values({ school_id: school.id, term: '2026-autumn', slot: 1, title: '春', owner_id: from, taken_at: now })
    .execute()
  const member = await t.db.selectFrom('member').selectAll().where('id', '=', from).executeTakeFirstOrThrow()
  const pooled = await pool(school.id, member)
  const merge = await t.db
    .transaction()
    .execute((trx) => mergeMembers(trx, { schoolId: school.id, from, into, by: undefined, how: 'admin', now }))
  const holders = async () => ({
    reviewers: await of('reviewer', 'subject', school.id),
    exemption: await of('quota_exemption', 'member_id', school.id),
    slot: (await t.db.selectFrom('excellent_lesson').select('owner_id').executeTakeFirstOrThrow()).owner_id,
    share: await of('redemption_share', 'n', school.id),
    hold: [await account(`member:${from}:hold`), await account(`member:${into}:hold`)],
  })
  expect(await holders()).toEqual({
    reviewers: [
      [from, 'math'],
      [into, 'english'],
      [into, 'math'],
    ],
    exemption: [[into, into]],
    slot: into,
    share: [[into, 1]],
    hold: [0, 300],
  })
  const judges = await t.db.selectFrom('panel_judge').select(['member_id', 'status']).orderBy('panel_id').execute()
  expect(judges.map((row) => [row.member_id, row.status])).toEqual([
    [into, 'declined'],
    [into, 'asked'],
  ])
  await t.db.transaction().execute(async (trx) => {
    const self = await trx.selectFrom('member').selectAll().where('id', '=', into).executeTakeFirstOrThrow()
    await takeBackShares(trx, { member: { ...self, department_id: member.department_id }, id: pooled, now })
  })
  expect(await account(`member:${into}:hold`)).toBe(0)
  await t.db.transaction().execute((trx) => unmergeMembers(trx, { schoolId: school.id, id: merge.id, now }))
  expect(await holders()).toMatchObject({ exemption: [[from, from]], slot: from, share: [[from, 1]], hold: [0, 0] })
  expect([await account(`member:${from}:avail`), await account(`member:${into}:avail`)]).toEqual([5_000, 0])
})

/** A collection of the member's department to which they gave 3 points. */
async function pool(schoolId: string, member: Member): Promise<number> {
  return t.db.transaction().execute(async (trx) => {
    const catalogue = await listOffers(trx, { schoolId, memberId: member.id, now, zone })
    const offer = catalogue.offers.find((one) => one.item.pooled)
    if (!offer) throw new Error('the catalogue has nothing to collect for')
    const { id } = await draftRedemption(trx, { member, offer, catalogue, resourceId: undefined, now, zone })
    await giveShare(trx, { member, id, amount: 300, now, zone })
    return id
  })
}

async function of(table: string, column: string, schoolId: string): Promise<unknown[][]> {
  const { rows } = await sql<{ member_id: number; what: unknown }>`select member_id, ${sql.ref(column)} as what
    from ${sql.table(table)} where school_id = ${schoolId} order by 1, 2`.execute(t.db)
  return rows.map((row) => [row.member_id, row.what])
}

async function account(name: string): Promise<number> {
  const { rows } = await sql<{ sum: number }>`select coalesce(sum(amount), 0)::int as sum from point_entry
    where account = ${name}`.execute(t.db)
  return rows[0]?.sum ?? 0
}
