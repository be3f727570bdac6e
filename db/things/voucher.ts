import type { Member, Trx } from '../schema.ts'

/**
 * The booking voucher that somebody redeemed and has not used: by how many days it reaches further; 0 without one. With
 * `look` it is only looked at, else it is used up.
 */
export async function useVoucher(
  trx: Trx,
  member: Pick<Member, 'school_id' | 'id'>,
  now: Date,
  { look }: { look?: boolean } = {},
): Promise<number> {
  const row = await trx
    .selectFrom('redemption')
    .select(['id', 'effect_days'])
    .where('school_id', '=', member.school_id)
    .where('member_id', '=', member.id)
    .where('delivery', '=', 'booking_ahead')
    .where('status', '=', 'delivered')
    .where('effect_used_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return 0
  if (!look) {
    await trx
      .updateTable('redemption')
      .set({ effect_used_at: now })
      .where('school_id', '=', member.school_id)
      .where('id', '=', row.id)
      .execute()
  }
  return row.effect_days
}
