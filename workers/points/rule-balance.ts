import { spendingAccount } from '#db/ledger/post.ts'
import { isSpending, spendingOf } from '#db/ledger/spend.ts'
import type { PointFact } from './fact.ts'
import type { Proposal } from './proposal.ts'
import { nought } from './trace.ts'

/** By hand: both books, when two people approved. */
export function adjusted(fact: PointFact<'points.adjusted'>, member: number): Proposal[] {
  const { ticket, contribution, spendable, approvals, reason } = fact.said
  const two = new Set(approvals.filter((one) => one !== member)).size >= 2
  const said = reason === undefined ? '' : `：${reason}`
  const legs = two ? movesOf(member, 'mint', contribution, spendable) : []
  const trace = two
    ? { zh: `人工调整${said}（单号 ${ticket}）`, en: `Adjusted by hand${said} (ticket ${ticket})` }
    : nought({ zh: '人工调整需要两位审批人', en: 'an adjustment needs two approvers' })
  return [{ rule: 'adjust', kind: 'adjust', roots: [`adj:${ticket}:${member}`], member, amount: 0, trace, legs }]
}

/** What somebody brings along. */
export function opened(fact: PointFact<'points.opened'>, member: number): Proposal[] {
  const { contribution, spendable } = fact.said
  const legs = movesOf(member, `school:${fact.schoolId}:open`, contribution, spendable)
  const trace = { zh: '期初余额', en: 'Opening balance' }
  const before: Proposal[] = fact.said.shared_before
    ? [
        {
          rule: 'upload.first_ever',
          roots: [`first:${member}`],
          member,
          amount: 0,
          trace: nought({ zh: '此前已分享过', en: 'shared before' }),
        },
      ]
    : []
  return [{ rule: 'opening', kind: 'opening', roots: [`open:${member}`], member, amount: 0, trace, legs }, ...before]
}

function movesOf(member: number, from: string, contribution: number, spendable: number) {
  const leg = (book: 'C' | 'S', account: string, amount: number) =>
    amount === 0
      ? []
      : [
          { book, account: from, amount: -amount },
          { book, account, amount },
        ]
  return [
    ...leg('C', `member:${member}:contrib`, contribution),
    ...leg('S', spendingAccount(member, 'avail'), spendable),
  ]
}

/** What is set aside, spent, or comes back. */
export function spent(fact: PointFact, actor: number): Proposal[] {
  if (!isSpending(fact.kind)) return []
  const spending = spendingOf({ kind: fact.kind, actor_id: actor, payload: fact.said })
  if (!spending) return []
  const { kind, key, rule, memberId, amount, from, to, trace } = spending
  const legs = [
    { book: 'S' as const, account: from, amount: -amount },
    { book: 'S' as const, account: to, amount },
  ]
  return [{ rule, kind, roots: [key], member: memberId, amount: 0, trace, legs }]
}
