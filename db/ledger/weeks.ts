import { sql } from 'kysely'
import { addDays, dayOf, spanOf } from '#kit/zone.ts'
import type { Reader } from '../schema.ts'

/** A week's points of a member, in 厘; `day` is the week's Monday as `2026-11-16`. */
export type WeekPoints = { day: string; amount: number }

/**
 * What a member earned in each of the last `weeks` weeks, the one of `at` included, oldest first; weeks without points
 * are there with 0. A reversal counts in the week of its award, as on the boards.
 */
export async function weeklyPoints(
  db: Reader,
  schoolId: string,
  memberId: number,
  { at, zone, weeks }: { at: Date; zone: string; weeks: number },
): Promise<WeekPoints[]> {
  const { from, to } = spanOf('week', at, zone)
  const since = addDays(from, -7 * (weeks - 1), zone)
  const rows = await db
    .selectFrom('point_tx')
    .select((eb) => [
      sql<string>`to_char(date_trunc('week', counts_at at time zone ${zone}), 'YYYY-MM-DD')`.as('monday'),
      eb.fn.sum<number>('amount').as('amount'),
    ])
    .where('school_id', '=', schoolId)
    .where('member_id', '=', memberId)
    .where('counts_at', '>=', since)
    .where('counts_at', '<', to)
    .groupBy('monday')
    .execute()
  const amounts = new Map(rows.map((row) => [row.monday, Number(row.amount)]))
  return Array.from({ length: weeks }, (_, index) => {
    const day = dayOf(addDays(since, 7 * index, zone), zone)
    return { day, amount: amounts.get(day) ?? 0 }
  })
}
