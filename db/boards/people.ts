import { type RawBuilder, sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import type { BoardVisibility, Reader } from '../schema.ts'
import { boardName } from './names.ts'
import type { Window } from './periods.ts'

/** One line of a board. `rank` is joint: 1, 2, 2, 4. `points` in 厘. */
export type BoardRow = { rank: number; name: Text; points: number; note?: Text; mine?: boolean; id: number }

/** The reader's own place, for a private answer. Ranked among those whom everybody may see, even when hidden oneself. */
export type MyPlace = {
  points: number
  /** undefined without points in this window, and for pupils, who are never ranked. */
  rank: number | undefined
  /** Up to `neighbours` above and below, the reader in between. */
  neighbours: BoardRow[]
  /** 厘 to reach the next higher total; undefined at the top. */
  gapToNext: number | undefined
}

type PersonRow = {
  id: number
  rank: number
  points: number
  name: string
  alias: string | null
  board_visibility: BoardVisibility
}

/** Members whom a board may list: still here, no pupils, and not hidden. */
const listed = sql`m.left_at is null and m.role <> 'pupil' and m.board_visibility <> 'hidden'`
/** The others, as their partial index says it. They are few: counting all and subtracting them reads the rank index only. */
const unlisted = sql`(m.left_at is not null or m.role = 'pupil' or m.board_visibility = 'hidden')`

/**
 * The top of the person board: the first `limit` ranks, with ties at the last rank, but at most twice `limit` rows; only
 * totals above 0, so that nobody is shown at the bottom.
 */
export async function topPeople(db: Reader, schoolId: string, window: Window, limit: number): Promise<BoardRow[]> {
  const { rows } = await sql<PersonRow>`
    select * from (
      select m.id, t.points, rank() over (order by t.points desc) as rank, m.name, m.alias, m.board_visibility
      from ${totals(schoolId, window)} and ${listed} and t.points > 0
      order by t.points desc, t.member_id
      limit ${limit * 2}
    ) best where rank <= ${limit}`.execute(db)
  return rows.map(rowOf)
}

/** How many active members earned something in the window; also those whom no board lists. */
export async function countContributors(db: Reader, schoolId: string, window: Window): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select ${countTotals(schoolId, window, sql`t.points > 0`)} - (
      select count(*) from ${totals(schoolId, window)} and m.left_at is not null and t.points > 0
    ) as n`.execute(db)
  return rows[0]?.n ?? 0
}

/** The reader's place with `around` neighbours each way. */
export async function placeOf(
  db: Reader,
  schoolId: string,
  window: Window,
  memberId: number,
  around: number,
): Promise<MyPlace> {
  const own = await sql<PersonRow & { pupil: boolean; above: number; next: number | null }>`
    select m.id, mine.points, 0 as rank, m.name, m.alias, 'real_name' as board_visibility, m.role = 'pupil' as pupil,
      ${countTotals(schoolId, window, sql`t.points > mine.points`)} - (
        select count(*) from ${totals(schoolId, window)} and ${unlisted} and t.points > mine.points
      ) as above,
      (
        select t.points from ${totals(schoolId, window)} and ${listed} and t.points > mine.points
        order by t.points limit 1
      ) as next
    from member m
    cross join lateral (
      select coalesce((
        select t.points from point_total t
        where t.school_id = m.school_id and t.kind = ${window.kind} and t.period = ${window.key} and t.member_id = m.id
      ), 0) as points
    ) mine
    where m.school_id = ${schoolId} and m.id = ${memberId}`.execute(db)
  const [me] = own.rows
  if (!me || me.points <= 0 || me.pupil) {
    return { points: me?.points ?? 0, rank: undefined, neighbours: [], gapToNext: undefined }
  }
  const above = await beside(db, schoolId, window, me, around, 'above')
  const below = await beside(db, schoolId, window, me, around, 'below')
  const ties = await countTies(db, schoolId, window, [...above, me, ...below])
  const mine: BoardRow = { ...rowOf({ ...me, rank: me.above + 1 }), mine: true }
  return {
    points: me.points,
    rank: mine.rank,
    neighbours: [...rankUp(above, mine, ties).reverse(), mine, ...rankDown(below, mine, ties)],
    gapToNext: me.next === null ? undefined : me.next - me.points,
  }
}

/** Ranks of the neighbours above, nearest first: each higher total stands before all who share it. */
function rankUp(rows: BoardRow[], mine: BoardRow, ties: Map<number, number>): BoardRow[] {
  let [points, rank] = [mine.points, mine.rank]
  return rows.map((row) => {
    if (row.points !== points) rank -= ties.get(row.points) ?? 1
    points = row.points
    return { ...row, rank }
  })
}

/** Ranks of the neighbours below, nearest first: each lower total stands after all who share the one before. */
function rankDown(rows: BoardRow[], mine: BoardRow, ties: Map<number, number>): BoardRow[] {
  let [points, rank] = [mine.points, mine.rank]
  return rows.map((row) => {
    if (row.points !== points) rank += ties.get(points) ?? 0
    points = row.points
    return { ...row, rank }
  })
}

/** How many listed members share each of these totals. */
async function countTies(
  db: Reader,
  schoolId: string,
  window: Window,
  rows: { points: number }[],
): Promise<Map<number, number>> {
  const found = await sql<{ points: number; n: number }>`
    select t.points, count(*) as n from ${totals(schoolId, window)} and ${listed}
      and t.points = any(${[...new Set(rows.map((row) => row.points))]}::bigint[])
    group by t.points`.execute(db)
  return new Map(found.rows.map((row) => [row.points, row.n]))
}

/** The nearest listed members on one side in board order (points falling, then id), nearest first. */
async function beside(
  db: Reader,
  schoolId: string,
  window: Window,
  me: { id: number; points: number },
  around: number,
  side: 'above' | 'below',
): Promise<BoardRow[]> {
  const [beyond, order] =
    side === 'above'
      ? [
          sql`t.points >= ${me.points} and (t.points > ${me.points} or t.member_id < ${me.id})`,
          sql`t.points asc, t.member_id desc`,
        ]
      : [
          sql`t.points > 0 and t.points <= ${me.points} and (t.points < ${me.points} or t.member_id > ${me.id})`,
          sql`t.points desc, t.member_id asc`,
        ]
  const { rows } = await sql<PersonRow>`
    select m.id, t.points, 0 as rank, m.name, m.alias, m.board_visibility
    from ${totals(schoolId, window)} and ${listed} and t.member_id <> ${me.id} and ${beyond}
    order by ${order} limit ${around}`.execute(db)
  return rows.map(rowOf)
}

function countTotals(schoolId: string, window: Window, test: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select count(*) from point_total t
    where t.school_id = ${schoolId} and t.kind = ${window.kind} and t.period = ${window.key} and ${test})`
}

function totals(schoolId: string, window: Window): RawBuilder<unknown> {
  return sql`point_total t join member m on m.school_id = t.school_id and m.id = t.member_id
    where t.school_id = ${schoolId} and t.kind = ${window.kind} and t.period = ${window.key}`
}

function rowOf(row: PersonRow): BoardRow {
  return { id: row.id, rank: row.rank, name: boardName(row), points: row.points }
}
