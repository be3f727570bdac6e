import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { pointsSchool } from '#test/points.ts'
import { settleNight } from '#workers/points/night.ts'
import { settleSchool } from '#workers/points/settle.ts'
import { policyAt } from '../policy/at.ts'
import { practicePolicyText } from '../policy/defaults.ts'
import { publishPolicy } from '../policy/publish.ts'
import type { Database } from '../schema.ts'
import { expiringAt, expiringOf, lapsing } from './expiring.ts'
import { termSpanAt } from './span.ts'

const ZONE = 'Asia/Shanghai'
const NOW = new Date('2027-08-20T00:00:00Z')

let t: TestDatabase
let people: { li: number; wang: number; gone: number; late: number }
beforeAll(async () => {
  t = await freshDatabase()
  const school = await pointsSchool(t.db, 's')
  await t.db.transaction().execute((trx) => publishPolicy(trx, 's', practicePolicyText()))
  const member = (name: string) => school.member(name)
  people = {
    li: await member('li'),
    wang: await member('wang'),
    gone: await member('gone'),
    late: await member('late'),
  }
  for (const [author, at] of [
    [people.li, '2026-03-10T02:00:00Z'],
    [people.li, '2026-10-10T02:00:00Z'],
    [people.wang, '2026-04-11T02:00:00Z'],
    [people.gone, '2026-05-11T02:00:00Z'],
    [people.late, '2026-10-11T02:00:00Z'],
  ] as const) {
    await school.accepted(await school.resource(author, { type: 'lesson_plan', sharedAt: at }), at)
  }
  await settleSchool(t.db, 's', new Date('2026-10-12T00:00:00Z'))
  await settleNight(t.db, 's', new Date('2026-10-20T00:00:00Z'))
  await t.db.updateTable('member').set({ left_at: NOW }).where('id', '=', people.gone).execute()
})
afterAll(() => t.drop())

test('each is told what the list for everybody says of them; who left is on neither', async () => {
  const policy = await policyAt(t.db, 's', NOW)
  const all = await expiringAt(t.db, 's', termSpanAt(policy, NOW, ZONE), policy, ZONE)
  const told = async (id: number) => (await expiringOf(t.db, 's', id, { policy, now: NOW, zone: ZONE }))?.amount
  expect(all.map((row) => row.member)).toEqual([people.li, people.wang])
  for (const row of all) expect(await told(row.member), `${row.member}`).toBe(row.amount)
  expect(await told(people.gone)).toBeUndefined()
  expect(await told(people.late)).toBeUndefined()
})

test('what lapses is read from indexes alone', async () => {
  const asked: { sql: string; parameters: readonly unknown[] }[] = []
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (inner) => new PostgresIntrospector(inner),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query }) => {
      asked.push(query)
    },
  })
  await lapsing(db, 's', { id: '2026-spring', after: NOW }, people.li)
  const [query] = asked
  if (!query) throw new Error('nothing was asked')
  const client = await t.pool.connect()
  try {
    await client.query('vacuum analyze point_tx, point_entry')
    await client.query('set enable_seqscan = off')
    await client.query('set enable_bitmapscan = off')
    const { rows } = await client.query(`explain (costs off) ${query.sql}`, [...query.parameters])
    const scans = rows.map((row) => String(row['QUERY PLAN'])).filter((line) => /Scan.* on point_/.test(line))
    expect(scans.map((line) => line.trim().replace('->', '').trim())).toEqual([
      'Index Only Scan using point_entry__account__idx on point_entry entry',
      'Index Only Scan using point_tx__lot__idx on point_tx income',
      'Index Only Scan using point_tx__idem__key on point_tx award',
    ])
  } finally {
    client.release(true)
  }
})
