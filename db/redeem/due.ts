import { lockLedger } from '../ledger/post.ts'
import type { Db, Trx } from '../schema.ts'
import { release } from './redemptions.ts'
import { lockRedemption } from './rows.ts'
import type { Redemption } from './tables.ts'

/** So many in one pass; the next one follows in a minute. */
const BATCH = 100

/** Redemptions that wait longer than the policy's deadline and were not brought before the administrators yet. */
export async function overdueRedemptions(db: Db, schoolId: string, now: Date): Promise<Redemption[]> {
  return db
    .selectFrom('redemption')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['pending', 'approved'])
    .where('due_at', '<=', now)
    .where('escalated_at', 'is', null)
    .orderBy('id')
    .limit(BATCH)
    .execute()
}

/** Marks one as brought before the administrators; false when somebody was first. */
export async function setEscalated(trx: Trx, row: Redemption, now: Date): Promise<boolean> {
  const done = await trx
    .updateTable('redemption')
    .set({ escalated_at: now })
    .where('school_id', '=', row.school_id)
    .where('id', '=', row.id)
    .where('status', 'in', ['pending', 'approved'])
    .where('escalated_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

/** What has waited too long, drafts that were forgotten, and collections that did not come together. */
export async function expiredRedemptions(db: Db, schoolId: string, now: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('redemption')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['draft', 'pending', 'approved'])
    .where('release_at', '<=', now)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  return rows.map((row) => row.id)
}

/** Gives the points of one back; undefined when it has moved on. */
export async function releaseExpired(
  trx: Trx,
  schoolId: string,
  id: number,
  now: Date,
): Promise<Redemption | undefined> {
  await lockLedger(trx, schoolId)
  const row = await lockRedemption(trx, schoolId, id)
  if (!row || row.release_at === null || row.release_at > now) return undefined
  if (row.status !== 'draft' && row.status !== 'pending' && row.status !== 'approved') return undefined
  const ended = await release(trx, row, 'cancelled', now, 'deadline')
  return { ...ended, status: row.status }
}
