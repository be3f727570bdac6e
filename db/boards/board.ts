import { policyAt } from '../policy/at.ts'
import type { Reader } from '../schema.ts'
import { listDepartments, listSchools, rankGroups } from './groups.ts'
import { type BoardRow, countContributors, type MyPlace, placeOf, topPeople } from './people.ts'
import { type Period, type Window, windowAt } from './periods.ts'

export const SUBJECTS = ['person', 'department', 'school'] as const
export type BoardSubject = (typeof SUBJECTS)[number]

export type BoardQuery = {
  schoolId: string
  subject: BoardSubject
  period: Period
  /** Any instant of the window that is meant. */
  at: Date
  /** Who asks: adds `me` to a person board. */
  viewer?: number
  /** Ranks shown; the policy's `public_top_n` (10) when left out. */
  limit?: number
}

export type Board = {
  subject: BoardSubject
  window: Window
  /** Best first, never the bottom: only who earned something, at most `limit` ranks. */
  rows: BoardRow[]
  /** Active people who earned something in the window, also those whom the board does not list. */
  contributors: number
  me?: MyPlace
}

/**
 * A board: points (book C, net) of a window, by person, department or school. People are ranked by their sum, groups by
 * shrunken points per head (`points` is then that figure, and `note` the share that took part). All amounts in 厘.
 * People are named as they chose; who is hidden, has left or is a pupil is on no person board.
 */
export async function board(db: Reader, query: BoardQuery): Promise<Board> {
  const { schoolId, subject } = query
  const school = await db.selectFrom('school').select('time_zone').where('id', '=', schoolId).executeTakeFirstOrThrow()
  const policy = await policyAt(db, schoolId, query.at)
  const window = windowAt(query.period, query.at, school.time_zone, policy)
  const limit = query.limit ?? policy.board.public_top_n
  const contributors = await countContributors(db, schoolId, window)
  const rows = await rowsOf(db, subject, schoolId, window, limit, policy.board.group_shrink_k)
  if (subject !== 'person' || query.viewer === undefined) return { subject, window, rows, contributors }
  const me = await placeOf(db, schoolId, window, query.viewer, policy.board.neighbours)
  const marked = rows.map((row) => (row.id === query.viewer ? { ...row, mine: true } : row))
  return { subject, window, rows: marked, contributors, me }
}

async function rowsOf(
  db: Reader,
  subject: BoardSubject,
  schoolId: string,
  window: Window,
  limit: number,
  k: number,
): Promise<BoardRow[]> {
  switch (subject) {
    case 'person':
      return topPeople(db, schoolId, window, limit)
    case 'department':
      return rankGroups(await listDepartments(db, schoolId, window), k, limit)
    case 'school':
      return rankGroups(await listSchools(db, window), k, limit)
    default:
      return subject satisfies never
  }
}
