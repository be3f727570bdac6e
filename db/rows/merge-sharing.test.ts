import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { givePoints } from '#test/give-points.ts'
import { pointsSchool } from '#test/points.ts'
import { spendable } from '../ledger/spend-now.ts'
import { defaultPolicy } from '../policy/defaults.ts'
import { postRequest } from '../requests/requests.ts'
import { insertThing } from '../things/things.ts'
import { mergeMembers } from './merge.ts'
import { unmergeMembers } from './unmerge.ts'

const now = new Date('2026-11-23T02:00:00Z')
let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

test('a merge takes things along, gives back what an open request held, and can be undone', async () => {
  const school = await pointsSchool(t.db, 'merge')
  const from = await school.member('王')
  const into = await school.member('王老师')
  await givePoints(t.db, school.id, from, 2_000)
  const member = await t.db.selectFrom('member').selectAll().where('id', '=', from).executeTakeFirstOrThrow()
  const { thing, request } = await t.db.transaction().execute(async (trx) => ({
    thing: await insertThing(trx, { keeper: member, kind: 'book', name: '课标', now }),
    request: await postRequest(trx, { member, text: '微课', bounty: 500, policy: defaultPolicy(), now }),
  }))
  expect(await spendable(t.db, school.id, from)).toBe(1_500)
  const merge = await t.db
    .transaction()
    .execute((trx) => mergeMembers(trx, { schoolId: school.id, from, into, by: undefined, how: 'admin', now }))
  const keeper = () => t.db.selectFrom('thing').select('keeper_id').where('id', '=', thing.id).executeTakeFirstOrThrow()
  expect((await keeper()).keeper_id).toBe(into)
  const ended = await t.db.selectFrom('request').selectAll().where('id', '=', request.id).executeTakeFirstOrThrow()
  expect(ended).toMatchObject({ status: 'closed', member_id: into })
  const held = await t.db
    .selectFrom('point_entry')
    .select((eb) => eb.fn.sum<number>('amount').as('sum'))
    .where('account', 'like', 'member:%:escrow')
    .executeTakeFirstOrThrow()
  expect(Number(held.sum)).toBe(0)
  await t.db.transaction().execute((trx) => unmergeMembers(trx, { schoolId: school.id, id: merge.id, now }))
  expect((await keeper()).keeper_id).toBe(from)
})
