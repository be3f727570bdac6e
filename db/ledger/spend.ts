import { z } from 'zod'
import type { Text } from '#kit/lang.ts'
import { dayOf } from '#kit/zone.ts'
import type { Policy } from '../policy/schema.ts'
import { termAt } from '../policy/terms.ts'
import { FACT_PAYLOADS } from '../rows/fact-payloads.ts'
import type { Fact, PointKind } from '../schema.ts'
import { formatPoints } from './amount.ts'
import { type NewTx, spendingAccount } from './post.ts'

/** The kinds of facts that move spendable points and mint nothing. The bounty of `request.fulfilled` is a rule's. */
export const SPENDING_KINDS = [
  'redemption.held',
  'redemption.captured',
  'redemption.released',
  'request.posted',
  'request.closed',
] as const
export type SpendingKind = (typeof SPENDING_KINDS)[number]

/** A posting in book S, before it has a number. */
export type Spending = {
  kind: Extract<PointKind, 'hold' | 'capture' | 'release' | 'escrow'>
  /** `rd:12:hold`, `bounty:Q7:escrow` */
  key: string
  rule: 'redemption' | 'request.bounty'
  memberId: number
  /** In 厘; moves from the first account to the second. */
  amount: number
  from: string
  to: string
  trace: Text
}

export function isSpending(kind: string): kind is SpendingKind {
  return SPENDING_KINDS.some((one) => one === kind)
}

/**
 * What a spending fact posts: a pure function of the fact, so that the moment and a rebuild agree. Undefined when it
 * moves nothing. Throws ZodError when the payload is not what its kind promises.
 */
export function spendingOf(fact: Pick<Fact, 'kind' | 'actor_id' | 'payload'>): Spending | undefined {
  const memberId = z.number().parse(fact.actor_id)
  const { kind } = fact
  if (!isSpending(kind)) return undefined
  switch (kind) {
    case 'redemption.held': {
      const { key, amount, name } = redemptionOf(fact.payload)
      return {
        kind: 'hold',
        key: `${key}:hold`,
        rule: 'redemption',
        memberId,
        amount,
        from: spendingAccount(memberId, 'avail'),
        to: spendingAccount(memberId, 'hold'),
        trace: said(amount, { zh: `兑换${name}，先冻结`, en: `Held for redemption ${name}` }),
      }
    }
    case 'redemption.captured': {
      const { key, amount, name } = redemptionOf(fact.payload)
      return {
        kind: 'capture',
        key: `${key}:capture`,
        rule: 'redemption',
        memberId,
        amount,
        from: spendingAccount(memberId, 'hold'),
        to: REDEEMED,
        trace: said(amount, { zh: `兑换${name}，扣除`, en: `Spent on redemption ${name}` }),
      }
    }
    case 'redemption.released': {
      const { key, amount, name } = redemptionOf(fact.payload)
      const { captured } = FACT_PAYLOADS['redemption.released'].parse(fact.payload)
      return {
        kind: 'release',
        key: `${key}:release`,
        rule: 'redemption',
        memberId,
        amount,
        from: captured ? REDEEMED : spendingAccount(memberId, 'hold'),
        to: spendingAccount(memberId, 'avail'),
        trace: said(amount, { zh: `兑换${name}未成，退回`, en: `Given back from redemption ${name}` }),
      }
    }
    case 'request.posted': {
      const { request, bounty } = FACT_PAYLOADS['request.posted'].parse(fact.payload)
      if (bounty === 0) return undefined
      return {
        kind: 'escrow',
        key: `bounty:Q${request}:escrow`,
        rule: 'request.bounty',
        memberId,
        amount: bounty,
        from: spendingAccount(memberId, 'avail'),
        to: spendingAccount(memberId, 'escrow'),
        trace: said(bounty, { zh: `需求 #${request} 悬赏，先托管`, en: `Put up for request #${request}` }),
      }
    }
    case 'request.closed': {
      const { request, bounty = 0 } = FACT_PAYLOADS['request.closed'].parse(fact.payload)
      if (bounty === 0) return undefined
      return {
        kind: 'release',
        key: `bounty:Q${request}:release`,
        rule: 'request.bounty',
        memberId,
        amount: bounty,
        from: spendingAccount(memberId, 'escrow'),
        to: spendingAccount(memberId, 'avail'),
        trace: said(bounty, { zh: `需求 #${request} 结束，悬赏退回`, en: `Bounty of request #${request} given back` }),
      }
    }
    default:
      return kind satisfies never
  }
}

/** The transaction of a spending, under the policy in force when it occurred. */
export function spendingTx(
  fact: Pick<Fact, 'id' | 'occurred_at'>,
  spending: Spending,
  policy: Policy,
  zone: string,
): NewTx {
  const { amount } = spending
  return {
    kind: spending.kind,
    rule: spending.rule,
    key: spending.key,
    policyVersion: policy.version,
    factId: fact.id,
    memberId: spending.memberId,
    occurredAt: fact.occurred_at,
    day: dayOf(fact.occurred_at, zone),
    termId: termAt(policy, fact.occurred_at, zone).id,
    legs: [
      { book: 'S', account: spending.from, amount: -amount },
      { book: 'S', account: spending.to, amount },
    ],
    trace: spending.trace,
  }
}

const REDEEMED = 'sink:redeemed'

function redemptionOf(payload: unknown): { key: string; amount: number; name: string } {
  const { redemption, share, amount, item } = FACT_PAYLOADS['redemption.held'].parse(payload)
  return {
    key: share === undefined ? `rd:${redemption}` : `rd:${redemption}.${share}`,
    amount,
    name: item === undefined ? ` #${redemption} ` : `「${item}」`,
  }
}

function said(amount: number, text: Text): Text {
  const points = formatPoints(amount)
  return { zh: `${text.zh} ${points}`, en: `${text.en}: ${points}` }
}
