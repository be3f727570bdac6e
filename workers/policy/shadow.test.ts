import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate, pendingMigrations } from '#db/migrate.ts'
import { bareDatabase, type TestDatabase } from '#test/database.ts'
import { pointsSchool } from '#test/points.ts'
import { rebuildLedger } from '../points/rebuild.ts'
import { settleSchool } from '../points/settle.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await bareDatabase()
})
afterAll(() => t.drop())

test('the connection that has just migrated rebuilds a ledger', async () => {
  await migrate(t.db, '202611221510_keep_appraisals')
  await sql`insert into board_live (school_id, member_id, metric, kind, period, points)
    values ('before', 1, 'points', 'year', '2026-2027', 800)`.execute(t.db)
  expect(await migrate(t.db)).toContain('202611221530_number_board_lists')
  expect(await pendingMigrations(t.db)).toEqual([])
  const school = await pointsSchool(t.db, 's')
  const author = await school.member('李')
  await school.accepted(await school.resource(author), '2026-11-16T01:00:00Z')
  await settleSchool(t.db, school.id, new Date('2026-11-16T02:00:00Z'))
  expect(await rebuildLedger(t.db, school.id)).toMatchObject({ facts: 1, differs: undefined })
})
