import { performance } from 'node:perf_hooks'
import { type BoardQuery, board } from '#db/boards/board.ts'
import { PERIODS, type Period } from '#db/boards/periods.ts'
import type { Db } from '#db/schema.ts'
import { NOW, type Size } from './boards-fill.ts'
import { type Spread, spread } from './quantiles.ts'

export type Case = { name: string; row: string; isPlace: boolean; times: Spread; all: number[] }

export const KINDS: [string, Omit<BoardQuery, 'schoolId' | 'period' | 'at'>, boolean][] = [
  ['people, school', { subject: 'person' }, false],
  ['people, district', { subject: 'person', scope: 'district' }, false],
  ['people, department', { subject: 'person', scope: 'department' }, false],
  ['newcomers', { subject: 'person', newcomers: true }, false],
  ['departments, school', { subject: 'department' }, false],
  ['departments, district', { subject: 'department', scope: 'district' }, false],
  ['schools', { subject: 'school' }, false],
  ['my place, school', { subject: 'person' }, true],
  ['my place, district', { subject: 'person', scope: 'district' }, true],
]

/** Kinds and windows take turns, so that a slow moment of the machine is nobody's own. */
export async function measureBoards(db: Db, { members, schools }: Size, rounds: number): Promise<Case[]> {
  const windows: [string, Period, Date][] = [
    ...PERIODS.map((period): [string, Period, Date] => [period, period, NOW]),
    ['last week', 'week', new Date(NOW.getTime() - 7 * 86_400_000)],
    ['last year', 'year', new Date(NOW.getTime() - 365 * 86_400_000)],
  ]
  const cases = KINDS.flatMap(([row, query, isPlace]) =>
    windows.map(([name, period, at]) => ({
      name: `${row}, ${name}`,
      row,
      query,
      period,
      at,
      isPlace,
      all: [] as number[],
    })),
  )
  const departments = await db.selectFrom('department').select(['school_id', 'id']).execute()
  const departmentOf = new Map(departments.map((one) => [one.school_id, one.id]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, one] of cases.entries()) {
      const viewer = 1 + Math.floor((members * ((round * 7_919 + index * 104_729) % 100_003)) / 100_003)
      const schoolId = `bench${(viewer - 1) % schools}`
      const began = performance.now()
      await board(db, {
        ...one.query,
        ...(one.query.scope === 'department' && { departmentId: departmentOf.get(schoolId) }),
        ...(one.isPlace && { viewer }),
        schoolId,
        period: one.period,
        at: one.at,
      })
      one.all.push(performance.now() - began)
    }
  }
  return cases.map((one) => ({ ...one, times: spread(one.all) }))
}
