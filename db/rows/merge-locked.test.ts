import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { pointsSchool } from '#test/points.ts'
import { settleNight } from '#workers/points/night.ts'
import { rebuildLedger } from '#workers/points/rebuild.ts'
import { settleSchool } from '#workers/points/settle.ts'
import { insertFact } from './facts.ts'
import { mergeMembers } from './merge.ts'
import { unmergeMembers } from './unmerge.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

test('a merge and its undoing move points within a locked term; what they take or give again is of the present one', async () => {
  const school = await pointsSchool(t.db, 'locked')
  const [from, into] = [await school.member('王'), await school.member('王老师')]
  const now = (day: string) => new Date(`${day}T02:00:00Z`)
  const lock = { schoolId: school.id, key: 'locked:2026-autumn', kind: 'term.locked' as const }
  const merge = (day: string) =>
    t.db.transaction().execute((trx) => {
      return mergeMembers(trx, { schoolId: school.id, from, into, by: undefined, how: 'admin', now: now(day) })
    })
  const unmerge = (id: number, day: string) =>
    t.db.transaction().execute((trx) => unmergeMembers(trx, { schoolId: school.id, id, now: now(day) }))
  const terms = async () => {
    const { rows } = await sql<{ who: string; sum: number }>`select term_id || ' ' || member.name as who,
      sum(amount)::int as sum from point_tx join member on member.id = member_id
      where point_tx.school_id = ${school.id} group by 1 having sum(amount) <> 0 order by 1`.execute(t.db)
    return Object.fromEntries(rows.map(({ who, sum }) => [who, sum]))
  }

  // A share of 10, 3 for the first one, and 0.80 for a download by who turns out to be its author.
  const work = await school.resource(from)
  await school.accepted(work, now('2026-11-16'))
  await school.downloaded(work, into, now('2026-11-17'))
  await settleNight(t.db, school.id, now('2026-11-30'))
  expect(await terms()).toEqual({ '2026-autumn 王': 1380 })
  const early = await merge('2026-12-01')
  expect(await terms()).toEqual({ '2026-autumn 王老师': 1300 })
  await t.db
    .transaction()
    .execute((trx) => insertFact(trx, { ...lock, occurredAt: now('2027-02-14'), payload: { term: '2026-autumn' } }))
  await settleSchool(t.db, school.id, now('2027-02-14'))

  await unmerge(early.id, '2027-02-15')
  const parted = { '2026-autumn 王': 1300, '2027-spring 王': 80 }
  expect(await terms()).toEqual(parted)
  const late = await merge('2027-02-16')
  expect(await terms()).toEqual({ '2026-autumn 王老师': 1300 })
  await unmerge(late.id, '2027-02-17')
  expect(await terms()).toEqual(parted)
  expect((await rebuildLedger(t.db, school.id)).differs).toBeUndefined()
})
