import { balanceProblems } from './checks/balance.ts'
import { fairPlayProblems } from './checks/fair-play.ts'
import { honourProblems } from './checks/honours.ts'
import { reachProblems } from './checks/reach.ts'
import { redemptionProblems } from './checks/redemption.ts'
import type { Problem } from './problem.ts'
import type { Policy } from './schema.ts'

/** Titles that only the state confers (职称, 荣誉称号): a level of ours must not look like one. */
const OFFICIAL_TITLE =
  /特级|正高|高级教师|一级教师|二级教师|学科带头人|骨干教师|\b(senior|master|special[- ]grade|first[- ]grade|backbone|lead(ing)?)[- ]teachers?\b|\bsubject leader\b/i

const DAY_MS = 86_400_000

/** What the numbers must mean together; one sentence per problem, none when the policy is sound. Pure. */
export function policyProblems(policy: Policy): Problem[] {
  return [
    ...people(policy),
    ...terms(policy),
    ...tiers(policy),
    ...caps(policy),
    ...reachProblems(policy),
    ...balanceProblems(policy),
    ...levels(policy),
    ...board(policy),
    ...redemptionProblems(policy),
    ...honourProblems(policy),
    ...fairPlayProblems(policy),
  ]
}

function people(policy: Policy): Problem[] {
  const needed = policy.approval.approvers
  // The same name in other letters is the same person.
  const named = new Set(policy.approved_by.map((name) => name.normalize('NFKC').trim().toLowerCase()))
  if (named.size >= needed && named.size === policy.approved_by.length) return []
  if (needed > 2) {
    return [
      {
        at: ['approved_by'],
        zh: `approved_by 需要 ${needed} 位不同的审批人`,
        en: `approved_by needs ${needed} different people`,
      },
    ]
  }
  return [
    {
      at: ['approved_by'],
      zh: 'approved_by 需要两位不同的审批人（双人复核）',
      en: 'approved_by needs two different people (the two-person rule)',
    },
  ]
}

function terms(policy: Policy): Problem[] {
  const problems: Problem[] = []
  const list = policy.calendar.terms
  if (new Set(list.map((term) => term.id)).size < list.length) {
    problems.push({
      at: ['calendar', 'terms'],
      zh: 'calendar.terms 里有重复的学期编号',
      en: 'calendar.terms names a term twice',
    })
  }
  list.forEach((term, index) => {
    if (term.end < term.start) {
      problems.push({
        at: ['calendar', 'terms', index, 'end'],
        zh: `学期 ${term.id} 的结束早于开始`,
        en: `term ${term.id} ends before it starts`,
      })
    }
    const before = list[index - 1]
    if (before && Date.parse(term.start) !== Date.parse(before.end) + DAY_MS) {
      problems.push({
        at: ['calendar', 'terms', index, 'start'],
        zh: `学期 ${term.id} 必须从 ${before.id} 结束的第二天开始`,
        en: `term ${term.id} must start on the day after ${before.id} ends`,
      })
    }
  })
  return problems
}

function tiers(policy: Policy): Problem[] {
  const rule = policy.rules['download.counted']
  const bounds = rule.tiers.map(([upTo]) => upTo)
  const finite = bounds.slice(0, -1)
  const ascending = finite.every((bound, index) => bound !== null && bound > (finite[index - 1] ?? 0))
  const problems: Problem[] = []
  if (!ascending || bounds.at(-1) !== null) {
    problems.push({
      at: ['rules', 'download.counted', 'tiers'],
      zh: 'download.counted.tiers 的人数必须递增，最后一档必须是 null',
      en: 'download.counted.tiers must ascend, and the last bound must be null',
    })
  }
  if (rule.type_factor_clip[0] > rule.type_factor_clip[1]) {
    problems.push({
      at: ['rules', 'download.counted', 'type_factor_clip'],
      zh: 'download.counted.type_factor_clip 的下限大于上限',
      en: 'download.counted.type_factor_clip has its bounds the wrong way round',
    })
  }
  return problems
}

function caps(policy: Policy): Problem[] {
  const problems: Problem[] = []
  const upload = policy.rules['upload.accepted']
  if (upload.per_day_half < upload.per_day_full) {
    problems.push({
      at: ['rules', 'upload.accepted', 'per_day_half'],
      zh: 'upload.accepted.per_day_half 不能小于 per_day_full',
      en: 'upload.accepted.per_day_half must not be below per_day_full',
    })
  }
  const unknown = policy.spendable.mirror.filter((name) => !Object.hasOwn(policy.rules, name))
  if (unknown.length > 0) {
    problems.push({
      at: ['spendable', 'mirror'],
      zh: `spendable.mirror 提到了没有的规则：${unknown.join('、')}`,
      en: `spendable.mirror names rules that do not exist: ${unknown.join(', ')}`,
    })
  }
  return problems
}

function levels(policy: Policy): Problem[] {
  const problems: Problem[] = []
  const fallen = policy.levels.findIndex(([from], index) => from <= (policy.levels[index - 1]?.[0] ?? -1))
  if (fallen >= 0) {
    problems.push({ at: ['levels', fallen], zh: 'levels 的分数必须递增', en: 'levels must ascend' })
  }
  for (const [index, [, one]] of policy.levels.entries()) {
    for (const name of typeof one === 'string' ? [one] : [one.zh, one.en]) {
      if (!OFFICIAL_TITLE.test(name)) continue
      problems.push({
        at: ['levels', index],
        zh: `等级名称“${name}”像是正式职称或荣誉称号，请换一个`,
        en: `the level name “${name}” looks like an official title; choose another`,
      })
    }
  }
  return problems
}

function board(policy: Policy): Problem[] {
  const problems: Problem[] = []
  if (policy.board.show_bottom) {
    problems.push({
      at: ['board', 'show_bottom'],
      zh: 'board.show_bottom 必须是 false：榜单从不展示末位',
      en: 'board.show_bottom must be false',
    })
  }
  if (!policy.board.allow.includes(policy.board.default_visibility)) {
    problems.push({
      at: ['board', 'default_visibility'],
      zh: 'board.default_visibility 必须在 board.allow 里',
      en: 'board.default_visibility must be one of board.allow',
    })
  }
  return problems
}
