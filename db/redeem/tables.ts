import type { ColumnType, Generated, Selectable } from 'kysely'
import type { Text } from '#kit/lang.ts'

export const REDEMPTION_STATUSES = [
  'draft',
  'pending',
  'approved',
  'delivered',
  'rejected',
  'cancelled',
  'out_of_stock',
] as const
export type RedemptionStatus = (typeof REDEMPTION_STATUSES)[number]

/** Whose yes a step of the chain needs. */
export type ApprovalStep = 'head' | 'admin' | 'principal'

/** See the migration `redeem_points`. */
export type RedeemTables = {
  redemption: {
    school_id: string
    id: Generated<number>
    item: string
    name: ColumnType<Text, string, never>
    /** In 厘. */
    price: number
    value_fen: number
    delivery: 'by_hand' | 'booking_ahead' | 'featured'
    effect_days: number
    member_id: number
    department_id: number | null
    pooled: Generated<boolean>
    resource_id: number | null
    status: Generated<RedemptionStatus>
    steps: ColumnType<ApprovalStep[], string[], never>
    step: Generated<number>
    stock_period: string
    limit_period: string | null
    term_id: string
    reason: string | null
    created_at: ColumnType<Date, Date, never>
    held_at: Date | null
    due_at: Date | null
    release_at: Date | null
    escalated_at: Date | null
    approved_at: Date | null
    ended_at: Date | null
    effect_until: Date | null
    effect_used_at: Date | null
  }
  redemption_share: {
    school_id: string
    redemption_id: number
    n: number
    member_id: number
    amount: number
    status: Generated<'held' | 'captured' | 'released'>
    at: ColumnType<Date, Date, never>
  }
  redemption_approval: {
    school_id: string
    redemption_id: number
    step: number
    approver_id: number
    at: ColumnType<Date, Date, never>
  }
  redemption_off: { school_id: string; item: string; by_id: number; at: ColumnType<Date, Date, never> }
}

export type Redemption = Selectable<RedeemTables['redemption']>
export type RedemptionShare = Selectable<RedeemTables['redemption_share']>
