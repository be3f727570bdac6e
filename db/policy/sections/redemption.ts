import { z } from 'zod'
import { count } from './rules.ts'

/** Who must say yes: nobody, an administrator, a head of department and an administrator, the principal. */
export const APPROVALS = ['auto', 'admin', 'head_admin', 'principal'] as const

const per = z.enum(['week', 'month', 'term', 'year'])
const quantity = z.strictObject({ count: z.number().int().min(1), per })

const item = z.strictObject({
  id: z.string().regex(/^[a-z0-9_]{1,40}$/),
  name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  price: z.number().min(1).max(10_000),
  stock: quantity,
  /** So many for one person; without it as many as the stock has. */
  limit: quantity.optional(),
  approval: z.enum(APPROVALS),
  value_yuan: z.number().min(0),
  /** A department collects for it; whoever gave gets it back unless it is fully paid. */
  pooled: z.boolean().default(false),
  /** `by_hand`: somebody hands it over. The others take effect by themselves, for `days`. */
  delivery: z.enum(['by_hand', 'booking_ahead', 'featured']).default('by_hand'),
  days: count.optional(),
  /** For one's own resource with at least this mean rating; or from this many contribution points on. */
  needs: z
    .strictObject({ mean: z.number().min(1).max(5).optional(), contribution: z.number().min(0).optional() })
    .optional(),
})

/** What spendable points can be exchanged for. Never cash or what is as good as cash: see checks/redemption.ts. */
export const redemptionSection = z.strictObject({
  /** Working days until the administrators are reminded, and until everything is given back. */
  sla_days: z.number().int().min(1),
  auto_release_days: z.number().int().min(2),
  max_value_yuan: z.number().min(0).max(50),
  two_approvers_above_yuan: z.number().min(0).max(30),
  budget_yuan_per_term: z.number().min(0),
  items: z.array(item),
})

export type RedemptionItem = z.infer<typeof item>
