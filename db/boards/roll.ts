import { sql } from 'kysely'
import { policyAt } from '../policy/at.ts'
import type { Db, Trx } from '../schema.ts'
import { PERIODS, type Period, windowAt } from './periods.ts'
import { lockBoards } from './totals.ts'

/**
 * Closes the periods of a school that are over: their totals move out of the small table in which postings of running
 * periods are kept. Nothing waits for it, and it may run late: boards read both tables, and what a running period gets is
 * put where the other totals of that period are. Answers how many totals moved.
 */
export async function closePeriods(db: Db, school: { id: string; time_zone: string }, now: Date): Promise<number> {
  const policy = await policyAt(db, school.id, now)
  const running = PERIODS.map((kind) => windowAt(kind, now, school.time_zone, policy))
  const { rows } = await sql<{ kind: Period; period: string }>`
    select distinct l.kind, l.period from board_list l
    left join board_closed c on c.school_id = l.school_id and c.kind = l.kind and c.period = l.period
    where l.school_id = ${school.id} and c.school_id is null
      and exists (select from board_live t where t.list = l.id)`.execute(db)
  let moved = 0
  for (const { kind, period } of rows) {
    const current = running.find((window) => window.kind === kind)
    // A period that is still to come, because a clock was wrong, stays. Keys of one kind are in the order of time,
    // but for terms, whose names a school chooses.
    if (!current || period === current.key || (kind !== 'term' && period > current.key)) continue
    if (kind === 'term' && (await isToCome(db, school.id, period, now))) continue
    moved += await db.transaction().execute((trx) => closePeriod(trx, school.id, kind, period))
  }
  return moved
}

/** Moves the totals of one period; histogram and sums of groups stay where they are. */
async function closePeriod(trx: Trx, schoolId: string, kind: Period, period: string): Promise<number> {
  await lockBoards(trx)
  await trx
    .insertInto('board_closed')
    .values({ school_id: schoolId, kind, period })
    .onConflict((conflict) => conflict.constraint('board_closed__pkey').doNothing())
    .execute()
  const lists = trx
    .selectFrom('board_list')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('kind', '=', kind)
    .where('period', '=', period)
  const { numAffectedRows } = await sql`
    with gone as (
      delete from board_live where list in (${lists}) returning list, district, member_id, points
    )
    insert into board_past as kept (list, district, member_id, points)
    select list, district, member_id, points from gone
    on conflict on constraint board_past__pkey do update set points = kept.points + excluded.points`.execute(trx)
  // Totals that members only passed through.
  await trx.deleteFrom('board_count').where('list', 'in', lists).where('n', '=', 0).execute()
  return Number(numAffectedRows ?? 0n)
}

async function isToCome(db: Db, schoolId: string, term: string, now: Date): Promise<boolean> {
  const policy = await policyAt(db, schoolId, now)
  const planned = policy.calendar.terms.find(({ id }) => id === term)
  if (planned) return new Date(planned.start) > now
  const half = /^(\d{4})-(spring|autumn)$/.exec(term)
  return half !== null && new Date(`${half[1]}-${half[2] === 'spring' ? '02' : '09'}-01`) > now
}
