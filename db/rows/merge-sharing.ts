import { sql } from 'kysely'
import { lockLedger } from '../ledger/post.ts'
import { release } from '../redeem/redemptions.ts'
import { lockRedemption } from '../redeem/rows.ts'
import { endRequest } from '../requests/requests.ts'
import type { Trx } from '../schema.ts'

type Pair = { schoolId: string; from: number; into: number }

/** Rows by table that were `from`'s: things they keep, loans, bookings, lectures, what they exchanged or offered. */
export type SharingMoved = Record<string, number[]>

/** Table, the column that names a member, and the column that names that member's school. */
const TABLES = [
  ['redemption', 'member_id', 'school_id'],
  ['request', 'member_id', 'school_id'],
  ['request_answer', 'member_id', 'school_id'],
  ['thing', 'keeper_id', 'school_id'],
  ['loan', 'borrower_id', 'borrower_school'],
  ['booking', 'member_id', 'member_school'],
  ['lecture', 'host_id', 'school_id'],
  ['teaching', 'member_id', 'school_id'],
] as const

/**
 * Gives what `from` lends, borrows, books, asks and hosts to `into`. What holds points of `from` ends first and gives
 * them back, so that the ledger's accounts stay whole: redemptions that wait, and open requests.
 */
export async function moveSharing(trx: Trx, pair: Pair, now: Date): Promise<SharingMoved> {
  await endOpen(trx, pair, now)
  const moved: SharingMoved = {}
  for (const [table, column, school] of TABLES) {
    const { rows } = await sql<{ id: number }>`
      update ${sql.table(table)} set ${sql.ref(column)} = ${pair.into}
      where ${sql.ref(school)} = ${pair.schoolId} and ${sql.ref(column)} = ${pair.from} returning id`.execute(trx)
    if (rows.length > 0) moved[table] = rows.map((row) => row.id)
  }
  await sql`update borrow_credit set member_id = ${pair.into}
    where school_id = ${pair.schoolId} and member_id = ${pair.from}`.execute(trx)
  await sql`insert into lecture_guest (school_id, lecture_id, guest_school, member_id, at)
    select school_id, lecture_id, guest_school, ${pair.into}, at from lecture_guest
    where guest_school = ${pair.schoolId} and member_id = ${pair.from}
    on conflict on constraint lecture_guest__pkey do nothing`.execute(trx)
  return moved
}

/** The undo: rows that changed hands go back, unless they have changed hands since. */
export async function moveSharingBack(trx: Trx, pair: Pair, moved: SharingMoved): Promise<void> {
  for (const [table, column, school] of TABLES) {
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${pair.from}
      where ${sql.ref(school)} = ${pair.schoolId} and ${sql.ref(column)} = ${pair.into}
        and id = any (${moved[table] ?? []}::bigint[])`.execute(trx)
  }
}

async function endOpen(trx: Trx, { schoolId, from }: Pair, now: Date): Promise<void> {
  const waiting = await trx
    .selectFrom('redemption')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('member_id', '=', from)
    .where('pooled', '=', false)
    .where('status', 'in', ['draft', 'pending'])
    .execute()
  const open = await trx
    .selectFrom('request')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('member_id', '=', from)
    .where('status', '=', 'open')
    .where('bounty', '>', 0)
    .execute()
  if (waiting.length + open.length === 0) return
  await lockLedger(trx, schoolId)
  for (const { id } of waiting) {
    const row = await lockRedemption(trx, schoolId, id)
    if (row && (row.status === 'draft' || row.status === 'pending')) await release(trx, row, 'cancelled', now, 'merge')
  }
  for (const { id } of open) await endRequest(trx, { schoolId, id, to: 'closed', now })
}
