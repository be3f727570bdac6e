import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../schema.ts'
import { type BoardRow, type List, listed, numbers, type PersonRow, person, rowOf, schoolsNumber } from './list.ts'
import { type MyPlace, NO_PLACE } from './people.ts'

/** A list that is ranked as a whole: a department, the people of a chat, newcomers. */
export type Few = { rows: BoardRow[]; contributors: number; me: MyPlace | undefined }

type FewRow = PersonRow & { pupil: boolean; is_listed: boolean }

/**
 * The board of a small list: the top, how many of it have a total above nought, and the reader's place when they belong
 * to it. The same rules as for large ones.
 */
export async function fewPeople(
  db: Reader,
  list: List,
  { limit, viewer, around }: { limit: number; viewer: number | undefined; around: number },
): Promise<Few> {
  const { schoolId } = list
  const name = `board_few_${list.scope}${list.joinedSince === undefined ? '' : '_new'}`
  // The members first: their totals are looked up one by one, whatever the planner thinks of the whole school's.
  const { rows } = await sql<FewRow>`/* prepared: ${sql.raw(name)} */
    with ${numbers(list)}, few as materialized (
      select m.school_id, m.id, m.name, m.alias, m.role, m.left_at, m.board_visibility from member m
      where m.school_id = ${schoolId} and m.left_at is null and ${membersOf(list)}
    )
    select ${person(list)}, m.role = 'pupil' as pupil, ${listed(list)} as is_listed
    from few m
    join school s on s.id = m.school_id
    cross join lateral (
      select points from board_live where list = ${schoolsNumber} and member_id = m.id and points > 0
      union all
      select points from board_past where list = ${schoolsNumber} and member_id = m.id and points > 0
      limit 1
    ) t
    order by t.points desc, m.id`.execute(db)
  const shown = rows.filter((row) => row.is_listed)
  const rankOf = (points: number) => 1 + shown.filter((other) => other.points > points).length
  const top = shown
    .slice(0, limit * 2)
    .map((row) => rowOf(row, rankOf(row.points), list))
    .filter((row) => row.rank <= limit)
  const contributors = rows.length
  if (viewer === undefined) return { rows: top, contributors, me: undefined }
  const me = rows.find((row) => row.id === viewer)
  if (!me || me.pupil) return { rows: top, contributors, me: { ...NO_PLACE, points: me?.points ?? 0 } }
  const line = rows.filter((row) => row.is_listed || row.id === viewer)
  const at = line.indexOf(me)
  const neighbours = line.slice(Math.max(0, at - around), at + around + 1).map((row) =>
    row.id === viewer
      ? {
          ...rowOf({ ...row, chosen: 'real_name' }, rankOf(row.points), list),
          mine: true,
          ...(!row.is_listed && { unlisted: true }),
        }
      : rowOf(row, rankOf(row.points), list),
  )
  const next = shown.filter((row) => row.points > me.points).at(-1)
  return {
    rows: top,
    contributors,
    me: {
      points: me.points,
      rank: rankOf(me.points),
      neighbours,
      gapToNext: next && next.points - me.points,
    },
  }
}

function membersOf({ schoolId, scope, departmentId = 0, chatId = 0, joinedSince }: List): RawBuilder<unknown> {
  const joined = joinedSince === undefined ? sql`true` : sql`m.created_at > ${joinedSince}`
  switch (scope) {
    case 'school':
    case 'district':
      return joined
    case 'department':
      return sql`${joined} and m.department_id = ${departmentId}`
    case 'chat':
      return sql`${joined} and exists (
        select from chat_person p left join member x on x.school_id = p.school_id and x.id = p.member_id
        where p.school_id = ${schoolId} and p.chat_id = ${chatId} and coalesce(x.merged_into, p.member_id) = m.id)`
    default:
      return scope satisfies never
  }
}
