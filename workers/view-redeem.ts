import { formatPoints } from '#db/ledger/amount.ts'
import type { Offer } from '#db/redeem/offers.ts'
import { STATUS_NAMES } from '#db/redeem/rows.ts'
import type { Redemption } from '#db/redeem/tables.ts'
import type { Lang, Text, Translate } from '#kit/lang.ts'
import { clockFace } from '#kit/zone.ts'
import { type Action, type ListItem, sentence, type View } from './view.ts'

/** How one writes a redemption to somebody: its name and number. */
export function redemptionName(t: Translate, row: Pick<Redemption, 'id' | 'name'>): string {
  return t({ zh: `「${row.name.zh}」（#${row.id}）`, en: `“${row.name.en}” (#${row.id})` })
}

/** One item of the catalogue: price, what is left, and a button when it is within reach. */
export function offerItem(t: Translate, offer: Offer, available: number): ListItem {
  const { item } = offer
  const affordable = item.pooled || available >= offer.price
  const why = whyNot(offer, available)
  const details: Text[] = [
    { zh: `${formatPoints(offer.price)} 分`, en: `${formatPoints(offer.price)} points` },
    { zh: `${PERIOD[item.stock.per].zh}剩 ${offer.left}`, en: `${offer.left} left ${PERIOD[item.stock.per].en}` },
    ...(offer.mayHave === undefined ? [] : [{ zh: `您还可换 ${offer.mayHave}`, en: `${offer.mayHave} more for you` }]),
    APPROVAL[item.approval],
  ]
  const open = why === undefined && affordable
  return {
    title: `${offer.n}. ${t(item.name)}`,
    detail: details.map(t).join(' · '),
    ...(why && { why: t(why) }),
    ...(open && {
      actions: [
        {
          label: item.pooled ? t({ zh: '参加共筹', en: 'Take part' }) : t({ zh: '兑换', en: 'Redeem' }),
          command: 'redeem',
          args: { op: 'choose', what: item.id },
          style: 'primary' as const,
        },
      ],
    }),
  }
}

/** A redemption in a list, with what its reader can do. */
export function redemptionItem(
  t: Translate,
  row: Redemption,
  more: { zone: string; lang: Lang; who?: string; actions: Action[] },
): ListItem {
  const at = clockFace(row.held_at ?? row.created_at, more.zone, more.lang)
  return {
    title: `#${row.id} ${t(row.name)}`,
    detail: [
      more.who,
      `${formatPoints(row.price)} · ${t(row.pooled && row.status === 'draft' ? COLLECTING : STATUS_NAMES[row.status])} · ${at}`,
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
    ...(row.reason && row.reason !== 'deadline' && { why: row.reason }),
    ...(more.actions.length > 0 && { actions: more.actions }),
  }
}

/** The buttons of whoever decides. */
export function approverActions(t: Translate, row: Redemption): Action[] {
  const id = String(row.id)
  if (row.status === 'approved') {
    return [
      {
        label: t({ zh: '已发放', en: 'Handed over' }),
        command: 'redeem',
        args: { op: 'deliver', id },
        style: 'primary',
      },
      {
        label: t({ zh: '无货，退回', en: 'None left' }),
        command: 'redeem',
        args: { op: 'none', id },
        confirm: t({ zh: '积分会退回给对方。确定吗？', en: 'The points go back. Sure?' }),
      },
    ]
  }
  return [
    { label: t({ zh: '通过', en: 'Approve' }), command: 'redeem', args: { op: 'approve', id }, style: 'primary' },
    { label: t({ zh: '不通过', en: 'Refuse' }), command: 'redeem', args: { op: 'refuse', id } },
    { label: t({ zh: '无货', en: 'None left' }), command: 'redeem', args: { op: 'none', id } },
  ]
}

/** What an approver is told when something waits for them. */
export function askApprover(t: Translate, row: Redemption, who: string): View {
  return sentence(
    t({
      zh: `${who}兑换${redemptionName(t, row)}，${formatPoints(row.price)} 分，请您审批。`,
      en: `${who} asks for ${redemptionName(t, row)}, ${formatPoints(row.price)} points: please decide.`,
    }),
    {
      tone: 'warn',
      actions: approverActions(t, row),
      note: t({ zh: '全部待办：/redeem 待办', en: 'All that waits: /redeem todo' }),
    },
  )
}

/** What its owner is told when it went on, or ended. */
export function toldOwner(t: Translate, row: Redemption): View {
  const name = redemptionName(t, row)
  // Of a collection everybody gets back what they gave, never its price.
  const back = row.pooled
    ? { zh: '各人出的积分', en: 'everybody’s points' }
    : { zh: `${formatPoints(row.price)} 分`, en: `${formatPoints(row.price)} points` }
  const id = String(row.id)
  switch (row.status) {
    case 'approved':
      return sentence(t({ zh: `${name}已通过，等待发放。`, en: `${name} is approved and will be handed over.` }), {
        tone: 'good',
        actions: [{ label: t({ zh: '我已收到', en: 'I have it' }), command: 'redeem', args: { op: 'deliver', id } }],
      })
    case 'delivered':
      return sentence(t({ zh: `${name}已完成。`, en: `${name} is done.` }), { tone: 'good' })
    case 'rejected':
      return sentence(
        t({
          zh: `${name}没有通过：${row.reason ?? ''}。${back.zh}已退回。`,
          en: `${name} was not approved: ${row.reason ?? ''}. ${sentenceStart(back.en)} are back.`,
        }),
        { tone: 'warn', note: t({ zh: '其他可兑换项目：/redeem', en: 'Other rewards: /redeem' }) },
      )
    case 'out_of_stock':
      return sentence(
        t({ zh: `${name}没有货了，${back.zh}已退回。`, en: `${name} has run out; ${back.en} are back.` }),
        { tone: 'warn', note: t({ zh: '其他可兑换项目：/redeem', en: 'Other rewards: /redeem' }) },
      )
    default:
      return sentence(
        t({
          zh: `${name}已取消，已付的积分退回。`,
          en: `${name} was cancelled; the points that were paid are back.`,
        }),
        { note: t({ zh: '可以重新兑换：/redeem', en: 'You can redeem again: /redeem' }) },
      )
  }
}

/** `everybody’s` → `Everybody’s` */
function sentenceStart(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

const COLLECTING: Text = { zh: '筹集中', en: 'being collected' }
const PERIOD: Record<'week' | 'month' | 'term' | 'year', Text> = {
  week: { zh: '本周', en: 'this week' },
  month: { zh: '本月', en: 'this month' },
  term: { zh: '本学期', en: 'this term' },
  year: { zh: '本学年', en: 'this year' },
}
const APPROVAL: Record<Offer['item']['approval'], Text> = {
  auto: { zh: '立即生效', en: 'at once' },
  admin: { zh: '管理员审批', en: 'an administrator approves' },
  head_admin: { zh: '组长和管理员审批', en: 'head and administrator approve' },
  principal: { zh: '校长审批', en: 'the principal approves' },
}

function whyNot(offer: Offer, available: number): Text | undefined {
  if (offer.off) return { zh: '暂停兑换', en: 'not available now' }
  if (offer.left === 0) return { zh: '已换完', en: 'none left' }
  if (offer.mayHave === 0) return { zh: '您本期已换满', en: 'you have had yours' }
  if (offer.item.pooled || available >= offer.price) return undefined
  const missing = formatPoints(offer.price - Math.max(0, available))
  return { zh: `还差 ${missing} 分`, en: `${missing} points to go` }
}
