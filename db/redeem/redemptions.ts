import { sql } from 'kysely'
import { UserFacingError } from '#kit/errors.ts'
import { addWorkdays, shiftDay } from '#kit/workdays.ts'
import { dayOf, startOfDay } from '#kit/zone.ts'
import { lockLedger } from '../ledger/post.ts'
import { spend } from '../ledger/spend-now.ts'
import type { Policy } from '../policy/schema.ts'
import { termAt } from '../policy/terms.ts'
import type { Member, Trx } from '../schema.ts'
import { refuseUnfit } from './fit.ts'
import { type Catalogue, listOffers, type Offer } from './offers.ts'
import { payersOf } from './payers.ts'
import { lockRedemption, movedOn, moveRedemption, notYours, refusePoor, spendingFact } from './rows.ts'
import type { ApprovalStep, Redemption, RedemptionStatus } from './tables.ts'

/** A draft is forgotten after so long. */
export const DRAFT_HOURS = 24
const HOUR_MS = 3_600_000

/** Writes down what somebody wants; nothing is held yet. Throws UserFacingError when they can not have it anyway. */
export async function draftRedemption(
  trx: Trx,
  given: {
    member: Member
    offer: Offer
    catalogue: Catalogue
    resourceId: number | undefined
    now: Date
    zone: string
  },
): Promise<Redemption> {
  const { member, offer, catalogue, now, zone } = given
  await refuseUnfit(trx, given)
  const { item } = offer
  // A collection is paid by shares; everything else is refused here already, and looked at again when it is confirmed.
  if (!item.pooled) await refusePoor(trx, member, offer.price)
  return trx
    .insertInto('redemption')
    .values({
      school_id: member.school_id,
      item: item.id,
      name: JSON.stringify(item.name),
      price: offer.price,
      value_fen: Math.round(item.value_yuan * 100),
      delivery: item.delivery,
      effect_days: item.days ?? 0,
      member_id: member.id,
      department_id: item.pooled ? member.department_id : null,
      pooled: item.pooled,
      resource_id: given.resourceId ?? null,
      steps: stepsOf(offer, catalogue.policy),
      stock_period: offer.stock.key,
      limit_period: offer.limit?.key ?? null,
      term_id: termAt(catalogue.policy, now, zone).id,
      created_at: now,
      release_at: item.pooled ? offer.stock.to : new Date(now.getTime() + DRAFT_HOURS * HOUR_MS),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export type Submitted = { is: 'pending' | 'approved' | 'delivered' | 'out_of_stock'; row: Redemption }

/**
 * draft → pending: holds the points. With nobody to ask it is approved at once. Stock, limits, budget and balance are
 * looked at under the school's ledger lock, so that of any number at the same time exactly as many win as there are.
 */
export async function submitRedemption(
  trx: Trx,
  given: { schoolId: string; id: number; memberId: number; now: Date; zone: string },
): Promise<Submitted> {
  const { schoolId, id, now, zone } = given
  await lockLedger(trx, schoolId)
  const row = await lockRedemption(trx, schoolId, id)
  if (!row || row.member_id !== given.memberId || row.pooled) throw notYours(id)
  if (row.status !== 'draft') throw movedOn(row)
  const catalogue = await listOffers(trx, { schoolId, memberId: row.member_id, now, zone })
  const offer = catalogue.offers.find((one) => one.item.id === row.item)
  if (!offer || offer.price !== row.price || (row.release_at !== null && row.release_at <= now)) throw draftGone()
  if (offer.left === 0) return { is: 'out_of_stock', row: await end(trx, row, 'out_of_stock', now) }
  const member = await memberOf(trx, schoolId, row.member_id)
  await refuseUnfit(trx, { member, offer, catalogue, resourceId: row.resource_id ?? undefined, now, zone })
  await refusePoor(trx, member, row.price)
  const pending = await toPending(trx, row, catalogue.policy, now, zone)
  await spend(trx, schoolId, [spendingFact(pending, 'held', { memberId: row.member_id, amount: row.price }, now)], now)
  if (pending.steps.length > 0) return { is: 'pending', row: pending }
  const approved = await capture(trx, pending, now)
  return { is: approved.status === 'delivered' ? 'delivered' : 'approved', row: approved }
}

/** pending, with its deadlines in working days. One statement, guarded by the state. */
export async function toPending(
  trx: Trx,
  row: Redemption,
  policy: Policy,
  now: Date,
  zone: string,
): Promise<Redemption> {
  const { sla_days, auto_release_days } = policy.redemption
  const today = dayOf(now, zone)
  const endOf = (days: number) => startOfDay(shiftDay(addWorkdays(today, days, policy.calendar), 1), zone)
  return moveRedemption(trx, row, 'draft', {
    status: 'pending',
    held_at: now,
    due_at: endOf(sla_days),
    release_at: endOf(auto_release_days),
  })
}

/** pending → approved: the points are spent. What takes effect by itself is delivered at once. */
export async function capture(trx: Trx, row: Redemption, now: Date): Promise<Redemption> {
  const approved = await moveRedemption(trx, row, 'pending', { status: 'approved', approved_at: now })
  const payers = await payersOf(trx, row, 'held')
  await spend(
    trx,
    row.school_id,
    payers.map((payer) => spendingFact(row, 'captured', payer, now)),
    now,
  )
  if (row.pooled) await setShares(trx, row, 'captured')
  if (row.delivery === 'by_hand') return approved
  const until = new Date(now.getTime() + row.effect_days * 24 * HOUR_MS)
  return moveRedemption(trx, approved, 'approved', { status: 'delivered', ended_at: now, effect_until: until })
}

/** Ends what is pending, or approved and not handed over: the points go back to whoever paid. */
export async function release(
  trx: Trx,
  row: Redemption,
  to: Extract<RedemptionStatus, 'rejected' | 'cancelled' | 'out_of_stock'>,
  now: Date,
  reason?: string,
): Promise<Redemption> {
  const ended = await end(trx, row, to, now, reason)
  if (row.status === 'draft' && !row.pooled) return ended
  const captured = row.status === 'approved'
  const payers = await payersOf(trx, row, captured ? 'captured' : 'held')
  await spend(
    trx,
    row.school_id,
    payers.map((payer) => spendingFact(row, 'released', payer, now, captured)),
    now,
  )
  if (row.pooled) await setShares(trx, row, 'released')
  return ended
}

/** approved → delivered. */
export async function deliver(trx: Trx, row: Redemption, now: Date): Promise<Redemption> {
  return moveRedemption(trx, row, 'approved', { status: 'delivered', ended_at: now })
}

function draftGone(): UserFacingError {
  return new UserFacingError(
    'draft_gone',
    { zh: '这次选择已经过期，没有扣分。', en: 'This choice has expired; nothing was spent.' },
    { zh: '请重新发送 /redeem 选择。', en: 'Send /redeem and choose again.' },
  )
}

function stepsOf({ item }: Offer, policy: Policy): ApprovalStep[] {
  const chain: Record<RedemptionItem['approval'], ApprovalStep[]> = {
    auto: [],
    admin: ['admin'],
    head_admin: ['head', 'admin'],
    principal: ['principal'],
  }
  const steps = chain[item.approval]
  return item.value_yuan > policy.redemption.two_approvers_above_yuan && steps.length === 1
    ? [...steps, 'admin']
    : steps
}

type RedemptionItem = Offer['item']

async function end(
  trx: Trx,
  row: Redemption,
  to: Extract<RedemptionStatus, 'rejected' | 'cancelled' | 'out_of_stock'>,
  now: Date,
  reason?: string,
): Promise<Redemption> {
  const may: readonly RedemptionStatus[] = to === 'rejected' ? ['pending'] : ['draft', 'pending', 'approved']
  if (!may.includes(row.status)) throw movedOn(row)
  return moveRedemption(trx, row, row.status, { status: to, ended_at: now, ...(reason !== undefined && { reason }) })
}

async function setShares(trx: Trx, row: Redemption, to: 'captured' | 'released'): Promise<void> {
  await trx
    .updateTable('redemption_share')
    .set({ status: to })
    .where('school_id', '=', row.school_id)
    .where('redemption_id', '=', row.id)
    .where('status', '<>', 'released')
    .execute()
}

async function memberOf(trx: Trx, schoolId: string, id: number): Promise<Member> {
  return trx
    .selectFrom('member')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where(sql<boolean>`left_at is null`)
    .executeTakeFirstOrThrow()
}
