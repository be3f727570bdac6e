import { afterAll, beforeAll, expect, test } from 'vitest'
import { board } from '#db/boards/board.ts'
import { balance } from '#db/ledger/read.ts'
import { spend } from '#db/ledger/spend-now.ts'
import { verifyLedger } from '#db/ledger/verify.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { act, counts, merge, NOW, settle, sum, totals, unmerge, world } from '#test/merge-world.ts'
import { insertFact } from './facts.ts'
import { recordDownload } from './uses.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

test('a withdrawal after the merge takes it all back, a restoration gives it once', async () => {
  const given = await world(t.db)
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

test('what can be spent goes along once it is in force, what was spent does not come back, and an undo restores both', async () => {
  const place = await world(t.db)
  const [from = 0, into = 0] = place.people
  await settle(place)
  const opened = { contribution: 300, spendable: 2_000 }
  await t.db.transaction().execute((trx) =>
    insertFact(trx, {
      schoolId: place.school.id,
      key: `opening:${from}`,
      kind: 'points.opened',
      actorId: from,
      occurredAt: NOW,
      payload: opened,
    }),
  )
  await settle(place)
  const held = {
    schoolId: place.school.id,
    key: 'redemption:1:held',
    kind: 'redemption.held' as const,
    actorId: from,
    occurredAt: NOW,
    payload: { redemption: 1, amount: 1_500 },
  }
  await t.db.transaction().execute((trx) => spend(trx, place.school.id, [held], NOW))
  const of = (id: number) => balance(t.db, place.school.id, id)
  const before = [await of(from), await of(into)]
  // Of two first shares one stays.
  const { id, moved } = await merge(place, from, into)
  expect(await of(from)).toMatchObject({ contrib: 0, pending: 0, avail: 0 })
  const sum = (key: 'contrib' | 'avail') => (before[0]?.[key] ?? 0) + (before[1]?.[key] ?? 0)
  const all = await of(into)
  expect(all.contrib).toBe(sum('contrib') - moved.lost)
  expect(all.pending + all.avail).toBe(
    sum('avail') + (before[0]?.pending ?? 0) + (before[1]?.pending ?? 0) - moved.lost,
  )
  await unmerge(place, id)
  expect([await of(from), await of(into)]).toEqual(before)
  expect((await verifyLedger(t.db, place.school.id)).problems).toEqual([])
})

test('the board shows one person, with the points of both', async () => {
  const given = await world(t.db)
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
  const given = await world(t.db)
  const [from = 0, into = 0] = given.people
  await merge(given, from, into)
  const id = await given.school.resource(from)
  const row = await t.db.selectFrom('resource').select('member_id').where('id', '=', id).executeTakeFirstOrThrow()
  expect(row.member_id).toBe(into)
  await given.school.accepted(id, '2026-12-01T00:00:00Z')
  await settle(given)
  expect(await balance(t.db, given.school.id, from)).toMatchObject({ contrib: 0, pending: 0 })
})

test('merges, work and settling at the same time leave one person and a sound ledger', async () => {
  const given = await world(t.db)
  const [a = 0, b = 0, c = 0, d = 0] = given.people
  const busy = async (by: number) => {
    for (const id of given.resources) {
      const at = new Date('2026-12-02T00:00:00Z')
      const { first } = await t.db.transaction().execute((trx) => recordDownload(trx, given.school.id, id, by, at))
      if (first) await given.school.downloaded(id, by, at)
      await settle(given)
    }
  }
  const tries = await Promise.allSettled([busy(a), busy(d), merge(given, a, b), merge(given, a, c), merge(given, a, b)])
  const wrong = tries.filter((one) => one.status === 'rejected').map((one) => one.reason)
  expect(wrong.every((reason) => reason.code === 'member_gone' || reason.code === '40P01')).toBe(true)
  await settle(given)
  const merges = await t.db
    .selectFrom('member_merge')
    .select('into_id')
    .where('school_id', '=', given.school.id)
    .execute()
  expect(merges.length).toBe(1)
  expect(await balance(t.db, given.school.id, a)).toMatchObject({ contrib: 0, pending: 0 })
  const left = await t.db.selectFrom('download').select('member_id').where('member_id', '=', a).execute()
  expect(left).toEqual([])
  const { shown, counted } = await counts(given)
  expect(shown).toEqual(counted)
  expect(await verifyLedger(t.db, given.school.id)).toMatchObject({ ok: true, problems: [] })
})

test('one after the other: three become one, and each undo waits for the later', async () => {
  const given = await world(t.db)
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
  const given = await world(t.db)
  const admin = await given.school.member('主任', { role: 'admin' })
  await expect(merge(given, admin, given.people[0] ?? 0)).rejects.toMatchObject({ code: 'admin_merged' })
  await expect(merge(given, admin, admin)).rejects.toMatchObject({ code: 'same_member' })
})
