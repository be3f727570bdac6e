import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '#db/ledger/verify.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { settleSchool } from './settle.ts'

const NOW = new Date('2027-01-20T00:00:00Z')
let t: TestDatabase
let n = 0
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

type Deed =
  | { do: 'accept'; resource: number }
  | { do: 'download' | 'rate'; resource: number; by: number }
  | { do: 'withdraw' | 'restore'; resource: number }

const PEOPLE = 4
const RESOURCES = 5
const resource = fc.nat(RESOURCES - 1)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constantFrom('download' as const, 'rate' as const), resource, by: fc.nat(PEOPLE - 1) }),
  fc.record({ do: fc.constantFrom('withdraw' as const, 'restore' as const), resource }),
)

type World = { school: PointsSchool; people: number[]; resources: number[]; write: (() => Promise<unknown>)[] }

/** A school in which every resource is accepted first; `write` records one fact each, every minute of a fortnight. */
async function world(deeds: readonly Deed[]): Promise<World> {
  n += 1
  const school = await pointsSchool(t.db, `p${n}`)
  const people: number[] = []
  for (let index = 0; index < PEOPLE; index += 1) people.push(await school.member(`人${index}`))
  const resources: number[] = []
  for (let index = 0; index < RESOURCES; index += 1) {
    resources.push(await school.resource(people[index % 2] ?? 0, { subject: 'math', grade: 3, unit: `u${index % 2}` }))
  }
  const all: Deed[] = [...resources.map((_, index) => ({ do: 'accept' as const, resource: index })), ...deeds]
  const seen = new Set<string>()
  const write = all.flatMap((given, minute) => {
    const at = new Date(Date.parse('2026-11-16T00:00:00Z') + minute * 17 * 3_600_000)
    const id = resources[given.resource] ?? 0
    const by = 'by' in given ? (people[given.by] ?? 0) : 0
    if (given.do === 'download') {
      if (seen.has(`${id}:${by}`)) return []
      seen.add(`${id}:${by}`)
    }
    const deedOf = {
      accept: () => school.accepted(id, at),
      download: () => school.downloaded(id, by, at),
      rate: () => school.rated(id, by, at),
      withdraw: () => school.withdrawn(id, at),
      restore: () => school.restored(id, at),
    }
    return [deedOf[given.do]]
  })
  return { school, people, resources, write }
}

const settle = ({ school }: World) => settleSchool(t.db, school.id, NOW, { nightly: true })

/** Points by person and period, with people named by their place so that two schools can be compared. */
async function totals({ school, people }: World): Promise<string[]> {
  const rows = await t.db
    .selectFrom('board_total')
    .select(['kind', 'period', 'member_id', 'points'])
    .where('metric', '=', 'points')
    .where('school_id', '=', school.id)
    .where('points', '<>', 0)
    .execute()
  return rows.map((row) => `${row.kind} ${row.period} ${people.indexOf(row.member_id)} ${row.points}`).sort()
}

async function sumOfBooks({ school }: World): Promise<number[]> {
  const rows = await t.db
    .selectFrom('point_entry')
    .select((eb) => eb.fn.sum<number>('amount').as('sum'))
    .where('school_id', '=', school.id)
    .groupBy('book')
    .execute()
  return rows.map((row) => Number(row.sum))
}

test('whatever happens, both books sum to nothing and the chain and the totals hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 25 }), async (deeds) => {
      const given = await world(deeds)
      for (const write of given.write) await write()
      await settle(given)
      expect(await sumOfBooks(given)).toEqual([0, 0])
      expect(await verifyLedger(t.db, given.school.id)).toMatchObject({ ok: true, problems: [] })
    }),
    { numRuns: 6 },
  )
})

test('settling every fact three times more, in any order, posts nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 20 }), fc.array(fc.nat(), { maxLength: 60 }), async (deeds, order) => {
      const given = await world(deeds)
      for (const write of given.write) await write()
      await settle(given)
      const before = await verifyLedger(t.db, given.school.id)
      const facts = await t.db.selectFrom('fact').select('id').where('school_id', '=', given.school.id).execute()
      for (const pick of order.length > 0 ? order : [0]) {
        const { id = 0 } = facts[pick % facts.length] ?? {}
        await t.db
          .updateTable('fact')
          .set({ status: 'waiting' })
          .where('school_id', '=', given.school.id)
          .where('id', '=', id)
          .execute()
        if (pick % 3 === 0) await settle(given)
      }
      await t.db.updateTable('fact').set({ status: 'waiting' }).where('school_id', '=', given.school.id).execute()
      await settle(given)
      const after = await verifyLedger(t.db, given.school.id)
      expect({ txs: after.txs, head: after.headHash }).toEqual({ txs: before.txs, head: before.headHash })
    }),
    { numRuns: 6 },
  )
})

test('taking every resource back leaves nobody with anything', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 20 }), async (deeds) => {
      const given = await world(deeds)
      for (const write of given.write) await write()
      for (const id of given.resources) await given.school.withdrawn(id, '2026-12-10T00:00:00Z')
      await settle(given)
      expect(await totals(given)).toEqual([])
    }),
    { numRuns: 6 },
  )
})

test('facts that arrive in any order before they are settled give the same totals', async () => {
  // Only deeds whose order of recording may differ from the order of occurring: acceptance, downloads, reviews.
  const plain = deed.filter((given) => given.do === 'download' || given.do === 'rate')
  await fc.assert(
    fc.asyncProperty(fc.array(plain, { maxLength: 25 }), fc.infiniteStream(fc.nat(1000)), async (deeds, luck) => {
      const [one, other] = [await world(deeds), await world(deeds)]
      for (const write of one.write) await write()
      const shuffled = other.write
        .map((write) => ({ write, at: luck.next().value ?? 0 }))
        .sort((left, right) => left.at - right.at)
      for (const { write } of shuffled) await write()
      await settle(one)
      await settle(other)
      expect(await totals(other)).toEqual(await totals(one))
    }),
    { numRuns: 6 },
  )
})
