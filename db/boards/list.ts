import { type RawBuilder, sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import type { BoardVisibility } from '../schema.ts'
import { boardName } from './names.ts'
import type { Window } from './periods.ts'
import type { Metric } from './tables.ts'

export const SCOPES = ['school', 'district', 'department', 'chat'] as const
/** Whom a board of people is about: the school, all schools, one department, or the roster's people of a group chat. */
export type Scope = (typeof SCOPES)[number]

/** One list of totals: whose and of what. */
export type List = {
  schoolId: string
  scope: Scope
  departmentId?: number
  chatId?: number
  /** Only members who joined after this instant. */
  joinedSince?: Date
  metric: Metric
  window: Window
  /** What the school's policy says for members who never chose how they are shown. */
  otherwise: BoardVisibility
}

/**
 * One line of a board. `rank` is joint: 1, 2, 2, 4. `points` as the metric counts: 厘, hundredths of a star, people.
 * `unlisted`: the reader's own line between others, which nobody else sees; its rank is the one it would have.
 */
export type BoardRow = {
  rank: number
  name: Text
  points: number
  note?: Text
  mine?: boolean
  unlisted?: boolean
  id: number
}

export type PersonRow = {
  id: number
  points: number
  name: string
  alias: string | null
  chosen: BoardVisibility | null
  otherwise: BoardVisibility
  school: string
  school_en: string
}

/** Whether a list is counted in the histogram; the others are small and ranked as a whole. */
export function isCounted({ scope, joinedSince }: List): boolean {
  return joinedSince === undefined && (scope === 'school' || scope === 'district')
}

/** The number of a list, as a subquery: of all schools, or of the school in which its few members are. */
export function numberOf({ scope, schoolId, metric, window }: List): RawBuilder<number> {
  return sql`(select l.id from board_list l where l.school_id = ${scope === 'district' ? '' : schoolId}
    and l.metric = ${metric} and l.kind = ${window.kind} and l.period = ${window.key})`
}

/** A part of a statement that begins with `with`: the numbers are found once, and said by `itsNumber` and `schoolsNumber`. */
export function numbers(list: List): RawBuilder<unknown> {
  return sql`numbers as materialized (select ${numberOf(list)} as id, ${numberOf({ ...list, scope: 'school' })} as own)`
}
export const itsNumber: RawBuilder<number> = sql`(select id from numbers)`
export const schoolsNumber: RawBuilder<number> = sql`(select own from numbers)`

/**
 * The first `most` totals of a list in an order that an index has, under the name of a `side`: listed members or not,
 * joined with nobody yet. Running and closed periods are asked apart, each by its index, because which one it is only the
 * rows know. `most` is part of the statement's text. Needs `numbers`.
 */
export function firstTotals(
  list: List,
  side: string,
  { where, order, most }: { where: RawBuilder<unknown>; order: RawBuilder<unknown>; most: number },
): RawBuilder<unknown> {
  const from = (table: string) => sql`(
    select list, member_id, points from ${sql.table(table)}
    where ${sql.ref(list.scope === 'district' ? 'district' : 'list')} = ${itsNumber} and ${where}
    order by ${order} limit ${sql.lit(most)})`
  return sql`(select ${sql.lit(side)}::text as side, * from (${from('board_live')} union all ${from('board_past')}) both_tables
    order by ${order} limit ${sql.lit(most)})`
}

/** The lists and members behind totals `t`, as `l` and `m`, and the schools `s` that they belong to. */
export const itsMember = sql`join board_list l on l.id = t.list
    join member m on m.school_id = l.school_id and m.id = t.member_id join school s on s.id = l.school_id`

/** How a member is shown who never chose: the own school's policy is known to the minute, the others' from their rows. */
export function otherwise({ schoolId, otherwise: own }: List): RawBuilder<BoardVisibility> {
  return sql`case when s.id = ${schoolId} then ${own}::text else s.board_default end`
}

/** Members whom a board may list: still here, no pupils, and not hidden. */
export function listed(list: List): RawBuilder<unknown> {
  return sql`board_listed(m.role, m.left_at, m.board_visibility, ${otherwise(list)})`
}

/** The columns of a `PersonRow`. */
export function person(list: List): RawBuilder<unknown> {
  return sql`m.id, t.points, m.name, m.alias, m.board_visibility as chosen, ${otherwise(list)} as otherwise,
    s.name as school, s.name_en as school_en`
}

/** How many people who are still here have a total above nought; also those whom no board lists. */
export function contributorsOf(list: List): RawBuilder<number> {
  return sql`(
    select coalesce(sum(earners), 0)::int from board_group
    where list = ${numberOf(list)} and department_id = -1)`
}

export function rowOf(row: PersonRow, rank: number, { scope }: List): BoardRow {
  const name = boardName({ ...row, board_visibility: row.chosen ?? row.otherwise })
  const note = scope === 'district' ? { zh: row.school, en: row.school_en } : undefined
  return { id: row.id, rank, name, points: row.points, ...(note && { note }) }
}
