import type { Problem } from '../problem.ts'
import type { Policy } from '../schema.ts'

/** What the numbers of fair play and of cases must mean together. */
export function fairPlayProblems(policy: Policy): Problem[] {
  const problems: Problem[] = []
  const { fair_play: rules, cases } = policy
  if (rules.ring.people[0] > rules.ring.people[1]) {
    problems.push({
      at: ['fair_play', 'ring', 'people'],
      zh: 'fair_play.ring.people 的下限大于上限',
      en: 'fair_play.ring.people has its bounds the wrong way round',
    })
  }
  if (cases.statement_days > cases.decision_days) {
    problems.push({
      at: ['cases', 'statement_days'],
      zh: 'cases.statement_days 不能超过 decision_days：老师说明之后还要有时间决定',
      en: 'cases.statement_days must not exceed decision_days: a decision needs time after the statement',
    })
  }
  if (cases.remind_days_before >= cases.decision_days) {
    problems.push({
      at: ['cases', 'remind_days_before'],
      zh: 'cases.remind_days_before 必须小于 decision_days',
      en: 'cases.remind_days_before must be below decision_days',
    })
  }
  if (new Set(rules.on).size < rules.on.length) {
    problems.push({
      at: ['fair_play', 'on'],
      zh: 'fair_play.on 里有重复的项目',
      en: 'fair_play.on names a signal twice',
    })
  }
  return problems
}
