import { dayOf, spanOf, startOfDay } from '#kit/zone.ts'
import { policyAt } from '../policy/at.ts'
import type { Db, Reader, Trx } from '../schema.ts'
import { type Metric, readMetrics } from './metrics.ts'

/** One line of a monthly check: what was measured, what it weighs, and what it earned of that. */
export type CheckItem = Pick<Metric, 'id' | 'value' | 'parts' | 'target' | 'met' | 'owner'> & {
  weight: number
  points: number
}

/** `points` of `full`; an item without data is left out of both. */
export type MonthlyCheck = { month: string; items: CheckItem[]; points: number; full: number }

/** What must be put right, by whom and until when. */
export type Rectify = {
  metric: string
  ownerId: number | null
  ownerName: string | undefined
  due: string
  doneAt: Date | null
  note: string | null
}

/** The month before the one of `now`, as `2026-10`. */
export function lastMonth(now: Date, zone: string): string {
  return dayOf(new Date(spanOf('month', now, zone).from.getTime() - 1), zone).slice(0, 7)
}

/** Measures a month anew; writes nothing. */
export async function measureMonth(
  db: Reader,
  school: { id: string; time_zone: string },
  month: string,
): Promise<MonthlyCheck> {
  const from = startOfDay(`${month}-01`, school.time_zone)
  const { to } = spanOf('month', from, school.time_zone)
  const last = new Date(to.getTime() - 1)
  const policy = await policyAt(db, school.id, last)
  const metrics = await readMetrics(db, school.id, { from, to }, policy)
  const items = policy.monthly_check.items.flatMap(({ metric, weight }) => {
    const found = metrics.find(({ id }) => id === metric)
    if (!found) return []
    const { id, value, parts, target, met, owner } = found
    return [{ id, value, parts, target, met, owner, weight, points: round(weight * reached(found)) }]
  })
  const counted = items.filter((item) => item.value !== undefined)
  const sum = (of: (item: CheckItem) => number) => round(counted.reduce((total, item) => total + of(item), 0))
  return { month, items, points: sum((item) => item.points), full: sum((item) => item.weight) }
}

/** How much of its target a metric reached, 0–1. */
function reached({ value, target }: Metric): number {
  if (value === undefined) return 0
  if (!target) return 1
  if ('atMost' in target) return value <= target.atMost ? 1 : target.atMost / value
  return target.atLeast === 0 ? 1 : Math.min(1, value / target.atLeast)
}

/** Makes and keeps the check of last month; undefined when it was made before. */
export async function keepMonthlyCheck(
  db: Db,
  school: { id: string; time_zone: string },
  now: Date,
): Promise<MonthlyCheck | undefined> {
  const policy = await policyAt(db, school.id, now)
  const thisMonth = dayOf(now, school.time_zone).slice(0, 7)
  const month = lastMonth(now, school.time_zone)
  const known = await findCheck(db, school.id, month)
  if (known) return undefined
  const check = await measureMonth(db, school, month)
  const due = `${thisMonth}-${String(policy.monthly_check.rectify_by_day).padStart(2, '0')}`
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .insertInto('monthly_check')
      .values({
        school_id: school.id,
        month,
        body: JSON.stringify(check),
        points: check.points,
        made_at: now,
      })
      .onConflict((conflict) => conflict.constraint('monthly_check__pkey').doNothing())
      .returning('month')
      .executeTakeFirst()
    if (!row) return undefined
    for (const item of check.items.filter((one) => one.met === false)) {
      await trx
        .insertInto('monthly_check_item')
        .values({
          school_id: school.id,
          month,
          metric: item.id,
          owner_id: await ownerOf(trx, school.id, item.owner),
          due,
          done_at: null,
          done_by: null,
          note: null,
        })
        .execute()
    }
    return check
  })
}

/** Who answers for a metric: the first head of a department or administrator; reviewers are administrators here. */
async function ownerOf(trx: Trx, schoolId: string, owner: Metric['owner']): Promise<number | null> {
  const row = await trx
    .selectFrom('member')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('left_at', 'is', null)
    .where('role', 'in', owner === 'head' ? ['head', 'admin'] : ['admin'])
    .orderBy((eb) => eb.case().when('role', '=', 'head').then(0).else(1).end())
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

export async function findCheck(db: Reader, schoolId: string, month: string): Promise<MonthlyCheck | undefined> {
  const row = await db
    .selectFrom('monthly_check')
    .select('body')
    .where('school_id', '=', schoolId)
    .where('month', '=', month)
    .executeTakeFirst()
  return row?.body
}

/** What a month's check asks to be put right. */
export async function listRectify(db: Reader, schoolId: string, month: string): Promise<Rectify[]> {
  const rows = await db
    .selectFrom('monthly_check_item as item')
    .leftJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'item.school_id').onRef('member.id', '=', 'item.owner_id'),
    )
    .select(['item.metric', 'item.owner_id', 'member.name', 'item.due', 'item.done_at', 'item.note'])
    .where('item.school_id', '=', schoolId)
    .where('item.month', '=', month)
    .orderBy('item.metric')
    .execute()
  return rows.map((row) => ({
    metric: row.metric,
    ownerId: row.owner_id,
    ownerName: row.name ?? undefined,
    due: row.due,
    doneAt: row.done_at,
    note: row.note,
  }))
}

/** Marks something as put right, or open again; false when there is no such line. */
export async function setRectified(
  trx: Trx,
  schoolId: string,
  line: { month: string; metric: string; by: number; at: Date | null; note?: string },
): Promise<boolean> {
  const row = await trx
    .updateTable('monthly_check_item')
    .set({ done_at: line.at, done_by: line.at ? line.by : null, ...(line.note !== undefined && { note: line.note }) })
    .where('school_id', '=', schoolId)
    .where('month', '=', line.month)
    .where('metric', '=', line.metric)
    .returning('metric')
    .executeTakeFirst()
  return row !== undefined
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
