import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spend } from '#db/ledger/spend-now.ts'
import { policyAt } from '#db/policy/at.ts'
import { practicePolicyText } from '#db/policy/defaults.ts'
import { publishPolicy } from '#db/policy/publish.ts'
import type { School } from '#db/schema.ts'
import { expiringAt } from '#db/terms/expiring.ts'
import { termSpanAt } from '#db/terms/span.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { pointsSchool } from '#test/points.ts'
import { settleNight } from '../points/night.ts'
import { settleSchool } from '../points/settle.ts'
import { tellExpiry } from './expiry.ts'

let t: TestDatabase
let row: School
beforeAll(async () => {
  t = await freshDatabase()
  const school = await pointsSchool(t.db, 's')
  await t.db.transaction().execute((trx) => publishPolicy(trx, 's', practicePolicyText()))
  const [li, wang] = [await school.member('li'), await school.member('wang')]
  for (const [member, at] of [
    [li, '2026-03-10T02:00:00Z'],
    [li, '2026-10-10T02:00:00Z'],
    [wang, '2026-10-11T02:00:00Z'],
  ] as const) {
    await school.accepted(await school.resource(member, { type: 'lesson_plan', sharedAt: at }), at)
    await t.db
      .insertInto('chat')
      .values({
        school_id: 's',
        platform: 'practice',
        external_id: `d${member}`,
        kind: 'direct',
        name: 'd',
        member_id: member,
      })
      .onConflict((conflict) => conflict.constraint('chat__external__key').doNothing())
      .execute()
  }
  await settleSchool(t.db, 's', new Date('2026-10-12T00:00:00Z'))
  await settleNight(t.db, 's', new Date('2026-10-20T00:00:00Z'))
  row = await t.db.selectFrom('school').selectAll().executeTakeFirstOrThrow()
})
afterAll(() => t.drop())

const tell = (at: string) => tellExpiry(t.db, row, new Date(at))

test('who has points that end with the term is told thirty and seven days before, once each, and nobody else', async () => {
  expect(await tell('2027-07-30T18:30:00Z')).toEqual({ told: 0 })
  expect(await tell('2027-07-31T18:30:00Z')).toEqual({ told: 1 })
  expect(await tell('2027-08-02T18:30:00Z')).toEqual({ told: 0 })
  expect(await tell('2027-08-24T18:30:00Z')).toEqual({ told: 1 })
  const messages = await t.db.selectFrom('message').select(['key', 'view']).orderBy('id').execute()
  expect(messages.map((one) => one.key)).toEqual([
    expect.stringMatching(/^expiry:2027-spring:expiry-30:/),
    expect.stringMatching(/^expiry:2027-spring:expiry-7:/),
  ])
  // The plan and the first share ever of spring 2026; what came in autumn lasts another term.
  expect(JSON.stringify(messages[0]?.view)).toContain('您有 13.00 可用积分将在 30 天后')
})

test('what the notice says is what lapses: nothing that is set aside, and no more', async () => {
  const li = await t.db.selectFrom('member').selectAll().where('name', '=', 'li').executeTakeFirstOrThrow()
  const at = new Date('2027-08-25T00:00:00Z')
  const held = {
    schoolId: 's',
    key: 'redemption:1:held',
    kind: 'redemption.held' as const,
    actorId: li.id,
    occurredAt: at,
    payload: { redemption: 1, amount: 400 },
  }
  await t.db.transaction().execute((trx) => spend(trx, 's', [held], at))
  const policy = await policyAt(t.db, 's', at)
  const said = await expiringAt(t.db, 's', termSpanAt(policy, at, 'Asia/Shanghai'), policy, 'Asia/Shanghai')
  await settleNight(t.db, 's', new Date('2027-09-01T18:30:00Z'))
  const { rows } = await sql<{ member: number; amount: number }>`
    select member_id as member, (-entry.amount)::int as amount from point_tx tx
    join point_entry entry on entry.tx_seq = tx.seq and entry.account = 'member:' || tx.member_id || ':avail'
    where tx.kind = 'expire'`.execute(t.db)
  expect(said).toEqual([{ member: li.id, amount: 900 }])
  expect(rows).toEqual(said)
})
