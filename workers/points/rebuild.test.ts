import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spend } from '#db/ledger/spend-now.ts'
import type { FactKind, FactPayload } from '#db/rows/fact-payloads.ts'
import { insertFact } from '#db/rows/facts.ts'
import { mergeMembers } from '#db/rows/merge.ts'
import { unmergeMembers } from '#db/rows/unmerge.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { settleNight } from './night.ts'
import { rebuildLedger } from './rebuild.ts'
import { settleNow, settleSchool } from './settle.ts'

let t: TestDatabase
let school: PointsSchool
let people: number[]
beforeAll(async () => {
  t = await freshDatabase()
  await live()
})
afterAll(() => t.drop())

/** Three weeks of a school with everything that moves points. */
async function live(): Promise<void> {
  school = await pointsSchool(t.db, 's')
  people = []
  for (let index = 0; index < 8; index += 1) people.push(await school.member(`人${index}`))
  const at = (day: number, hour: number) => new Date(Date.UTC(2026, 9, day, hour))
  const resources: number[] = []
  for (let index = 0; index < 16; index += 1) {
    const sharedAt = at(5 + (index % 3), 2).toISOString()
    const cell = { type: 'courseware', subject: 'math', grade: 3, unit: `u${index % 3}` }
    const id = await school.resource(people[index % 2] ?? 0, { sharedAt, ...cell })
    resources.push(id)
    const fact = await school.accepted(id, at(5 + (index % 3), 3))
    if (index % 4 === 0) await t.db.transaction().execute((trx) => settleNow(trx, fact, at(5 + (index % 3), 3)))
  }
  await settleSchool(t.db, school.id, at(8, 1))
  for (const [index, id] of resources.entries()) {
    for (const by of people.slice(2)) await school.downloaded(id, by, at(8 + (index % 5), 2))
    for (const by of people.slice(2, 7)) await school.rated(id, by, at(14, 2))
  }
  await settleNight(t.db, school.id, at(15, 18))
  await school.withdrawn(resources[0] ?? 0, at(16, 1))
  await settleSchool(t.db, school.id, at(16, 2))
  await school.restored(resources[0] ?? 0, at(17, 1))
  await settleSchool(t.db, school.id, at(17, 2))
  await say('case.decided', 'case:1', at(18, 1), resources[1] ?? 0, {
    case: 1,
    ruling: 'plagiarism',
    approvals: [people[6] ?? 0, people[7] ?? 0],
    member: people[1] ?? 0,
  })
  await settleSchool(t.db, school.id, at(18, 2))
  const [from = 0, into = 0] = people.slice(1, 3)
  const merge = await t.db
    .transaction()
    .execute((trx) =>
      mergeMembers(trx, { schoolId: school.id, from, into, by: undefined, how: 'admin', now: at(18, 3) }),
    )
  await settleNight(t.db, school.id, at(24, 18))
  await t.db.transaction().execute((trx) => unmergeMembers(trx, { schoolId: school.id, id: merge.id, now: at(25, 3) }))
  for (let day = 25; day < 31; day += 1) await settleNight(t.db, school.id, at(day, 18))
  await t.db.transaction().execute((trx) =>
    spend(
      trx,
      school.id,
      [
        {
          schoolId: school.id,
          key: 'redemption:1:held',
          kind: 'redemption.held',
          actorId: people[0] ?? 0,
          occurredAt: at(31, 3),
          payload: { redemption: 1, amount: 1000, item: '打印纸' },
        },
      ],
      at(31, 3),
    ),
  )
}

async function say<K extends FactKind>(
  kind: K,
  key: string,
  occurredAt: Date,
  resourceId: number,
  payload: FactPayload<K>,
): Promise<void> {
  await t.db
    .transaction()
    .execute((trx) => insertFact(trx, { schoolId: school.id, key, kind, occurredAt, resourceId, payload }))
}

const head = () =>
  t.db
    .selectFrom('point_tx')
    .select(['seq', 'hash'])
    .where('school_id', '=', school.id)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()

test('a month of a school comes out of its facts with the same head, and nothing of it stays', async () => {
  const kinds = await t.db
    .selectFrom('point_tx')
    .select('kind')
    .distinct()
    .where('school_id', '=', school.id)
    .orderBy('kind')
    .execute()
  expect(kinds.map((row) => row.kind)).toEqual(['award', 'hold', 'penalty', 'reversal', 'vest'])
  const before = await head()
  const seen: number[] = []
  const rebuilt = await rebuildLedger(t.db, school.id, (done) => seen.push(done))
  expect(rebuilt).toMatchObject({ differs: undefined, postings: before.seq, headHash: before.hash, taken: 0 })
  expect(seen.at(-1)).toBe(rebuilt.facts)
  expect(await head()).toEqual(before)
})

test('a posting without a fact is found', async () => {
  const last = await head()
  await edited(sql`insert into point_tx select * from jsonb_populate_record(null::point_tx, (select to_jsonb(tx)
    || jsonb_build_object('seq', ${last.seq + 1}::bigint, 'idem_key', 'smuggled', 'root_key', 'smuggled')
    from point_tx tx where school_id = ${school.id} and seq = 1))`)
  expect((await rebuildLedger(t.db, school.id)).differs).toMatchObject({ seq: last.seq + 1, rebuilt: undefined })
})

test('a posting that somebody edited is the first that differs, under its old hash, too; then a leg', async () => {
  await edited(
    sql`update point_tx set trace = '{"zh":"多一点","en":"More"}' where school_id = ${school.id} and seq = 7`,
  )
  const { differs } = await rebuildLedger(t.db, school.id)
  expect(differs?.seq).toBe(7)
  expect(differs?.real?.trace.en).toBe('More')
  expect(differs?.rebuilt?.hash).toBe(differs?.real?.hash)
  await edited(sql`update point_entry set amount = amount * 2 where school_id = ${school.id} and tx_seq = 3`)
  expect((await rebuildLedger(t.db, school.id)).differs?.seq).toBe(3)
})

async function edited(statement: ReturnType<typeof sql>): Promise<void> {
  await t.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await statement.execute(trx)
  })
}
