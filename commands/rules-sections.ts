import type { Policy } from '#db/policy/schema.ts'
import { labelOf, TYPES } from '#db/taxonomy.ts'
import type { Text, Translate } from '#kit/lang.ts'
import { boards, schools } from './rules-standing.ts'

/** The parts of the rules, each short enough for a phone's screen. What looks for unfair play is in none of them. */
export const SECTIONS = ['sharing', 'use', 'deeds', 'spending', 'duty', 'order', 'boards', 'schools'] as const
export type Section = (typeof SECTIONS)[number]

export const SECTION_LABELS: Record<Section, Text> = {
  sharing: { zh: '分享', en: 'Sharing' },
  use: { zh: '下载与质量', en: 'Use and quality' },
  deeds: { zh: '其他贡献', en: 'Other deeds' },
  spending: { zh: '可用积分', en: 'Spending' },
  duty: { zh: '任务与学期', en: 'Quota and terms' },
  order: { zh: '撤回与处理', en: 'Order' },
  boards: { zh: '榜与等级', en: 'Boards and levels' },
  schools: { zh: '校际', en: 'Schools' },
}

/** The sentences of a part under a version. */
export function sectionLines(section: Section, policy: Policy, t: Translate): string[] {
  switch (section) {
    case 'sharing':
      return [baseLine(policy, t), ...sharing(policy).map(t)]
    case 'use':
      return use(policy, t)
    case 'deeds':
      return deeds(policy).map(t)
    case 'spending':
      return spending(policy, t)
    case 'duty':
      return duty(policy).map(t)
    case 'order':
      return order(policy).map(t)
    case 'boards':
      return boards(policy, t)
    case 'schools':
      return schools(policy).map(t)
    default:
      return section satisfies never
  }
}

/** `教案 8、课件 10 …`, the largest first. */
export function baseLine(policy: Policy, t: Translate): string {
  const base = Object.entries(policy.type_base)
    .sort((left, right) => right[1] - left[1])
    .map(([type, points]) => `${t(labelOf(TYPES, type))} ${points}`)
  return t({ zh: `分享（收录后）：${base.join('、')}。`, en: `Sharing, once accepted: ${base.join(', ')}.` })
}

function sharing(policy: Policy): Text[] {
  const upload = policy.rules['upload.accepted']
  const first = policy.rules['upload.first_ever']
  const version = policy.rules['upload.version']
  const { origin, scope } = policy
  return [
    {
      zh: `原创 ×${origin.original}，改编 ×${origin.adapted}，授权转载 ×${origin.licensed_repost}；本校 ×${scope.school}，集团 ×${scope.group}，公开 ×${scope.district}。`,
      en: `Original ×${origin.original}, adapted ×${origin.adapted}, reposted ×${origin.licensed_repost}; school ×${scope.school}, school group ×${scope.group}, public ×${scope.district}.`,
    },
    {
      zh: `学科、年级、单元都是第一份 ×${policy.gap_bonus}。`,
      en: `The first of its subject, grade and unit ×${policy.gap_bonus}.`,
    },
    {
      zh: `每天前 ${upload.per_day_full} 份全额，到第 ${upload.per_day_half} 份减半，再多不计（按分享当天算，审核慢不影响）；一学期 ${upload.term_soft_cap_items} 份以后 ×${upload.after_cap_factor}。`,
      en: `Per day the first ${upload.per_day_full} in full, up to ${upload.per_day_half} by half, then none (by the day it was shared: a slow review costs nothing); after ${upload.term_soft_cap_items} in a term ×${upload.after_cap_factor}.`,
    },
    ...(first
      ? [
          {
            zh: `第一次分享：${first.points}；和已有资源几乎相同的不算。`,
            en: `First share ever: ${first.points}; not for what is almost a copy of something shared before.`,
          },
        ]
      : []),
    ...(version
      ? [
          {
            zh: `自己资源的新版本：基础分的 ${percent(version.share_of_base)}，改动至少 ${percent(version.min_change)}，每份每学期 ${version.per_item_per_term} 次。`,
            en: `A new version of one’s own: ${percent(version.share_of_base)} of the base, when at least ${percent(version.min_change)} is new, ${version.per_item_per_term} a term for an item.`,
          },
        ]
      : []),
  ]
}

function use(policy: Policy, t: Translate): string[] {
  const download = policy.rules['download.counted']
  const bonus = policy.rules['quality.bonus']
  const rating = policy.rules['review.useful']
  const tiers = download.tiers.map(([to, factor], n) => {
    const from = (download.tiers[n - 1]?.[0] ?? 0) + 1
    return to === null
      ? t({ zh: `之后每人 ${factor}`, en: `then ${factor} each` })
      : t({ zh: `第 ${from}–${to} 人每人 ${factor}`, en: `${factor} each for people ${from}–${to}` })
  })
  const lines: Text[] = [
    {
      zh: `被下载（不同的人，自己和合作者不算）：${tiers.join('，')}；再乘类型系数、质量系数，跨校 ×${download.cross_school}，学生 ×${download.student_weight}。`,
      en: `Downloaded (different people, never oneself or a co-author): ${tiers.join(', ')}; × type and quality, × ${download.cross_school} across schools, × ${download.student_weight} for pupils.`,
    },
    {
      zh: `每位作者每天最多计 ${download.author_daily_cap} 次，同一位同事每周最多 ${download.pair_weekly_cap} 次。`,
      en: `At most ${download.author_daily_cap} a day are counted for an author, ${download.pair_weekly_cap} a week from the same colleague.`,
    },
    {
      zh: `质量：满 ${bonus.min_ratings} 人评分后，每周按贝叶斯平均分加减，系数 ${bonus.clamp[0]}–${bonus.clamp[1]}，总额不低于 ${bonus.floor_total}。`,
      en: `Quality: with ${bonus.min_ratings} ratings, settled weekly by the Bayesian mean, factor ${bonus.clamp[0]}–${bonus.clamp[1]}, never below ${bonus.floor_total} in all.`,
    },
    {
      zh: `平均分 B =（${bonus.prior_weight} × m + Σ权重×星级）÷（${bonus.prior_weight} + Σ权重），m 是本校近 ${bonus.prior_mean_days} 天的均值（起步 ${bonus.prior_mean_default}）；质量系数 Q = 1 + ${bonus.slope} ×（B − m）。`,
      en: `The mean B = (${bonus.prior_weight} × m + Σ weight × stars) ÷ (${bonus.prior_weight} + Σ weight), m being the school’s own of ${bonus.prior_mean_days} days (${bonus.prior_mean_default} to begin with); Q = 1 + ${bonus.slope} × (B − m).`,
    },
    ...(rating
      ? [
          {
            zh: `有用的评价（下载过、评语满 ${rating.min_chars} 字）：${rating.points}，每天最多 ${rating.per_day} 次，每学期 ${rating.per_term} 次。`,
            en: `A useful review (downloaded, at least ${rating.min_chars} characters): ${rating.points}, at most ${rating.per_day} a day, ${rating.per_term} a term.`,
          },
        ]
      : []),
  ]
  return lines.map(t)
}

function deeds({ rules }: Policy): Text[] {
  const [audit, panel, request] = [rules['audit.done'], rules['panel.done'], rules['request.fulfilled']]
  const [loan, lecture, attended] = [rules['loan.returned_on_time'], rules['lecture.hosted'], rules['lecture.attended']]
  const [seen, taught, chosen] = [
    rules['lesson_observation.feedback'],
    rules['teaching.cross_school_period'],
    rules['case.selected'],
  ]
  const duplicate = rules['duplicate.reported_valid']
  return [
    audit && {
      zh: `审核：${audit.points}（${audit.sla_days} 天内；超期 ${audit.late_points}），通过和退回一样，每天最多 ${audit.per_day}。`,
      en: `Reviewing: ${audit.points} within ${audit.sla_days} days, else ${audit.late_points}; a yes and a no alike, at most ${audit.per_day} a day.`,
    },
    panel && { zh: `专家评审：${panel.points}。`, en: `Judging on a panel: ${panel.points}.` },
    request && {
      zh: `应求：${request.points}，另加悬赏（最多 ${request.bounty_max}，由求助人出）。`,
      en: `Answering a request: ${request.points}, and the bounty (up to ${request.bounty_max}, paid by the asker).`,
    },
    loan && {
      zh: `按时完好归还：借用人 ${loan.borrower}（每学期最多 ${loan.borrower_term_cap}），出借人 ${loan.lender_same_school}，跨校 ${loan.lender_cross_school}。`,
      en: `Returned on time and intact: borrower ${loan.borrower} (at most ${loan.borrower_term_cap} a term), lender ${loan.lender_same_school}, across schools ${loan.lender_cross_school}.`,
    },
    lecture && {
      zh: `讲座主讲：校 ${lecture.school}，跨校 ${lecture.cross_school}，区 ${lecture.district}（签到满 ${lecture.min_checked_in} 人并上传材料）。`,
      en: `Giving a lecture: ${lecture.school}, across schools ${lecture.cross_school}, district ${lecture.district} (${lecture.min_checked_in} checked in, materials shared).`,
    },
    attended && {
      zh: `参加讲座：${attended.points}，每学期最多 ${attended.term_cap}。`,
      en: `Attending: ${attended.points}, at most ${attended.term_cap} a term.`,
    },
    seen && {
      zh: `评课反馈（满 ${seen.min_chars} 字）：${seen.points}，每学期最多 ${seen.term_cap}。`,
      en: `Feedback on a lesson (${seen.min_chars} characters): ${seen.points}, at most ${seen.term_cap} a term.`,
    },
    taught && {
      zh: `跨校授课：每节 ${taught.points}，每学期最多 ${taught.term_cap}。`,
      en: `Teaching at another school: ${taught.points} a lesson, at most ${taught.term_cap} a term.`,
    },
    chosen && {
      zh: `案例入选：校 ${chosen.school}，集团 ${chosen.group}，区 ${chosen.district}，取最高一级。`,
      en: `Case selected: school ${chosen.school}, group ${chosen.group}, district ${chosen.district}; the highest counts.`,
    },
    duplicate && {
      zh: `举报重复属实：${duplicate.points}。`,
      en: `A valid report of a duplicate: ${duplicate.points}.`,
    },
  ].filter((line) => line !== undefined)
}

function spending(policy: Policy, t: Translate): string[] {
  const { spendable } = policy
  const items = policy.redemption.items.map((item) => `${t(item.name)} ${item.price}`)
  return [
    t({
      zh: '积分有两本账：贡献分是荣誉，永不减少（冲回和处理除外）；可用积分可以兑换，花掉不影响名次。',
      en: 'There are two books: contribution is honour and is never spent; spendable points buy things, and spending them never moves your place.',
    }),
    t({
      zh: `新得的可用积分 ${spendable.vest_days} 天后才能用，得分学期之后的第 ${spendable.expire_after_terms} 个学期末到期，到期前会提醒您。`,
      en: `Spendable points can be used after ${spendable.vest_days} days, and expire at the end of the ${nth(spendable.expire_after_terms)} term after; you are told before.`,
    }),
    ...(items.length > 0 ? [t({ zh: `可兑换：${items.join('、')}。`, en: `To be had: ${items.join(', ')}.` })] : []),
  ]
}

function duty({ quota, calendar, settlement }: Policy): Text[] {
  const term = calendar.terms[0]
  return [
    {
      zh: `每位老师每学期 ${quota.teacher_originals_per_term} 件原创（已收录、未撤回），中途加入按天折算，产假、病假、支教免。`,
      en: `${quota.teacher_originals_per_term} originals of each teacher a term (accepted, not withdrawn); by days for who joins later; none on maternity or sick leave or when posted elsewhere.`,
    },
    {
      zh: `全校每学期 ${quota.school_excellent_lessons_per_term} 节优秀课例，资料齐全并通过审定才算。`,
      en: `${quota.school_excellent_lessons_per_term} excellent lessons of the school a term; complete and approved ones count.`,
    },
    {
      zh: `学期结束前 ${settlement.notice_days} 天通知；结束后公示 ${term?.publicity_days ?? 0} 天，可确认或提出异议；${term?.lock_after_days ?? 0} 天后锁定。`,
      en: `You are told ${settlement.notice_days} days before a term ends; then ${term?.publicity_days ?? 0} days of publicity, to confirm or dispute; it is locked after ${term?.lock_after_days ?? 0} days.`,
    },
  ]
}

function order({ rules }: Policy): Text[] {
  const penalty = rules['penalty.plagiarism']
  return [
    {
      zh: `${rules.withdrawal.author_reverses_within_days} 天内撤回，积分退回；更晚撤回，积分保留，只是不再增加。`,
      en: `Withdrawn within ${rules.withdrawal.author_reverses_within_days} days: the points go back; later they stay, and nothing more is earned.`,
    },
    ...(penalty
      ? [
          {
            zh: `抄袭经 ${penalty.approvals} 人认定：积分退回，另扣 ${penalty.first} 倍（再犯 ${penalty.repeat} 倍，最多 ${penalty.cap}）。您可以申诉。`,
            en: `Plagiarism, decided by ${penalty.approvals} people: the points go back, and ${penalty.first} times as much (again: ${penalty.repeat} times; at most ${penalty.cap}). You may appeal.`,
          },
        ]
      : []),
    {
      zh: '待核实的积分先冻结，不等于有错；任何一笔都可以用 /why 查依据、用 /appeal 申诉。',
      en: 'Points that are being checked are held, which accuses nobody; /why explains any entry, /appeal contests it.',
    },
  ]
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

function nth(n: number): string {
  return n === 1 ? '1st' : n === 2 ? '2nd' : n === 3 ? '3rd' : `${n}th`
}
