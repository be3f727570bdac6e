import { multiply } from '#db/ledger/amount.ts'
import type { Desk } from './desk.ts'
import type { PointFact } from './fact.ts'
import { counterOf, type Proposal } from './proposal.ts'
import { nought } from './trace.ts'

/** A cap in points a term: what is left of it is paid. */
export function upTo(
  desk: Desk,
  fact: PointFact,
  cap: number,
  proposals: Proposal[],
  counted = (rule: string) => rule,
): Proposal[] {
  return proposals.map((proposal) => {
    const { sum } = desk.count(counterOf.term(counted(proposal.rule), proposal.member, desk.term(fact.at)))
    const left = Math.max(0, multiply(cap) - sum)
    if (proposal.amount <= left) return proposal
    const why = { zh: `本学期已计满 ${cap} 分`, en: `the ${cap} points of this term are reached` }
    if (left === 0) return { ...proposal, amount: 0, capped: true, trace: nought(why) }
    return { ...proposal, amount: left, trace: { zh: `${why.zh}，计 ${left / 100}`, en: `${why.en}: ${left / 100}` } }
  })
}
