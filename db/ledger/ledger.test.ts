import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { pointsSchool } from '#test/points.ts'
import type { PointTx } from '../schema.ts'
import { formatFactor, formatPoints, multiply } from './amount.ts'
import { type NewAward, postTx, reverseTx } from './post.ts'
import { balance, explain, statement } from './read.ts'
import { verifyLedger } from './verify.ts'

const AT = new Date('2026-11-16T02:00:00Z')
let t: TestDatabase
let n = 0
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

async function newLedger() {
  n += 1
  const school = await pointsSchool(t.db, `ledger${n}`)
  const member = await school.member('王')
  const resource = await school.resource(member)
  const award = (key: string, amount: number, more: Partial<NewAward> = {}): Promise<PointTx | undefined> =>
    t.db.transaction().execute((trx) =>
      postTx(trx, {
        schoolId: school.id,
        rootKey: key,
        idemKey: key,
        rule: 'upload.accepted',
        policyVersion: '2026.09.0',
        factId: 1,
        memberId: member,
        actorId: undefined,
        resourceId: resource,
        occurredAt: AT,
        postedAt: AT,
        countsAt: AT,
        day: '2026-11-16',
        termId: '2026-autumn',
        amount,
        spendable: true,
        trace: { zh: '教案 8 = 8.00', en: 'Lesson plan 8 = 8.00' },
        ...more,
      }),
    )
  const reverse = (tx: PointTx) =>
    t.db
      .transaction()
      .execute((trx) =>
        reverseTx(trx, tx, { factId: 2, occurredAt: AT, postedAt: AT, trace: { zh: '撤回', en: 'Withdrawn' } }),
      )
  return { school, member, resource, award, reverse }
}

test('points multiply without floating-point drift and round half up', () => {
  expect(multiply(10, 1, 1.2)).toBe(1200)
  expect(multiply(1, 0.05, 0.5)).toBe(3)
  expect(multiply(8, 1, 1, 1.5)).toBe(1200)
  expect(multiply(1.1, 1.1, 1.1)).toBe(133)
  expect(multiply(0, 1.5)).toBe(0)
  expect([formatPoints(1200), formatPoints(5), formatPoints(-50), formatPoints(0)]).toEqual([
    '12.00',
    '0.05',
    '-0.50',
    '0.00',
  ])
  expect([formatFactor(1), formatFactor(0.05), formatFactor(1.5)]).toEqual(['1.0', '0.05', '1.5'])
})

test('an award pays both books out of the mint, and the same key pays nothing more', async () => {
  const { school, member, award } = await newLedger()
  expect(await award('up:1', 800)).toMatchObject({ seq: 1, amount: 800 })
  expect(await award('up:1', 800)).toBeUndefined()
  expect(await award('lec:1', 100, { spendable: false })).toMatchObject({ seq: 2 })
  expect(await award('up:2', 0)).toMatchObject({ seq: 3 })
  const entries = await t.db
    .selectFrom('point_entry')
    .select(['tx_seq', 'account', 'book', 'amount'])
    .where('school_id', '=', school.id)
    .orderBy('tx_seq')
    .orderBy('n')
    .execute()
  expect(entries.map((entry) => Object.values(entry).join(' '))).toEqual([
    '1 mint C -800',
    `1 member:${member}:contrib C 800`,
    '1 mint S -800',
    `1 member:${member}:pending S 800`,
    '2 mint C -100',
    `2 member:${member}:contrib C 100`,
  ])
  expect(await balance(t.db, school.id, member)).toMatchObject({ contrib: 900, pending: 800 })
  expect(await verifyLedger(t.db, school.id)).toMatchObject({ ok: true, txs: 3, entries: 6 })
})

test('a reversal is the exact opposite, happens once, and cannot be reversed', async () => {
  const { school, member, resource, award, reverse } = await newLedger()
  const up = await award('up:1', 800)
  if (!up) throw new Error('not posted')
  const back = await reverse(up)
  expect(back).toMatchObject({ idem_key: 'rev:up:1', amount: -800, reverses_seq: 1, counts_at: up.counts_at })
  expect(await reverse(up)).toBeUndefined()
  if (back) await expect(reverse(back)).rejects.toThrow('is a reversal itself')
  expect(await balance(t.db, school.id, member)).toMatchObject({ contrib: 0, pending: 0 })
  expect(
    (await explain(t.db, school.id, { resource })).map((line) => [line.seq, line.reverses, line.reversedBy]),
  ).toEqual([
    [1, undefined, 2],
    [2, 1, undefined],
  ])
  for (const seq of [1, 2]) expect(await explain(t.db, school.id, { seq })).toHaveLength(2)
  expect(await explain(t.db, school.id, { seq: 9 })).toEqual([])
  expect((await statement(t.db, school.id, member, { limit: 1 })).map((line) => line.seq)).toEqual([2])
  expect((await statement(t.db, school.id, member, { limit: 5, before: 2 })).map((line) => line.memberName)).toEqual([
    '王',
  ])
})

test('concurrent postings take numbers without gaps', async () => {
  const { school, award } = await newLedger()
  await Promise.all(Array.from({ length: 40 }, (_, index) => award(`up:${index % 20}`, 100 + (index % 20))))
  const report = await verifyLedger(t.db, school.id)
  expect(report).toMatchObject({ ok: true, txs: 20, entries: 80 })
})

test.each(['point_tx', 'point_entry'] as const)('%s refuses UPDATE, DELETE and TRUNCATE', async (table) => {
  const { school, award } = await newLedger()
  await award('up:1', 800)
  const refused = /append-only/
  await expect(t.pool.query(`update ${table} set amount = 1 where school_id = '${school.id}'`)).rejects.toThrow(refused)
  await expect(t.pool.query(`delete from ${table} where school_id = '${school.id}'`)).rejects.toThrow(refused)
  await expect(t.pool.query(`truncate ${table} cascade`)).rejects.toThrow(refused)
})

test('an entry without its transaction is refused', async () => {
  const { school, award } = await newLedger()
  await award('up:1', 800)
  const add = (seq: number) =>
    t.pool.query(`insert into point_entry (school_id, tx_seq, n, account, book, amount)
      values ('${school.id}', 1, 8, 'mint', 'C', -1), ('${school.id}', ${seq}, 9, 'mint', 'C', 1)`)
  await expect(add(2)).rejects.toThrow('an entry must belong to a transaction')
  expect(await verifyLedger(t.db, school.id)).toMatchObject({ ok: true, entries: 4 })
  await expect(add(1)).resolves.toBeDefined()
})

test('a fact is never changed or deleted, only settled', async () => {
  const { school } = await newLedger()
  const fact = await school.accepted(await school.resource(await school.member('李')), AT)
  const where = `where school_id = '${school.id}' and id = ${fact.id}`
  for (const what of ["payload = '{}'", 'actor_id = 9', "occurred_at = 'now'", "key = 'x'", "kind = 'x'"]) {
    await expect(t.pool.query(`update fact set status = 'settled', ${what} ${where}`)).rejects.toThrow('never changed')
  }
  await expect(t.pool.query(`delete from fact ${where}`)).rejects.toThrow('never deleted')
  await expect(t.pool.query(`update fact set status = 'settled', run_id = 1 ${where}`)).resolves.toBeDefined()
})

test.each([
  [
    'a changed trace',
    `update point_tx set trace = '{"zh":"x","en":"x"}' where seq = 2`,
    'transaction 2 does not match its hash',
  ],
  [
    'a changed amount',
    'update point_entry set amount = 801 where tx_seq = 2 and n = 2',
    'transaction 2: book C does not sum to 0',
  ],
  [
    'a moved member',
    'update point_tx set member_id = member_id + 1 where seq = 1',
    'transaction 1: its amount is not what its legs give',
  ],
  [
    'a missing number',
    'delete from point_entry where tx_seq = 2; delete from point_tx where seq = 2',
    'transaction 3 follows 1: numbers are missing',
  ],
  [
    'a rewritten link',
    `update point_tx set hash = repeat('a', 64) where seq = 1`,
    'transaction 2 is not chained to the one before it',
  ],
  [
    'a changed total',
    `update board_live t set points = points + 1 from board_list l where l.id = t.list and l.kind = 'week'`,
    '5 board totals differ from a recount',
  ],
])('verification names %s by somebody with the superuser password', async (_, tampering, problem) => {
  const { school, award } = await newLedger()
  for (const key of ['up:1', 'up:2', 'up:3']) await award(key, 800)
  expect(await verifyLedger(t.db, school.id)).toMatchObject({ ok: true })
  const client = await t.pool.connect()
  try {
    await client.query('begin')
    await client.query("set local session_replication_role = 'replica'")
    const only = tampering.replaceAll(/where/g, `where school_id = '${school.id}' and`)
    await client.query(only)
    await client.query('commit')
  } finally {
    client.release()
  }
  const report = await verifyLedger(t.db, school.id)
  expect(report.ok).toBe(false)
  expect(report.problems).toContain(problem)
  expect((await verifyLedger(t.db)).problems).toContain(`${school.id}: ${problem}`)
})
