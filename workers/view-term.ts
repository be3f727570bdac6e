import { formatPoints } from '#db/ledger/amount.ts'
import { termLabel } from '#db/policy/terms.ts'
import type { TermAnswer } from '#db/terms/answers.ts'
import type { TermClose } from '#db/terms/close.ts'
import type { QuotaSheet } from '#db/terms/quota.ts'
import type { KeptSheet } from '#db/terms/read.ts'
import type { TermSpan } from '#db/terms/span.ts'
import type { Lang, Text, Translate } from '#kit/lang.ts'
import { clockFace } from '#kit/zone.ts'
import type { Action, Block, View } from './view.ts'

type Reader = { t: Translate; lang: Lang; zone: string }

/** The last minute of a half-open stretch, as people say it: 23:59. */
const lastMinute = (end: Date) => new Date(end.getTime() - 60_000)

/** `还有 3 天`, and on the last day `今天`. */
export function daysText(days: number): Text {
  if (days === 0) return { zh: '今天', en: 'today' }
  return { zh: `还有 ${days} 天`, en: days === 1 ? 'in 1 day' : `in ${days} days` }
}

/** Before a term ends: when, what then, and what is still owed. */
export function noticeView(span: TermSpan, days: number, quota: QuotaSheet | undefined, reader: Reader): View {
  const { t, lang, zone } = reader
  const missing = quota && quota.due > quota.done ? quota.due - quota.done : 0
  const ends = clockFace(lastMinute(span.to), zone, lang)
  const until = clockFace(lastMinute(span.publicityUntil), zone, lang)
  const blocks: Block[] = [
    {
      kind: 'text',
      text: t({
        zh: `${termLabel(span.id).zh}${daysText(days).zh}结束（${ends}）。之后公示到 ${until}，您可以确认结算单或提出异议。`,
        en: `The ${termLabel(span.id).en} ends ${daysText(days).en} (${ends}). Until ${until} you can then confirm your sheet or dispute it.`,
      }),
    },
  ]
  if (missing > 0) {
    blocks.push({
      kind: 'text',
      text: t({
        zh: `您的原创任务还差 ${missing} 件（${quota?.done}/${quota?.due}）。`,
        en: `${missing} original(s) are still missing for your quota (${quota?.done} of ${quota?.due}).`,
      }),
    })
    blocks.push({ kind: 'actions', actions: [pickAction(t)] })
  }
  return { title: t({ zh: '学期即将结束', en: 'The term is about to end' }), blocks }
}

/** A reminder of the quota, once per mark, kindly. */
export function reminderView(span: TermSpan, days: number, quota: QuotaSheet, { t }: Reader): View {
  const left = quota.due - quota.done
  return {
    title: t({ zh: '学期任务提醒', en: 'About this term’s quota' }),
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: `${termLabel(span.id).zh}原创 ${quota.done}/${quota.due} 件，还差 ${left} 件，学期${daysText(days).zh}结束。`,
          en: `${termLabel(span.id).en}: ${quota.done} of ${quota.due} originals, ${left} to go; it ends ${daysText(days).en}.`,
        }),
      },
      { kind: 'actions', actions: [pickAction(t)] },
      {
        kind: 'note',
        text: t({
          zh: '只有您能看到这条提醒。也可以直接往群里发一份自己做的资料。',
          en: 'Only you see this. You can also drop something of your own in the group.',
        }),
      },
    ],
  }
}

function pickAction(t: Translate): Action {
  return {
    label: t({ zh: '从我的群文件里选一份', en: 'Pick one of my files' }),
    command: 'quota',
    args: { do: 'pick' },
    style: 'primary',
  }
}

/** One's own sheet of a term, with the two answers while it is shown. */
export function sheetView(close: TermClose, sheet: KeptSheet, answer: TermAnswer | undefined, reader: Reader): View {
  const { t, lang, zone } = reader
  const open = close.state === 'public' || close.state === 'settled'
  const blocks: Block[] = [
    {
      kind: 'fields',
      fields: [
        { label: t({ zh: '本学期贡献分', en: 'Points of the term' }), value: formatPoints(sheet.points) },
        { label: t({ zh: '累计贡献分', en: 'Points in all' }), value: formatPoints(sheet.lifetime) },
        {
          label: t({ zh: '可用积分', en: 'Spendable' }),
          value: formatPoints(sheet.avail),
          note: t({ zh: `待到账 ${formatPoints(sheet.pending)}`, en: `pending ${formatPoints(sheet.pending)}` }),
        },
        { label: t({ zh: '原创任务', en: 'Originals' }), value: quotaOf(sheet, t) },
        ...(sheet.band === undefined
          ? []
          : [{ label: t({ zh: '所在区间', en: 'Band' }), value: t(bandText(sheet.band)) }]),
        ...(sheet.badges > 0 ? [{ label: t({ zh: '徽章', en: 'Badges' }), value: String(sheet.badges) }] : []),
      ],
    },
  ]
  if (answer) blocks.push({ kind: 'text', text: t(answerText(answer, sheet)) })
  if (open) {
    blocks.push({ kind: 'actions', actions: answerActions(close.term, answer, t) })
    blocks.push({
      kind: 'note',
      text: t({
        zh: `公示到 ${clockFace(lastMinute(close.publicityUntil), zone, lang)}，${clockFace(close.lockAt, zone, lang)} 锁定。单笔积分用 /why 查、用 /appeal 申诉。`,
        en: `Shown until ${clockFace(lastMinute(close.publicityUntil), zone, lang)}, locked on ${clockFace(close.lockAt, zone, lang)}. /why explains an entry, /appeal contests it.`,
      }),
    })
  } else if (close.lockedAt) {
    blocks.push({
      kind: 'note',
      text: t({
        zh: `已于 ${clockFace(close.lockedAt, zone, lang)} 锁定，校验码 ${close.snapshotHash?.slice(0, 12) ?? ''}。之后的更正记在当前学期。`,
        en: `Locked on ${clockFace(close.lockedAt, zone, lang)}, checksum ${close.snapshotHash?.slice(0, 12) ?? ''}. Later corrections count for the current term.`,
      }),
    })
  }
  return {
    title: t({ zh: `${termLabel(close.term).zh}结算单`, en: `Your sheet of the ${termLabel(close.term).en}` }),
    blocks,
  }
}

function answerActions(term: string, answer: TermAnswer | undefined, t: Translate): Action[] {
  const confirm: Action = {
    label: t({ zh: '确认', en: 'Confirm' }),
    command: 'term',
    args: { do: 'confirm', term },
    style: 'primary',
  }
  const dispute: Action = { label: t({ zh: '有异议', en: 'Dispute' }), command: 'term', args: { do: 'dispute', term } }
  return answer?.answer === 'confirmed' ? [dispute] : answer ? [confirm] : [confirm, dispute]
}

function answerText(answer: TermAnswer, sheet: KeptSheet): Text {
  const changed =
    answer.points === sheet.points
      ? { zh: '', en: '' }
      : {
          zh: `当时为 ${formatPoints(answer.points)} 分，后有变动。`,
          en: ` It was ${formatPoints(answer.points)} then and has changed since.`,
        }
  if (answer.answer === 'confirmed') {
    return { zh: `您已确认。${changed.zh}`, en: `You have confirmed it.${changed.en}` }
  }
  const reply =
    answer.resolution === undefined
      ? { zh: '管理员会答复您。', en: 'An administrator will answer.' }
      : { zh: `答复：${answer.resolution}`, en: `The answer: ${answer.resolution}` }
  return {
    zh: `您提出了异议：${answer.note}。${reply.zh}${changed.zh}`,
    en: `You disputed it: ${answer.note}. ${reply.en}${changed.en}`,
  }
}

function quotaOf(sheet: KeptSheet, t: Translate): string {
  if (sheet.exempt !== undefined) return t({ zh: `${sheet.quotaDone} 件（免任务）`, en: `${sheet.quotaDone} (exempt)` })
  if (sheet.quotaDue === 0) return String(sheet.quotaDone)
  const met = sheet.quotaDone >= sheet.quotaDue
  return t({
    zh: `${sheet.quotaDone}/${sheet.quotaDue} 件${met ? '，已达标' : ''}`,
    en: `${sheet.quotaDone} of ${sheet.quotaDue}${met ? ', met' : ''}`,
  })
}

/** 0.25 → 前 25% */
export function bandText(band: number): Text {
  const percent = Math.round(band * 100)
  return { zh: `前 ${percent}%`, en: `top ${percent} %` }
}

/** Points that end with the term. */
export function expiryView(amount: number, days: number, span: TermSpan, { t }: Reader): View {
  return {
    title: t({ zh: '可用积分即将到期', en: 'Spendable points are about to expire' }),
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: `您有 ${formatPoints(amount)} 可用积分将在 ${days} 天后（${termLabel(span.id).zh}结束）到期。贡献分不受影响。`,
          en: `${formatPoints(amount)} of your spendable points expire in ${days} days, when the ${termLabel(span.id).en} ends. Your contribution stays.`,
        }),
      },
      {
        kind: 'actions',
        actions: [{ label: t({ zh: '去兑换', en: 'Spend them' }), command: 'redeem', args: {}, style: 'primary' }],
      },
    ],
  }
}
