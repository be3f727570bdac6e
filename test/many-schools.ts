import { afterAll, beforeAll } from 'vitest'
import { balance, explain } from '#db/ledger/read.ts'
import type { Db } from '#db/schema.ts'
import { giveContribution } from '#test/give-points.ts'
import { settleSchool } from '#workers/points/settle.ts'
import { freshDatabase, type TestDatabase } from './database.ts'
import { type PointsSchool, pointsSchool } from './points.ts'

export type ManySchools = {
  readonly db: Db
  readonly pool: TestDatabase['pool']
  newSchool(zone?: string): Promise<PointsSchool>
}

/** A database for the tests of one file, and as many schools in it as they want. Called at the top of the file. */
export function manySchools(prefix: string): ManySchools {
  let opened: TestDatabase | undefined
  let n = 0
  beforeAll(async () => {
    opened = await freshDatabase()
  })
  afterAll(() => opened?.drop())
  const open = () => {
    if (!opened) throw new Error('the database of this file is not open yet')
    return opened
  }
  return {
    get db() {
      return open().db
    },
    get pool() {
      return open().pool
    },
    newSchool(zone) {
      n += 1
      return pointsSchool(open().db, `${prefix}${n}`, zone)
    },
  }
}

/** What tests of points ask of a school: to settle everything as of `now`, what somebody has, what a receipt says. */
export function ledgerOf(t: ManySchools, now: Date) {
  return {
    settle: (school: PointsSchool) => settleSchool(t.db, school.id, now, { nightly: true }),
    contrib: async (school: PointsSchool, member: number) => (await balance(t.db, school.id, member)).contrib,
    traces: async (school: PointsSchool, resource: number) =>
      (await explain(t.db, school.id, { resource })).map((line) => line.trace.zh),
  }
}

/** What tests of boards do to a school: give points of contribution at an instant, change a member's row. */
export function boardsOf(t: ManySchools, at: Date) {
  return {
    give: (school: PointsSchool, member: number, amount: number, when: Date = at) =>
      giveContribution(t.db, school.id, member, amount, when),
    async set(school: PointsSchool, id: number, change: Record<string, unknown>): Promise<void> {
      await t.db.updateTable('member').set(change).where('school_id', '=', school.id).where('id', '=', id).execute()
    },
  }
}
