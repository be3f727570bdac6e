import { multiply } from '#db/ledger/amount.ts'
import type { Policy } from '#db/policy/schema.ts'
import type { Text } from '#kit/lang.ts'
import type { Desk } from './desk.ts'
import type { PointFact } from './fact.ts'
import type { Proposal } from './proposal.ts'
import { counterOf } from './proposal.ts'
import { adjusted, opened, spent } from './rule-balance.ts'
import { downloadCounted } from './rule-download.ts'
import { loanReturned, requestFulfilled } from './rule-exchange.ts'
import { uploadAccepted } from './rule-upload.ts'
import { upTo } from './term-cap.ts'
import { base, formula, nought } from './trace.ts'

/** Kinds that are worked at the desk; the others take back or move what was posted, each with statements of its own. */
export type LightKind =
  | 'resource.accepted'
  | 'resource.downloaded'
  | 'resource.rated'
  | 'review.decided'
  | 'panel.scored'
  | 'request.fulfilled'
  | 'loan.returned'
  | 'lecture.hosted'
  | 'lecture.attended'
  | 'observation.feedback'
  | 'teaching.confirmed'
  | 'duplicate.reported'
  | 'points.adjusted'
  | 'points.opened'
  | 'redemption.held'
  | 'redemption.captured'
  | 'redemption.released'
  | 'request.posted'
  | 'request.closed'

/** What a fact earns under a policy: none, one or several postings. Looks at the desk, changes nothing. */
export function proposalsFor(desk: Desk, fact: PointFact<LightKind>, policy: Policy): Proposal[] {
  const actor = desk.self(fact.actor).now
  const done = (rule: string, root: string, points: number, label: Text, more: Partial<Proposal> = {}): Proposal[] => {
    const amount = multiply(points)
    return [{ rule, roots: [root], member: actor, amount, trace: formula([base(label, points)], amount), ...more }]
  }
  switch (fact.kind) {
    case 'resource.accepted':
      return uploadAccepted(desk, fact, policy)
    case 'resource.downloaded':
      return downloadCounted(desk, fact, policy)
    case 'resource.rated':
      return reviewUseful(desk, fact, policy)
    case 'review.decided': {
      const rule = policy.rules['audit.done']
      const { author, co_authors = [], since } = fact.said
      if (!rule || [author, ...co_authors].some((one) => desk.same(one, fact.actor))) return []
      const late = fact.at.getTime() - Date.parse(since) > rule.sla_days * 86_400_000
      const label = late ? { zh: '审核（逾期）', en: 'Review, late' } : { zh: '审核', en: 'Review' }
      const root = `au:${fact.key.replace(/^audited:/, '')}`
      const { n } = desk.count(counterOf.day('audit.done', actor, desk.day(fact.at)))
      const full = n >= rule.per_day
      const why = { zh: `当天已有 ${rule.per_day} 次审核计分`, en: `${rule.per_day} reviews earned that day` }
      const more = {
        resource: fact.resource || undefined,
        ...(full && { amount: 0, capped: true, trace: nought(why) }),
      }
      return done('audit.done', root, late ? rule.late_points : rule.points, label, more)
    }
    case 'panel.scored': {
      const rule = policy.rules['panel.done']
      const label = { zh: '参加专家评审', en: 'Judged on a panel' }
      return rule ? done('panel.done', fact.key, rule.points, label) : []
    }
    case 'request.fulfilled':
      return requestFulfilled(desk, fact, policy)
    case 'loan.returned':
      return loanReturned(desk, fact, policy)
    case 'lecture.hosted': {
      const rule = policy.rules['lecture.hosted']
      const { event, level, checked_in, materials } = fact.said
      if (!rule) return []
      const label = { zh: `${LEVELS[level].zh}讲座`, en: `${LEVELS[level].en} lecture` }
      const few = checked_in < rule.min_checked_in
      const why = few
        ? {
            zh: `讲座签到 ${checked_in} 人，不到 ${rule.min_checked_in} 人`,
            en: `${checked_in} checked in, fewer than ${rule.min_checked_in}`,
          }
        : { zh: '讲座没有上传材料', en: 'no materials of the lecture were handed in' }
      const more = few || !materials ? { amount: 0, trace: nought(why) } : {}
      return done('lecture.hosted', `lec:${event}`, rule[level], label, more)
    }
    case 'lecture.attended': {
      const rule = policy.rules['lecture.attended']
      const label = { zh: '参加讲座', en: 'Attended a lecture' }
      if (!rule) return []
      return upTo(
        desk,
        fact,
        rule.term_cap,
        done('lecture.attended', `att:${fact.said.event}:${actor}`, rule.points, label),
      )
    }
    case 'observation.feedback': {
      const rule = policy.rules['lesson_observation.feedback']
      if (!rule || fact.said.chars < rule.min_chars) return []
      const label = { zh: '听课评课', en: 'Feedback on a lesson' }
      const root = `obs:${fact.said.event}:${actor}`
      return upTo(desk, fact, rule.term_cap, done('lesson_observation.feedback', root, rule.points, label))
    }
    case 'teaching.confirmed': {
      const rule = policy.rules['teaching.cross_school_period']
      if (!rule) return []
      const { periods } = fact.said
      const amount = multiply(rule.points, periods)
      const label = { zh: `跨校授课 ${periods} 节 ×`, en: `${periods} lessons at another school ×` }
      const trace = formula([base(label, rule.points)], amount)
      const root = fact.key.replace(/^taught:/, 'tc:')
      return upTo(
        desk,
        fact,
        rule.term_cap,
        done('teaching.cross_school_period', root, rule.points, label, { amount, trace }),
      )
    }
    case 'duplicate.reported': {
      const rule = policy.rules['duplicate.reported_valid']
      const label = { zh: '查实的重复举报', en: 'A duplicate, reported and confirmed' }
      return rule ? done('duplicate.reported_valid', `dup:${fact.said.report}`, rule.points, label) : []
    }
    case 'points.adjusted':
      return adjusted(fact, actor)
    case 'points.opened':
      return opened(fact, actor)
    default:
      return spent(fact, actor)
  }
}

const LEVELS: Record<'school' | 'cross_school' | 'district', Text> = {
  school: { zh: '校内', en: 'School' },
  cross_school: { zh: '跨校', en: 'Cross-school' },
  district: { zh: '区级', en: 'District' },
}

function reviewUseful(desk: Desk, fact: PointFact<'resource.rated'>, policy: Policy): Proposal[] {
  const rule = policy.rules['review.useful']
  const { author, co_authors = [], comment_chars, had_download } = fact.said
  if (!rule || comment_chars < rule.min_chars || (rule.require_download && !had_download)) return []
  if ([author, ...co_authors].some((one) => desk.same(one, fact.actor))) return []
  const { now, all } = desk.self(fact.actor)
  const [first, ...others] = [now, ...all.filter((id) => id !== now)].map((id) => `rv:${fact.resource}:${id}`)
  const amount = multiply(rule.points)
  const proposal = {
    rule: 'review.useful',
    roots: [first ?? '', ...others] as [string, ...string[]],
    member: now,
    resource: fact.resource,
    again: true,
    amount,
    trace: formula([base({ zh: '有用的评价', en: 'Useful review' }, rule.points)], amount),
  }
  const day = desk.count(counterOf.day('review.useful', now, desk.day(fact.at))).n
  const term = desk.count(counterOf.term('review.useful', now, desk.term(fact.at))).n
  if (day < rule.per_day && term < rule.per_term) return [proposal]
  const why =
    day >= rule.per_day
      ? { zh: `当天已有 ${rule.per_day} 条评价计分`, en: `${rule.per_day} reviews earned that day` }
      : { zh: `本学期已有 ${rule.per_term} 条评价计分`, en: `${rule.per_term} reviews earned this term` }
  return [{ ...proposal, amount: 0, capped: true, trace: nought(why) }]
}
