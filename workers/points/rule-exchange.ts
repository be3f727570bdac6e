import { multiply } from '#db/ledger/amount.ts'
import { spendingAccount } from '#db/ledger/post.ts'
import type { Policy } from '#db/policy/schema.ts'
import type { Text } from '#kit/lang.ts'
import type { Desk } from './desk.ts'
import type { PointFact } from './fact.ts'
import { counterOf, type Proposal } from './proposal.ts'
import { upTo } from './term-cap.ts'
import { base, formula, nought } from './trace.ts'

/** Points and bounty; a pair that does it too often, or whose bounties flow back, gets neither and the bounty returns. */
export function requestFulfilled(desk: Desk, fact: PointFact<'request.fulfilled'>, policy: Policy): Proposal[] {
  const rule = policy.rules['request.fulfilled']
  const { request, bounty } = fact.said
  const [answerer, asker] = [desk.self(fact.actor).now, desk.self(fact.said.asker).now]
  const own = answerer === asker
  const month = desk.firstDay('month', fact.at)
  const often =
    rule && desk.count(counterOf.pair('request.fulfilled', answerer, asker, month)).n >= rule.same_pair_full_per_month
  const paid: Proposal[] = []
  if (rule && !own) {
    const amount = often ? 0 : multiply(rule.points)
    const why = {
      zh: `同一位同事本月已计 ${rule.same_pair_full_per_month} 次`,
      en: `${rule.same_pair_full_per_month} requests of this colleague earned this month`,
    }
    const trace = often
      ? nought(why)
      : formula([base({ zh: '回应需求', en: 'Fulfilled a request' }, rule.points)], amount)
    paid.push({
      rule: 'request.fulfilled',
      roots: [`rf:Q${request}`],
      member: answerer,
      actor: asker,
      amount,
      trace,
      capped: often === true,
    })
  }
  if (bounty === 0) return paid
  const back = own || often
  const text = (bounty / policy.minor_units).toFixed(2)
  const to = back ? spendingAccount(asker, 'avail') : `member:${answerer}:pending`
  const trace = back
    ? { zh: `需求 #${request} 的悬赏 ${text} 退回`, en: `Bounty of request #${request}: ${text} given back` }
    : { zh: `需求 #${request} 的悬赏 ${text}`, en: `Bounty of request #${request}: ${text}` }
  paid.push({
    rule: 'request.bounty',
    kind: back ? 'release' : 'payout',
    roots: [`bounty:Q${request}`],
    member: back ? asker : answerer,
    actor: asker,
    amount: 0,
    trace,
    legs: [
      { book: 'S', account: spendingAccount(asker, 'escrow'), amount: -bounty },
      { book: 'S', account: to, amount: bounty },
    ],
  })
  return paid
}

export function loanReturned(desk: Desk, fact: PointFact<'loan.returned'>, policy: Policy): Proposal[] {
  const rule = policy.rules['loan.returned_on_time']
  const { loan, lender, on_time, intact, cross_school, pays } = fact.said
  if (!rule || !on_time || !intact || desk.same(lender, fact.actor)) return []
  const give = (who: 'b' | 'l', member: number, points: number, label: Text): Proposal => {
    const amount = multiply(points)
    return {
      rule: 'loan.returned_on_time',
      roots: [`rt:B${loan}:${who}`],
      member,
      amount,
      trace: formula([base(label, points)], amount),
    }
  }
  const borrower = give('b', desk.self(fact.actor).now, rule.borrower, { zh: '按时归还', en: 'Returned on time' })
  const points = cross_school ? rule.lender_cross_school : rule.lender_same_school
  const label = cross_school ? { zh: '跨校借出', en: 'Lent to another school' } : { zh: '借出', en: 'Lent' }
  return [
    ...(pays === 'lender' ? [] : upTo(desk, fact, rule.borrower_term_cap, [borrower], borrowed)),
    ...(pays === 'borrower' ? [] : [give('l', desk.self(lender).now, points, label)]),
  ]
}

/** Lenders have no cap: borrowers' points are counted apart. */
export function borrowed(rule: string): string {
  return `${rule}:b`
}
