import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import type { Window } from './periods.ts'

/** A member's points in one window (厘), and the joint rank among the listed people of the school. */
export type Standing = {
  points: number
  /** undefined without points in this window, and for pupils, who are never ranked. */
  rank: number | undefined
}

/** Where a member stands in some windows of the school's board, as `board` says it, without the board: one question. */
export async function standingsOf(
  db: Reader,
  schoolId: string,
  memberId: number,
  windows: readonly Window[],
): Promise<Standing[]> {
  const { rows } = await sql<{ nth: number; points: number; above: number | null }>`/* prepared: board_standing */
    select w.nth, own.points, case when own.points > 0 and m.role <> 'pupil' then (
      select coalesce(sum(c.n), 0)::int from board_count c where c.list = l.id and c.total > own.points) end as above
    from unnest(${windows.map(({ kind }) => kind)}::text[], ${windows.map(({ key }) => key)}::text[])
      with ordinality w (kind, period, nth)
    join member m on m.school_id = ${schoolId} and m.id = ${memberId}
    join board_list l on l.school_id = m.school_id and l.metric = 'points' and l.kind = w.kind and l.period = w.period
    cross join lateral (
      select points from board_live where list = l.id and member_id = m.id
      union all select points from board_past where list = l.id and member_id = m.id
    ) own`.execute(db)
  return windows.map((_, index) => {
    const row = rows.find(({ nth }) => nth === index + 1)
    const above = row?.above ?? undefined
    return { points: row?.points ?? 0, rank: above === undefined ? undefined : above + 1 }
  })
}
