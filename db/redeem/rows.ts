import { UserFacingError } from '#kit/errors.ts'
import { formatPoints } from '../ledger/amount.ts'
import { spendable } from '../ledger/spend-now.ts'
import type { Member, Reader, Trx } from '../schema.ts'
import type { Redemption, RedemptionStatus } from './tables.ts'

/** Locks a redemption. Lock the ledger first, always: two that wait for each other would both fail. */
export async function lockRedemption(trx: Trx, schoolId: string, id: number): Promise<Redemption | undefined> {
  return trx
    .selectFrom('redemption')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function findRedemption(db: Reader, schoolId: string, id: number): Promise<Redemption | undefined> {
  return db
    .selectFrom('redemption')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Somebody's own, newest first; also those they gave to. */
export async function listRedemptions(
  db: Reader,
  schoolId: string,
  memberId: number,
  limit: number,
): Promise<Redemption[]> {
  return db
    .selectFrom('redemption')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where((eb) =>
      eb.or([
        eb('member_id', '=', memberId),
        eb('id', 'in', (sub) =>
          sub
            .selectFrom('redemption_share')
            .select('redemption_id')
            .where('school_id', '=', schoolId)
            .where('member_id', '=', memberId),
        ),
      ]),
    )
    .where((eb) => eb.or([eb('pooled', '=', true), eb('status', '<>', 'draft')]))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Refuses who has not enough, also with a negative balance (欠分). Call it under the ledger's lock. */
export async function refusePoor(db: Reader, member: Pick<Member, 'school_id' | 'id'>, amount: number): Promise<void> {
  const has = await spendable(db, member.school_id, member.id)
  if (has >= amount) return
  const [need, have] = [formatPoints(amount), formatPoints(has)]
  if (has < 0) {
    throw new UserFacingError(
      'in_debt',
      {
        zh: `现在不能兑换：您的可用积分是 ${have}（有积分被冲回），补足后就可以。`,
        en: `Not possible now: your spendable points are ${have}, because some were taken back.`,
      },
      { zh: '明细：/points。等级和借用不受影响。', en: 'See /points. Levels and borrowing are not affected.' },
    )
  }
  throw new UserFacingError(
    'not_enough',
    {
      zh: `可用积分不够：需要 ${need}，您现在有 ${have}。`,
      en: `Not enough spendable points: it takes ${need}, you have ${have}.`,
    },
    {
      zh: '新得的积分过一段时间才能用，见 /me。',
      en: 'New points become spendable after some days: see /me.',
    },
  )
}

/** A fact of the ledger for one payer. */
export function spendingFact(
  row: Pick<Redemption, 'school_id' | 'id' | 'name'>,
  step: 'held' | 'captured' | 'released',
  payer: { memberId: number; amount: number; share?: number },
  now: Date,
  captured = false,
) {
  const share = payer.share === undefined ? '' : `:${payer.share}`
  return {
    schoolId: row.school_id,
    key: `redemption:${row.id}${share}:${step}`,
    kind: `redemption.${step}` as const,
    actorId: payer.memberId,
    occurredAt: now,
    payload: {
      redemption: row.id,
      amount: payer.amount,
      item: row.name.zh,
      ...(payer.share !== undefined && { share: payer.share }),
      ...(captured && { captured }),
    },
  }
}

export function movedOn(row: Redemption): UserFacingError {
  return new UserFacingError(
    'moved_on',
    {
      zh: `兑换 #${row.id} 已经是「${STATUS_NAMES[row.status].zh}」，没有改动。`,
      en: `Redemption #${row.id} is “${STATUS_NAMES[row.status].en}” already; nothing was changed.`,
    },
    { zh: '查看：/redeem 我的', en: 'See /redeem mine' },
  )
}

export const STATUS_NAMES = {
  draft: { zh: '待确认', en: 'to be confirmed' },
  pending: { zh: '待审批', en: 'waiting for approval' },
  approved: { zh: '已通过，待发放', en: 'approved, to be handed over' },
  delivered: { zh: '已完成', en: 'done' },
  rejected: { zh: '未通过', en: 'not approved' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  out_of_stock: { zh: '无货', en: 'out of stock' },
} as const satisfies Record<RedemptionStatus, { zh: string; en: string }>

export function notYours(id: number): UserFacingError {
  return new UserFacingError(
    'no_redemption',
    { zh: `没有找到您的兑换 #${id}。`, en: `You have no redemption #${id}.` },
    { zh: '查看：/redeem 我的', en: 'See /redeem mine' },
  )
}

/** One statement that changes the row only from the state it is known to be in. */
export async function moveRedemption(
  trx: Trx,
  row: Redemption,
  from: RedemptionStatus,
  set: Partial<Omit<Redemption, 'name' | 'steps' | 'created_at'>>,
): Promise<Redemption> {
  const moved = await trx
    .updateTable('redemption')
    .set(set)
    .where('school_id', '=', row.school_id)
    .where('id', '=', row.id)
    .where('status', '=', from)
    .returningAll()
    .executeTakeFirst()
  if (!moved) throw movedOn(row)
  return moved
}
