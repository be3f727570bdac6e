import { rulesAt } from '../policy/at.ts'
import { defaultPolicy } from '../policy/defaults.ts'
import type { Policy } from '../policy/schema.ts'
import type { Reader } from '../schema.ts'
import { fewPeople } from './few.ts'
import { type Best, bestDepartments, bestSchools, rankGroups, schoolsByIndex } from './groups.ts'
import { type BoardRow, isCounted, type List, type Scope } from './list.ts'
import { countedPeople, type MyPlace } from './people.ts'
import { type Period, type Window, windowAt } from './periods.ts'
import type { Metric } from './tables.ts'

export const SUBJECTS = ['person', 'department', 'school'] as const
export type BoardSubject = (typeof SUBJECTS)[number]

export type BoardQuery = {
  schoolId: string
  subject: BoardSubject
  period: Period
  /** Any instant of the window that is meant. */
  at: Date
  /** What is counted; points when left out. */
  metric?: Metric
  /** Whom a board of people or departments is about; the school when left out. Schools stand beside all others. */
  scope?: Scope
  /** The department of scope `department`. */
  departmentId?: number
  /** The group chat of scope `chat`. */
  chatId?: number
  /** Only members who joined lately (the policy's `newcomer_days`). */
  newcomers?: boolean
  /** Who asks: adds `me` to a person board. */
  viewer?: number
  /** Ranks shown; the policy's `public_top_n` (10) when left out. */
  limit?: number
}

export type Board = {
  subject: BoardSubject
  metric: Metric
  scope: Scope
  newcomers: boolean
  window: Window
  /** Best first, never the bottom: only who earned something, at most `limit` ranks. */
  rows: BoardRow[]
  /** Active people who earned something in the window, also those whom the board does not list. */
  contributors: number
  /** `points` is the school index of 0–100, in hundredths. */
  isIndex?: true
  me?: MyPlace
}

/**
 * A board: points (book C, net), quality or beneficiaries of a window, by person, department or school. People are
 * ranked by their total, groups by shrunken points per head (`points` is then that figure, and `note` the share that took
 * part). People are named as they chose; who is hidden, has left or is a pupil is on no person board.
 */
export async function board(db: Reader, query: BoardQuery): Promise<Board> {
  const { schoolId, subject } = query
  const { zone, policy } = await rulesAt(db, schoolId, query.at)
  const list = listOf(query, policy, windowAt(query.period, query.at, zone, policy))
  const limit = query.limit ?? policy.board.public_top_n
  const { metric, scope, window } = list
  const k = policy.board.group_shrink_k
  const shown = { subject, metric, scope, window, newcomers: list.joinedSince !== undefined }
  switch (subject) {
    case 'person':
      return { ...shown, ...(await peopleOf(db, list, { limit, viewer: query.viewer, policy })) }
    case 'department':
      return { ...shown, ...rankedGroups(await bestDepartments(db, list, k, limit), k, limit, metric) }
    case 'school': {
      const until = new Date(Math.min(query.at.getTime(), window.to.getTime() - 1))
      const indexed = metric === 'points' ? await schoolsByIndex(db, list, until, limit) : undefined
      if (indexed && indexed.rows.length > 0) return { ...shown, ...indexed, isIndex: true }
      return { ...shown, ...rankedGroups(await bestSchools(db, list, k, limit), k, limit, metric) }
    }
    default:
      return subject satisfies never
  }
}

function rankedGroups({ groups, all, contributors }: Best, k: number, limit: number, metric: Metric) {
  return { rows: rankGroups(groups, k, limit, { metric, all }), contributors }
}

/** What a question is about; the subject decides which scopes make sense. */
function listOf(query: BoardQuery, policy: Policy, window: Window): List {
  const scope = query.subject === 'person' || query.scope === 'district' ? (query.scope ?? 'school') : 'school'
  const days = policy.board.newcomer_days ?? defaultPolicy().board.newcomer_days ?? 0
  return {
    schoolId: query.schoolId,
    scope,
    metric: query.metric ?? 'points',
    window,
    otherwise: policy.board.default_visibility,
    ...(query.departmentId !== undefined && { departmentId: query.departmentId }),
    ...(query.chatId !== undefined && { chatId: query.chatId }),
    ...(query.newcomers && query.subject === 'person' && { joinedSince: new Date(query.at.getTime() - days * DAY_MS) }),
  }
}

const DAY_MS = 86_400_000

async function peopleOf(
  db: Reader,
  list: List,
  { limit, viewer, policy }: { limit: number; viewer: number | undefined; policy: Policy },
): Promise<Pick<Board, 'rows' | 'contributors' | 'me'>> {
  const around = policy.board.neighbours
  const mark = (rows: BoardRow[]) => rows.map((row) => (row.id === viewer ? { ...row, mine: true } : row))
  const ask = isCounted(list) ? countedPeople : fewPeople
  const { rows, contributors, me } = await ask(db, list, { limit, viewer, around })
  return { rows: mark(rows), contributors, ...(me && { me }) }
}
