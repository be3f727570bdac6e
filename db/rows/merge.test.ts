import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { board } from '#db/boards/board.ts'
import { balance } from '#db/ledger/read.ts'
import { verifyLedger } from '#db/ledger/verify.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { settleSchool } from '#workers/points/settle.ts'
import { mergeMembers } from './merge.ts'
import { recordDownload, setRating } from './resources.ts'
import { unmergeMembers } from './unmerge.ts'

const NOW = new Date('2026-12-15T00:00:00Z')
let t: TestDatabase
let n = 0
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

type World = { school: PointsSchool; people: number[]; resources: number[] }

/** Four people, of whom 0, 1 and 2 made two resources each, all accepted. */
async function world(): Promise<World> {
  n += 1
  const school = await pointsSchool(t.db, `m${n}`)
  const people: number[] = []
  for (let index = 0; index < 4; index += 1) people.push(await school.member(`人${index}`))
  const resources: number[] = []
  for (let index = 0; index < 6; index += 1) {
    const id = await school.resource(people[index % 3] ?? 0)
    resources.push(id)
    await school.accepted(id, new Date(Date.parse('2026-11-16T00:00:00Z') + index * 3_600_000))
  }
  return { school, people, resources }
}

type Deed = { do: 'take' | 'rate'; resource: number; by: number }

async function act({ school, people, resources }: World, deeds: readonly Deed[]): Promise<void> {
  for (const [index, deed] of deeds.entries()) {
    const [id, by] = [resources[deed.resource] ?? 0, people[deed.by] ?? 0]
    if (deed.resource % 3 === deed.by) continue
    const at = new Date(Date.parse('2026-11-17T00:00:00Z') + index * 31 * 3_600_000)
    if (deed.do === 'take') {
      const { first } = await t.db.transaction().execute((trx) => recordDownload(trx, school.id, id, by, at))
      if (first) await school.downloaded(id, by, at)
    } else {
      const stars = { stars: 1 + (index % 5) }
      await t.db.transaction().execute((trx) => setRating(trx, school.id, id, by, stars, at))
      await school.rated(id, by, at)
    }
  }
}

const settle = ({ school }: World) => settleSchool(t.db, school.id, NOW)
const merge = ({ school }: World, from: number, into: number) =>
  t.db
    .transaction()
    .execute((trx) => mergeMembers(trx, { schoolId: school.id, from, into, by: undefined, how: 'admin', now: NOW }))
const unmerge = ({ school }: World, id: number) =>
  t.db.transaction().execute((trx) => unmergeMembers(trx, { schoolId: school.id, id, now: NOW }))

/** Points by period of the people, those of one person added up. */
async function totals({ school }: World, same: (id: number) => number): Promise<Map<string, number>> {
  const rows = await t.db
    .selectFrom('point_total')
    .select(['kind', 'period', 'member_id', 'points'])
    .where('school_id', '=', school.id)
    .execute()
  const sums = new Map<string, number>()
  for (const row of rows) {
    const key = `${row.kind} ${row.period} ${same(row.member_id)}`
    sums.set(key, (sums.get(key) ?? 0) + row.points)
  }
  return new Map([...sums].filter(([, points]) => points !== 0).sort())
}

/** The counts that resources show, and what they are by their rows. */
async function counts({ school }: World): Promise<{ shown: unknown[]; counted: unknown[] }> {
  const { rows } = await sql<{ id: number; shown: string; counted: string }>`
    select r.id, concat_ws(' ', r.download_count, r.rating_count, r.rating_sum) as shown,
      concat_ws(' ', (select count(*) from download d where d.school_id = r.school_id and d.resource_id = r.id),
        (select count(*) from rating x where x.school_id = r.school_id and x.resource_id = r.id),
        (select coalesce(sum(x.stars), 0) from rating x where x.school_id = r.school_id and x.resource_id = r.id)) as counted
    from resource r where r.school_id = ${school.id} order by r.id`.execute(t.db)
  return { shown: rows.map((row) => row.shown), counted: rows.map((row) => row.counted) }
}

/** What should be taken back: points for oneself, and the later of two for the same thing, from the ledger as it was. */
async function effects({ school }: World, us: [number, number]): Promise<number> {
  const { rows } = await sql<{ lost: number }>`
    with standing as (
      select tx.*, tx.member_id = any (${us}::bigint[]) as ours, coalesce(tx.actor_id = any (${us}::bigint[]), false) as by_us,
        r.member_id = any (${us}::bigint[]) as our_work
      from point_tx tx left join resource r on r.school_id = tx.school_id and r.id = tx.resource_id
      where tx.school_id = ${school.id} and tx.kind = 'award' and tx.amount <> 0
        and not exists (select 1 from point_tx b where b.school_id = tx.school_id and b.reverses_seq = tx.seq)
    ), own as (
      select * from standing where ours and ((rule = 'download.counted' and by_us) or (rule = 'review.useful' and our_work))
    ), twice as (
      select *, row_number() over (
        partition by rule, case when rule = 'upload.first_ever' then 0 else resource_id end order by counts_at, seq) as nth
      from standing
      where seq not in (select seq from own)
        and ((rule = 'download.counted' and by_us) or (rule in ('review.useful', 'upload.first_ever') and ours))
    )
    select coalesce((select sum(amount) from own), 0) + coalesce((select sum(amount) from twice where nth > 1), 0)
      as lost`.execute(t.db)
  return Number(rows[0]?.lost ?? 0)
}

const sum = (given: Map<string, number>, kind: string) =>
  [...given].filter(([key]) => key.startsWith(kind)).reduce((total, [, points]) => total + points, 0)

const deed: fc.Arbitrary<Deed> = fc.record({
  do: fc.constantFrom('take' as const, 'rate' as const),
  resource: fc.nat(5),
  by: fc.nat(3),
})

describe('two members become one', () => {
  test('whatever they did: all totals stay but what was for themselves or double, and the ledger verifies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 30 }), fc.boolean(), async (deeds, early) => {
        const given = await world()
        const [from = 0, into = 0] = given.people
        await act(given, deeds)
        await settle(given)
        const us = (id: number) => (id === from ? into : id)
        const before = await totals(given, us)
        const lost = await effects(given, [from, into])
        const merged = await merge(given, from, into)
        if (early) await settle(given)
        const after = await totals(given, (id) => id)
        expect(merged.moved.lost).toBe(lost)
        for (const kind of ['week', 'month', 'term', 'year']) {
          expect(sum(after, kind)).toBe(sum(before, kind) - lost)
        }
        if (lost === 0) expect(after).toEqual(before)
        expect([...after.keys()].filter((key) => key.endsWith(` ${from}`))).toEqual([])
        expect(await balance(t.db, given.school.id, from)).toEqual({ contrib: 0, pending: 0 })
        const { shown, counted } = await counts(given)
        expect(shown).toEqual(counted)
        expect(await verifyLedger(t.db, given.school.id)).toMatchObject({ ok: true, problems: [] })
        // Nothing is left to do, and doing it again does nothing.
        expect((await merge(given, from, into)).is).toBe('already')
        expect(await totals(given, (id) => id)).toEqual(after)
      }),
      { numRuns: 12 },
    )
  })

  test('undone, everything is as it was before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 30 }), async (deeds) => {
        const given = await world()
        const [from = 0, into = 0] = given.people
        await act(given, deeds)
        await settle(given)
        const before = { totals: await totals(given, (id) => id), ...(await counts(given)) }
        const { id } = await merge(given, from, into)
        await unmerge(given, id)
        expect({ totals: await totals(given, (one) => one), ...(await counts(given)) }).toEqual(before)
        const authors = await t.db
          .selectFrom('resource')
          .select('member_id')
          .where('school_id', '=', given.school.id)
          .orderBy('id')
          .execute()
        expect(authors.map((row) => given.people.indexOf(row.member_id))).toEqual([0, 1, 2, 0, 1, 2])
        expect(await verifyLedger(t.db, given.school.id)).toMatchObject({ ok: true, problems: [] })
        await expect(unmerge(given, id)).rejects.toMatchObject({ code: 'no_merge' })
      }),
      { numRuns: 8 },
    )
  })

  test('facts that were waiting when they were merged are settled for the one they are now, and once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 25 }), async (deeds) => {
        const [one, other] = [await world(), await world()]
        for (const given of [one, other]) await act(given, deeds)
        await settle(one)
        for (const given of [one, other]) await merge(given, given.people[0] ?? 0, given.people[1] ?? 0)
        await settle(other)
        const placed = async (given: World) => totals(given, (id) => given.people.indexOf(id))
        const [early, late] = [await placed(one), await placed(other)]
        // Caps and the numbers of downloaders may differ by the order; never more than was settled one by one.
        expect([...late.keys()].every((key) => !key.endsWith(' 0'))).toBe(true)
        expect(sum(late, 'year')).toBeLessThanOrEqual(sum(early, 'year'))
        expect(await verifyLedger(t.db, other.school.id)).toMatchObject({ ok: true, problems: [] })
      }),
      { numRuns: 6 },
    )
  })

  test('a withdrawal after the merge takes it all back, a restoration gives it once', async () => {
    const given = await world()
    const [from = 0, into = 0, third = 0] = given.people
    await act(given, [
      { do: 'take', resource: 2, by: 0 },
      { do: 'take', resource: 2, by: 1 },
      { do: 'take', resource: 0, by: 1 },
      { do: 'take', resource: 0, by: 3 },
      { do: 'rate', resource: 2, by: 0 },
      { do: 'rate', resource: 2, by: 1 },
    ])
    await settle(given)
    await merge(given, from, into)
    const merged = await totals(given, (id) => id)
    const [first = 0, , theirs = 0] = given.resources
    await given.school.withdrawn(first, '2026-12-10T00:00:00Z')
    await given.school.withdrawn(theirs, '2026-12-10T00:00:00Z')
    await settle(given)
    expect(sum(await totals(given, (id) => id), 'year')).toBeLessThan(sum(merged, 'year'))
    await given.school.restored(first, '2026-12-11T00:00:00Z')
    await given.school.restored(theirs, '2026-12-11T00:00:00Z')
    await settle(given)
    expect(await totals(given, (id) => id)).toEqual(merged)
    expect((await balance(t.db, given.school.id, third)).contrib).toBeGreaterThan(0)
    expect(await verifyLedger(t.db, given.school.id)).toMatchObject({ ok: true, problems: [] })
  })

  test('the board shows one person, with the points of both', async () => {
    const given = await world()
    const [from = 0, into = 0] = given.people
    await settle(given)
    const at = new Date('2026-11-18T00:00:00Z')
    const before = [from, into].map((id) => balance(t.db, given.school.id, id))
    const [mine, theirs] = await Promise.all(before)
    const { moved } = await merge(given, from, into)
    const { rows } = await board(t.db, { schoolId: given.school.id, subject: 'person', period: 'week', at })
    expect(rows.map((row) => row.name.zh).sort()).toEqual(['人1', '人2'])
    const points = rows.find((row) => row.id === into)?.points
    expect(points).toBe((mine?.contrib ?? 0) + (theirs?.contrib ?? 0) - moved.lost)
  })

  test('what is written for a merged member by somebody who has not heard of it is the new one’s', async () => {
    const given = await world()
    const [from = 0, into = 0] = given.people
    await merge(given, from, into)
    const id = await given.school.resource(from)
    const row = await t.db.selectFrom('resource').select('member_id').where('id', '=', id).executeTakeFirstOrThrow()
    expect(row.member_id).toBe(into)
    await given.school.accepted(id, '2026-12-01T00:00:00Z')
    await settle(given)
    expect(await balance(t.db, given.school.id, from)).toEqual({ contrib: 0, pending: 0 })
  })

  test('merges, work and settling at the same time leave one person and a sound ledger', async () => {
    const given = await world()
    const [a = 0, b = 0, c = 0, d = 0] = given.people
    const busy = async (by: number) => {
      for (const id of given.resources) {
        const at = new Date('2026-12-02T00:00:00Z')
        const { first } = await t.db.transaction().execute((trx) => recordDownload(trx, given.school.id, id, by, at))
        if (first) await given.school.downloaded(id, by, at)
        await settle(given)
      }
    }
    const tries = await Promise.allSettled([
      busy(a),
      busy(d),
      merge(given, a, b),
      merge(given, a, c),
      merge(given, a, b),
    ])
    const wrong = tries.filter((one) => one.status === 'rejected').map((one) => one.reason)
    expect(wrong.every((reason) => reason.code === 'member_gone' || reason.code === '40P01')).toBe(true)
    await settle(given)
    const merges = await t.db
      .selectFrom('member_merge')
      .select('into_id')
      .where('school_id', '=', given.school.id)
      .execute()
    expect(merges.length).toBe(1)
    expect(await balance(t.db, given.school.id, a)).toEqual({ contrib: 0, pending: 0 })
    const left = await t.db.selectFrom('download').select('member_id').where('member_id', '=', a).execute()
    expect(left).toEqual([])
    const { shown, counted } = await counts(given)
    expect(shown).toEqual(counted)
    expect(await verifyLedger(t.db, given.school.id)).toMatchObject({ ok: true, problems: [] })
  })

  test('one after the other: three become one, and each undo waits for the later', async () => {
    const given = await world()
    const [a = 0, b = 0, c = 0] = given.people
    await act(given, [
      { do: 'take', resource: 1, by: 0 },
      { do: 'take', resource: 2, by: 0 },
      { do: 'take', resource: 2, by: 1 },
    ])
    await settle(given)
    const start = await totals(given, (id) => id)
    const first = await merge(given, a, b)
    const between = await totals(given, (id) => id)
    const second = await merge(given, b, c)
    expect([...(await totals(given, (id) => id)).keys()].every((key) => key.endsWith(` ${c}`))).toBe(true)
    await expect(unmerge(given, first.id)).rejects.toMatchObject({ code: 'merge_stuck' })
    await unmerge(given, second.id)
    expect(await totals(given, (id) => id)).toEqual(between)
    await unmerge(given, first.id)
    expect(await totals(given, (id) => id)).toEqual(start)
    expect(await verifyLedger(t.db, given.school.id)).toMatchObject({ ok: true, problems: [] })
  })

  test('an administrator is not merged into anybody, nor anybody into themselves', async () => {
    const given = await world()
    const admin = await given.school.member('主任', { role: 'admin' })
    await expect(merge(given, admin, given.people[0] ?? 0)).rejects.toMatchObject({ code: 'admin_merged' })
    await expect(merge(given, admin, admin)).rejects.toMatchObject({ code: 'same_member' })
  })
})
