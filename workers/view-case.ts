import type { CaseCard } from '#db/cases/file.ts'
import type { CaseKind, CaseState, CaseStep, Ruling } from '#db/cases/tables.ts'
import { formatPoints } from '#db/ledger/amount.ts'
import type { Lang, Text, Translate } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import { clockFace } from '#kit/zone.ts'

export const KIND_NAMES: Record<CaseKind, Text> = {
  copyright: { zh: '版权疑问', en: 'Copyright' },
  plagiarism: { zh: '出处疑问', en: 'Origin' },
  duplicate: { zh: '重复', en: 'Duplicate' },
  content: { zh: '内容差错', en: 'Error in the content' },
  fraud: { zh: '积分核实', en: 'Check of points' },
  review_error: { zh: '审核复议', en: 'Review looked at again' },
  appeal: { zh: '申诉', en: 'Appeal' },
}

export const STATE_NAMES: Record<CaseState, Text> = {
  open: { zh: '待处理', en: 'open' },
  asked: { zh: '已征求说明', en: 'statement asked for' },
  proposed: { zh: '待第二人确认', en: 'waits for a second person' },
  decided: { zh: '已决定', en: 'decided' },
  overturned: { zh: '申诉后改判', en: 'overturned on appeal' },
  dropped: { zh: '已撤销', en: 'dropped' },
}

/** As a button, and as the person concerned reads it. */
export const RULING_NAMES: Record<Ruling, Text> = {
  plagiarism: { zh: '抄袭属实', en: 'Plagiarism' },
  takedown: { zh: '善意侵权，下架', en: 'Taken down, in good faith' },
  duplicate_own: { zh: '与本人资源重复', en: 'Duplicate of one’s own' },
  duplicate_other: { zh: '与他人资源重复，归原作', en: 'Duplicate, the original is credited' },
  recall: { zh: '内容有误，暂停展示待改正', en: 'Recalled until it is corrected' },
  fraud: { zh: '积分往来不计', en: 'These points do not count' },
  reviewer_error: { zh: '原审核有误，重新审核', en: 'The review was wrong; reviewed again' },
  unfounded: { zh: '不成立，恢复原状', en: 'Unfounded, everything as before' },
  granted: { zh: '申诉成立，恢复', en: 'Appeal upheld, everything is restored' },
  denied: { zh: '维持原决定', en: 'The decision stands' },
  adjusted: { zh: '更正积分', en: 'Points are corrected' },
  explained: { zh: '记分无误，说明原因', en: 'The entry is right; explained' },
}

const STEP_NAMES: Record<string, Text> = {
  opened: { zh: '提出', en: 'opened' },
  joined: { zh: '又有人提出', en: 'somebody joined' },
  hidden: { zh: '暂不展示', en: 'hidden' },
  shown: { zh: '恢复展示', en: 'shown again' },
  asked: { zh: '征求说明', en: 'statement asked for' },
  stated: { zh: '老师说明', en: 'statement' },
  proposed: { zh: '提出意见', en: 'proposed' },
  unproposed: { zh: '收回意见', en: 'proposal taken back' },
  confirmed: { zh: '确认', en: 'confirmed' },
  objected: { zh: '不同意', en: 'objected' },
  decided: { zh: '决定生效', en: 'decided' },
  overturned: { zh: '申诉后改判', en: 'overturned' },
  taken_back: { zh: '提出者撤销', en: 'taken back' },
  reminded: { zh: '提醒', en: 'reminded' },
  escalated: { zh: '超期，已报全体管理员', en: 'overdue, all administrators told' },
  fixed: { zh: '已改正', en: 'corrected' },
}

/** `编号 128《分数》` or `第 42 笔积分` or `案卷 7 的决定`. */
export function aboutOf(t: Translate, one: CaseCard): string {
  if (one.tx_seq !== null) return t({ zh: `第 ${one.tx_seq} 笔积分`, en: `ledger entry ${one.tx_seq}` })
  if (one.of_case !== null) return t({ zh: `案卷 ${one.of_case} 的决定`, en: `the decision of case ${one.of_case}` })
  if (one.resource_id !== null)
    return t({
      zh: `编号 ${one.resource_id}${named(one.title ?? '')}`,
      en: `no. ${one.resource_id} “${one.title ?? ''}”`,
    })
  return t({ zh: '一组积分往来', en: 'a group of awards' })
}

/** `案卷 12 · 版权疑问 · 已征求说明`. */
export function headOf(t: Translate, one: CaseCard): string {
  return [t({ zh: `案卷 ${one.id}`, en: `Case ${one.id}` }), t(KIND_NAMES[one.kind]), t(STATE_NAMES[one.state])].join(
    ' · ',
  )
}

/** What was ruled, with the amount of an adjustment and the reason. */
export function rulingText(t: Translate, one: Pick<CaseCard, 'ruling' | 'proposal'>): string {
  if (one.ruling === null) return ''
  const { reason, contribution, spendable } = one.proposal
  const signed = (amount: number) => `${amount >= 0 ? '+' : ''}${formatPoints(amount)}`
  const amount =
    one.ruling === 'adjusted'
      ? t({
          zh: `（贡献 ${signed(contribution ?? 0)}，可用 ${signed(spendable ?? 0)}）`,
          en: ` (contribution ${signed(contribution ?? 0)}, spendable ${signed(spendable ?? 0)})`,
        })
      : ''
  return `${t(RULING_NAMES[one.ruling])}${amount}${reason ? t({ zh: `。理由：${reason}`, en: `. Reason: ${reason}` }) : ''}`
}

/** The steps of a case, one line each; names are for judges only. */
export function stepLines(
  t: Translate,
  lang: Lang,
  zone: string,
  steps: readonly CaseStep[],
  names?: ReadonlyMap<number, string>,
): string[] {
  return steps.map((step) => {
    const who = step.actor_id === null ? undefined : names?.get(step.actor_id)
    const what = t(STEP_NAMES[step.what] ?? { zh: step.what, en: step.what })
    const note = step.note === null ? '' : t({ zh: `：${noteOf(t, step)}`, en: `: ${noteOf(t, step)}` })
    return `${clockFace(step.at, zone, lang)} ${who ? `${who} ` : ''}${what}${note}`
  })
}

function noteOf(t: Translate, step: CaseStep): string {
  const note = step.note ?? ''
  if (step.what !== 'proposed' && step.what !== 'decided') return note
  const [ruling, ...rest] = note.split(': ')
  const name = Object.entries(RULING_NAMES).find(([key]) => key === ruling)?.[1]
  if (!name) return note
  const reason = rest.join(': ')
  return reason ? `${t(name)}（${reason}）` : t(name)
}
