import { sql } from 'kysely'
import { addDays, dayOf, isoWeekOf, spanOf } from '#kit/zone.ts'
import type { Reader } from '../schema.ts'

/** The total of a week, in 厘; `day` is its Monday as `2026-11-16`. */
export type WeekTotal = { day: string; amount: number }

type Of = { schoolId: string; at: Date; zone: string; weeks: number }

/**
 * What a member has in each of the last `weeks` weeks, that of `at` included, oldest first; weeks without points are 0. A
 * reversal counts in the week of its award.
 */
export async function weeksOfMember(
  db: Reader,
  { schoolId, at, zone, weeks }: Of,
  memberId: number,
): Promise<WeekTotal[]> {
  const mondays = mondaysOf(at, zone, weeks)
  // A look for each week: how many weeks there were before does not matter.
  const { rows } = await sql<{ period: string; points: number }>`/* prepared: weeks_of_member */
    select w.period, own.points from unnest(${mondays.map(({ key }) => key)}::text[]) w (period)
    join board_list l on l.school_id = ${schoolId} and l.metric = 'points' and l.kind = 'week' and l.period = w.period
    cross join lateral (
      select points from board_live where list = l.id and member_id = ${memberId}
      union all select points from board_past where list = l.id and member_id = ${memberId}
    ) own`.execute(db)
  return inOrder(mondays, rows)
}

/** What the people of a school have together in each of the last weeks; of a chat, when one is given. */
export async function weeksOfGroup(
  db: Reader,
  { schoolId, at, zone, weeks }: Of,
  chatId?: number,
): Promise<WeekTotal[]> {
  const mondays = mondaysOf(at, zone, weeks)
  const keys = mondays.map(({ key }) => key)
  const { rows } =
    chatId === undefined
      ? await sql<{ period: string; points: number }>`
          select l.period, sum(g.points)::bigint as points from board_list l
          join board_group g on g.list = l.id and g.department_id = -1
          where l.school_id = ${schoolId} and l.metric = 'points' and l.kind = 'week' and l.period = any(${keys}::text[])
          group by l.period`.execute(db)
      : await sql<{ period: string; points: number }>`
          select t.period, sum(t.points)::bigint as points
          from chat_person p
          join member x on x.school_id = p.school_id and x.id = p.member_id
          join member m on m.school_id = p.school_id and m.id = coalesce(x.merged_into, x.id) and m.left_at is null
          join board_total t on t.school_id = p.school_id and t.member_id = m.id and t.metric = 'points'
            and t.kind = 'week' and t.period = any(${keys}::text[])
          where p.school_id = ${schoolId} and p.chat_id = ${chatId} group by t.period`.execute(db)
  return inOrder(mondays, rows)
}

/** A member's best week ever: the newest of those with the highest total; undefined without a week above nought. */
export async function bestWeekOf(
  db: Reader,
  schoolId: string,
  memberId: number,
): Promise<{ week: string; points: number } | undefined> {
  const { rows } = await sql<{ week: string; points: number }>`
    select period as week, points from board_total
    where school_id = ${schoolId} and member_id = ${memberId} and metric = 'points' and kind = 'week' and points > 0
    order by points desc, period desc limit 1`.execute(db)
  return rows[0]
}

/** `2026-W47` → its Monday, `2026-11-16`. */
export function mondayOf(week: string, zone: string): string {
  const year = Number(week.slice(0, 4))
  // 4 January is in the first ISO week of its year, whatever the zone.
  const first = spanOf('week', new Date(Date.UTC(year, 0, 4, 12)), zone).from
  return dayOf(addDays(first, 7 * (Number(week.slice(6)) - 1), zone), zone)
}

function mondaysOf(at: Date, zone: string, weeks: number): readonly Monday[] {
  const { from } = spanOf('week', at, zone)
  const asked = `${zone} ${from.getTime()} ${weeks}`
  if (asked === lately.asked) return lately.mondays
  const mondays = Array.from({ length: weeks }, (_, index) => {
    const monday = addDays(from, 7 * (index - weeks + 1), zone)
    return { day: dayOf(monday, zone), key: isoWeekOf(monday, zone) }
  })
  lately = { asked, mondays }
  return mondays
}

type Monday = { day: string; key: string }
/** The calendar is slow, and for a week everybody asks for the same. */
let lately: { asked: string; mondays: readonly Monday[] } = { asked: '', mondays: [] }

function inOrder(
  mondays: readonly { day: string; key: string }[],
  rows: readonly { period: string; points: number }[],
) {
  const points = new Map(rows.map((row) => [row.period, row.points]))
  return mondays.map(({ day, key }) => ({ day, amount: points.get(key) ?? 0 }))
}
