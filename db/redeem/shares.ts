import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import { lockLedger } from '../ledger/post.ts'
import { spend } from '../ledger/spend-now.ts'
import { policyAt } from '../policy/at.ts'
import type { Member, Reader, Trx } from '../schema.ts'
import { fundedOf, sharesOf } from './payers.ts'
import { toPending } from './redemptions.ts'
import { lockRedemption, movedOn, notYours, refusePoor, spendingFact } from './rows.ts'
import type { Redemption } from './tables.ts'

/** One collection per department and item: two who begin at once begin the same. Until the transaction ends. */
export async function lockPools(trx: Trx, schoolId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`pool:${schoolId}`}, 0))`.execute(trx)
}

/** What a department collects for and has not reached yet. */
export async function openPool(
  db: Reader,
  schoolId: string,
  departmentId: number,
  item: string,
): Promise<Redemption | undefined> {
  return db
    .selectFrom('redemption')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('department_id', '=', departmentId)
    .where('item', '=', item)
    .where('pooled', '=', true)
    .where('status', '=', 'draft')
    .orderBy('id')
    .executeTakeFirst()
}

export type Given = { row: Redemption; gave: number; funded: number; complete: boolean }

/** Gives to a collection; at most what is missing. When it is complete it waits for approval. */
export async function giveShare(
  trx: Trx,
  given: { member: Member; id: number; amount: number; now: Date; zone: string },
): Promise<Given> {
  const { member, now } = given
  await lockLedger(trx, member.school_id)
  const row = await lockRedemption(trx, member.school_id, given.id)
  if (!row?.pooled || row.department_id !== member.department_id) throw notYours(given.id)
  if (row.status !== 'draft') throw movedOn(row)
  const shares = await sharesOf(trx, row)
  const missing = row.price - fundedOf(shares)
  const gave = Math.min(given.amount, missing)
  if (gave <= 0)
    throw new UserFacingError('nothing', { zh: '请写一个大于 0 的积分数。', en: 'Give more than 0 points.' })
  await refusePoor(trx, member, gave)
  const n = (shares.at(-1)?.n ?? 0) + 1
  await trx
    .insertInto('redemption_share')
    .values({ school_id: row.school_id, redemption_id: row.id, n, member_id: member.id, amount: gave, at: now })
    .execute()
  await spend(
    trx,
    row.school_id,
    [spendingFact(row, 'held', { memberId: member.id, amount: gave, share: n }, now)],
    now,
  )
  const funded = row.price - missing + gave
  if (funded < row.price) return { row, gave, funded, complete: false }
  const policy = await policyAt(trx, row.school_id, now)
  return { row: await toPending(trx, row, policy, now, given.zone), gave, funded, complete: true }
}

/** Takes back what one gave, while the collection is not complete. Answers how much, in 厘. */
export async function takeBackShares(
  trx: Trx,
  given: { member: Member; id: number; now: Date },
): Promise<{ row: Redemption; back: number }> {
  const { member, now } = given
  await lockLedger(trx, member.school_id)
  const row = await lockRedemption(trx, member.school_id, given.id)
  if (!row?.pooled) throw notYours(given.id)
  if (row.status !== 'draft') throw movedOn(row)
  const mine = (await sharesOf(trx, row)).filter((share) => share.member_id === member.id && share.status === 'held')
  if (mine.length === 0) throw notYours(given.id)
  await spend(
    trx,
    row.school_id,
    mine.map((share) =>
      spendingFact(row, 'released', { memberId: member.id, amount: share.amount, share: share.n }, now),
    ),
    now,
  )
  await trx
    .updateTable('redemption_share')
    .set({ status: 'released' })
    .where('school_id', '=', row.school_id)
    .where('redemption_id', '=', row.id)
    .where('member_id', '=', member.id)
    .execute()
  return { row, back: mine.reduce((sum, share) => sum + share.amount, 0) }
}
