import { formatPoints } from '#db/ledger/amount.ts'
import { KIND_LABELS } from '#db/ledger/labels.ts'
import type { Line, Spendable } from '#db/ledger/read.ts'
import type { Text } from '#kit/lang.ts'
import { clockFace } from '#kit/zone.ts'
import type { ListItem } from '#workers/view.ts'
import type { Context } from './command.ts'

/** The accounts of spendable points as people read them. */
export const ACCOUNT_LABELS: Record<keyof Spendable, Text> = {
  avail: { zh: '可用', en: 'can be spent' },
  pending: { zh: '待生效', en: 'not in force yet' },
  hold: { zh: '冻结中', en: 'on hold' },
  escrow: { zh: '悬赏托管', en: 'put up as bounty' },
}
export const ACCOUNTS = ['avail', 'pending', 'hold', 'escrow'] as const

/** One posting in a list: what it gave, by which rule, when, why. `whose` names its member. */
export function entryItem(line: Line, ctx: Context, whose = false): ListItem {
  const { t, zone, lang } = ctx
  const detail = [
    ...(whose ? [line.memberName] : []),
    clockFace(line.occurredAt, zone, lang),
    ...(line.resourceId === undefined ? [] : [t({ zh: `资源 ${line.resourceId}`, en: `resource ${line.resourceId}` })]),
    entryName(line.seq, ctx),
  ]
  return {
    title: `${amountOf(line, ctx)}　${labelOfEntry(line, ctx)}`,
    detail: detail.join(' · '),
    why: t(line.trace),
  }
}

/** 第 42 笔 */
export function entryName(seq: number, { t }: Context): string {
  return t({ zh: `第 ${seq} 笔`, en: `entry ${seq}` })
}

/** 资源被下载（退回） */
export function labelOfEntry(line: Line, { t }: Context): string {
  const kind = KIND_LABELS[line.kind]
  return kind === undefined
    ? t(line.ruleLabel)
    : t({ zh: `${line.ruleLabel.zh}（${kind.zh}）`, en: `${line.ruleLabel.en} (${kind.en})` })
}

/** `+1.00`; of a posting that moves spendable points only, where to: `可用 -5.00`. */
export function amountOf(line: Line, { t }: Context): string {
  const moved = ACCOUNTS.find((account) => line.moves[account] !== 0)
  if (line.amount !== 0 || moved === undefined) return signed(line.amount)
  return `${t(ACCOUNT_LABELS[moved])} ${signed(line.moves[moved])}`
}

export function signed(amount: number): string {
  return `${amount >= 0 ? '+' : ''}${formatPoints(amount)}`
}
