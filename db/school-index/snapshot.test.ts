import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { insertFact } from '../rows/facts.ts'
import { keepIndexes, standings, tierNow, wrongIndexes } from './snapshot.ts'

const WEDNESDAY = new Date('2026-11-18T02:00:00Z')
let t: TestDatabase
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

async function visit(school: PointsSchool, resource: number, author: number, actor: number): Promise<void> {
  await t.db.transaction().execute((trx) =>
    insertFact(trx, {
      schoolId: school.id,
      key: `downloaded:${resource}:${actor}`,
      kind: 'resource.downloaded',
      actorId: actor,
      resourceId: resource,
      occurredAt: new Date('2026-11-10T02:00:00Z'),
      payload: { author, from_school: 'other' },
    }),
  )
}

test('schools are computed once a week from facts up to its Monday, and again the same', async () => {
  const [one, two] = [await pointsSchool(t.db, 'one'), await pointsSchool(t.db, 'two')]
  const author = await one.member('王')
  await two.member('李')
  const item = await one.resource(author, { type: 'courseware' })
  await one.accepted(item, '2026-11-09T02:00:00Z')
  await visit(one, item, author, 9_001)
  await visit(one, item, author, 9_002)
  // After the Monday: counts for the next week.
  await one.accepted(await one.resource(author, { type: 'video' }), '2026-11-17T02:00:00Z')
  expect(await keepIndexes(t.db, WEDNESDAY)).toBe(2)
  expect(await keepIndexes(t.db, WEDNESDAY)).toBe(0)
  const rows = await standings(t.db, WEDNESDAY)
  expect(rows.map((row) => [row.school_id, row.day, row.inputs.originals, row.inputs.externalUsers])).toEqual([
    ['one', '2026-11-16', 10, 2],
    ['two', '2026-11-16', 0, 0],
  ])
  expect(rows[0]?.points).toBeGreaterThan(rows[1]?.points ?? 100)
  // In its first term nobody is below B.
  expect(await tierNow(t.db, 'two', WEDNESDAY)).toBe('B')
  await one.withdrawn(item, '2026-11-19T02:00:00Z')
  expect(await wrongIndexes(t.db, 'one')).toEqual([])
  expect(await keepIndexes(t.db, new Date('2026-11-25T02:00:00Z'))).toBe(2)
  const next = await standings(t.db, new Date('2026-11-25T02:00:00Z'))
  expect(next.map((row) => row.inputs.originals)).toEqual([15, 0])
})

test('an index that somebody changed by hand is found', async () => {
  await t.db.updateTable('school_index').set({ digest: 'x' }).where('school_id', '=', 'two').execute()
  expect((await wrongIndexes(t.db, 'two')).length).toBeGreaterThan(0)
})
