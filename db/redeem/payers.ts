import type { Reader } from '../schema.ts'
import type { Redemption, RedemptionShare } from './tables.ts'

/** Who paid how much: the member themselves, or each share of a pooled one. */
export async function payersOf(
  db: Reader,
  row: Redemption,
  status: RedemptionShare['status'],
): Promise<{ memberId: number; amount: number; share?: number }[]> {
  if (!row.pooled) return [{ memberId: row.member_id, amount: row.price }]
  const shares = await sharesOf(db, row)
  return shares
    .filter((share) => share.status === status)
    .map((share) => ({ memberId: share.member_id, amount: share.amount, share: share.n }))
}

export async function sharesOf(db: Reader, row: Pick<Redemption, 'school_id' | 'id'>): Promise<RedemptionShare[]> {
  return db
    .selectFrom('redemption_share')
    .selectAll()
    .where('school_id', '=', row.school_id)
    .where('redemption_id', '=', row.id)
    .orderBy('n')
    .execute()
}

export function fundedOf(shares: readonly RedemptionShare[]): number {
  return shares.filter((share) => share.status === 'held').reduce((sum, share) => sum + share.amount, 0)
}
