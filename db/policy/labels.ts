import type { Text } from '#kit/lang.ts'
import { labelOf, TYPES } from '../taxonomy.ts'
import { FIELDS } from './field-labels.ts'

/** What a value of the policy is called, by its path such as `rules.download.counted.author_daily_cap`. */
export function labelOfPath(path: string): Text {
  const [head = '', ...rest] = path.split('.')
  if (head === 'type_base') return labelOf(TYPES, rest.join('.'))
  if (head === 'rules') return ruleLabel(rest.join('.'))
  const section = SECTIONS[head] ?? { zh: head, en: head }
  const tail = rest.map(fieldLabel)
  return join(section, tail)
}

function ruleLabel(path: string): Text {
  const rule = Object.keys(RULES)
    .filter((name) => path === name || path.startsWith(`${name}.`))
    .sort((a, b) => b.length - a.length)[0]
  if (rule === undefined) return { zh: path, en: path }
  const rest = path.slice(rule.length + 1)
  return join(RULES[rule] ?? { zh: rule, en: rule }, rest === '' ? [] : rest.split('.').map(fieldLabel))
}

function join(head: Text, tail: readonly Text[]): Text {
  return {
    zh: [head.zh, ...tail.map((one) => one.zh)].join(' · '),
    en: [head.en, ...tail.map((one) => one.en)].join(' · '),
  }
}

function fieldLabel(name: string): Text {
  const known = FIELDS[name]
  if (known) return known
  const tier = /^≤(.+)$/.exec(name)
  if (tier)
    return tier[1] === '∞'
      ? { zh: '之后每人', en: 'each after that' }
      : { zh: `前 ${tier[1]} 人每人`, en: `each up to ${tier[1]}` }
  const rule = RULES[name]
  return rule ?? { zh: name, en: name }
}

/** Rules as people read them. */
export const RULES: Readonly<Record<string, Text>> = {
  'upload.accepted': { zh: '分享资源', en: 'Sharing' },
  'upload.first_ever': { zh: '首次分享', en: 'First share ever' },
  'upload.version': { zh: '新版本', en: 'New version' },
  'quality.bonus': { zh: '质量加分', en: 'Quality bonus' },
  rater_weight: { zh: '评分权重', en: 'Weight of a rating' },
  'download.counted': { zh: '被下载', en: 'Being downloaded' },
  'review.useful': { zh: '有用的评价', en: 'Useful review' },
  'audit.done': { zh: '审核', en: 'Reviewing' },
  'panel.done': { zh: '专家评审', en: 'Judging on a panel' },
  'request.fulfilled': { zh: '应求', en: 'Answering a request' },
  'loan.returned_on_time': { zh: '按时归还', en: 'Returned on time' },
  'lecture.hosted': { zh: '主讲', en: 'Giving a lecture' },
  'lecture.attended': { zh: '参加讲座', en: 'Attending a lecture' },
  'lesson_observation.feedback': { zh: '评课反馈', en: 'Feedback on a lesson' },
  'teaching.cross_school_period': { zh: '跨校授课', en: 'Teaching at another school' },
  'case.selected': { zh: '优秀案例入选', en: 'Case selected' },
  'duplicate.reported_valid': { zh: '举报重复属实', en: 'Valid report of a duplicate' },
  'penalty.plagiarism': { zh: '抄袭处理', en: 'Plagiarism' },
  withdrawal: { zh: '撤回', en: 'Withdrawing' },
  recall: { zh: '召回', en: 'Recall' },
}

const SECTIONS: Readonly<Record<string, Text>> = {
  calendar: { zh: '学期安排', en: 'Calendar' },
  nightly: { zh: '夜间入账', en: 'Nightly run' },
  metrics: { zh: '指标', en: 'Metrics' },
  monthly_check: { zh: '月检查', en: 'Monthly check' },
  appraisal: { zh: '考核表', en: 'Appraisal' },
  origin: { zh: '来源系数', en: 'Origin' },
  scope: { zh: '共享范围系数', en: 'Scope' },
  gap_bonus: { zh: '填补空白系数', en: 'First in an empty cell' },
  spendable: { zh: '可用积分', en: 'Spendable points' },
  quota: { zh: '学期任务', en: 'Quota' },
  levels: { zh: '等级', en: 'Levels' },
  board: { zh: '排行榜', en: 'Boards' },
  redemption: { zh: '兑换', en: 'Rewards' },
  approval: { zh: '规则审批', en: 'Approval of rules' },
  settlement: { zh: '学期结算', en: 'Settlement' },
  school_index: { zh: '校际指数', en: 'School index' },
  tiers: { zh: '优先级', en: 'Tiers' },
  borrow_credit: { zh: '借用信用', en: 'Borrowing credit' },
  queue: { zh: '预约排队', en: 'Queue' },
  things: { zh: '借用与预约', en: 'Lending and booking' },
  requests: { zh: '求资源', en: 'Requests' },
  events: { zh: '讲座活动', en: 'Events' },
  review: { zh: '审核安排', en: 'Reviewing' },
  panel: { zh: '专家评审', en: 'Panels' },
  badges: { zh: '徽章', en: 'Badges' },
  honours: { zh: '荣誉', en: 'Honours' },
  cases: { zh: '举报与申诉', en: 'Cases' },
  fair_play: { zh: '公平核查', en: 'Fair play' },
}
