import type { Text } from '#kit/lang.ts'
import type { PointKind } from '../schema.ts'

/** Rule names as people read them; whatever posts has one. */
export const RULE_LABELS: Record<string, Text> = {
  'upload.accepted': { zh: '分享资源', en: 'Shared a resource' },
  'upload.first_ever': { zh: '首次分享', en: 'First share ever' },
  'upload.version': { zh: '分享新版本', en: 'Shared a new version' },
  'quality.bonus': { zh: '质量加分', en: 'Quality bonus' },
  'download.counted': { zh: '资源被下载', en: 'Resource downloaded' },
  'review.useful': { zh: '有用的评价', en: 'Useful review' },
  'audit.done': { zh: '审核资源', en: 'Reviewed a submission' },
  'panel.done': { zh: '参加专家评审', en: 'Judged on a panel' },
  'request.fulfilled': { zh: '回应需求', en: 'Fulfilled a request' },
  'request.bounty': { zh: '需求悬赏', en: 'Bounty of a request' },
  'loan.returned_on_time': { zh: '借用物品按时归还', en: 'A loan returned on time' },
  'lecture.hosted': { zh: '主讲讲座', en: 'Gave a lecture' },
  'lecture.attended': { zh: '参加讲座', en: 'Attended a lecture' },
  'lesson_observation.feedback': { zh: '听课评课', en: 'Feedback on a lesson' },
  'teaching.cross_school_period': { zh: '跨校授课', en: 'Taught at another school' },
  'case.selected': { zh: '入选优秀案例', en: 'Selected as a model case' },
  'duplicate.reported_valid': { zh: '查实的重复举报', en: 'A duplicate, reported and confirmed' },
  'penalty.plagiarism': { zh: '抄袭扣分', en: 'Penalty for plagiarism' },
  redemption: { zh: '兑换', en: 'Redemption' },
  expire: { zh: '可用积分到期', en: 'Spendable points expired' },
  adjust: { zh: '人工调整', en: 'Adjusted by hand' },
  opening: { zh: '期初余额', en: 'Opening balance' },
}

/** What a posting does, said after its rule; nothing where the rule says it. */
export const KIND_LABELS: Record<PointKind, Text | undefined> = {
  award: undefined,
  reversal: { zh: '退回', en: 'taken back' },
  penalty: undefined,
  adjust: undefined,
  opening: undefined,
  vest: { zh: '转为可用', en: 'can be spent now' },
  expire: undefined,
  hold: { zh: '冻结', en: 'on hold' },
  capture: { zh: '扣除', en: 'spent' },
  release: { zh: '退还', en: 'given back' },
  escrow: { zh: '托管', en: 'put up' },
  payout: { zh: '收到', en: 'received' },
}
