import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { balance } from '#db/ledger/read.ts'
import { verifyLedger } from '#db/ledger/verify.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { act, counts, type Deed, merge, settle, sum, totals, unmerge, type World, world } from '#test/merge-world.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

/** What should be taken back: points for oneself, and the later of two for the same thing, from the ledger as it was. */
async function effects({ db, school }: World, us: [number, number]): Promise<number> {
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
      as lost`.execute(db)
  return Number(rows[0]?.lost ?? 0)
}

const deed: fc.Arbitrary<Deed> = fc.record({
  do: fc.constantFrom('take' as const, 'rate' as const),
  resource: fc.nat(5),
  by: fc.nat(3),
})

/** A world and its deeds are a few hundred statements; on a busy machine a dozen of them take half a minute. */
const PATIENCE_MS = 180_000

test(
  'whatever they did: all totals stay but what was for themselves or double, and the ledger verifies',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 30 }), fc.boolean(), async (deeds, early) => {
        const given = await world(t.db)
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
        expect(await balance(t.db, given.school.id, from)).toMatchObject({ contrib: 0, pending: 0 })
        const { shown, counted } = await counts(given)
        expect(shown).toEqual(counted)
        expect(await verifyLedger(t.db, given.school.id)).toMatchObject({ ok: true, problems: [] })
        // Nothing is left to do, and doing it again does nothing.
        expect((await merge(given, from, into)).is).toBe('already')
        expect(await totals(given, (id) => id)).toEqual(after)
      }),
      { numRuns: 12 },
    )
  },
  PATIENCE_MS,
)

test(
  'undone, everything is as it was before',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 30 }), async (deeds) => {
        const given = await world(t.db)
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
  },
  PATIENCE_MS,
)

test(
  'facts that were waiting when they were merged are settled for the one they are now, and once',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 25 }), async (deeds) => {
        const [one, other] = [await world(t.db), await world(t.db)]
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
  },
  PATIENCE_MS,
)
