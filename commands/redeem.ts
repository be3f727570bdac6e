import { z } from 'zod'
import { formatPoints } from '#db/ledger/amount.ts'
import { spendable } from '#db/ledger/spend-now.ts'
import { cancelRedemption } from '#db/redeem/approvals.ts'
import { listOffers, type Offer, offerFor } from '#db/redeem/offers.ts'
import { draftRedemption, submitRedemption } from '#db/redeem/redemptions.ts'
import { findRedemption, listRedemptions } from '#db/redeem/rows.ts'
import type { Redemption } from '#db/redeem/tables.ts'
import { UserFacingError } from '#kit/errors.ts'
import { clockFace } from '#kit/zone.ts'
import { type Action, sentence, type View } from '#workers/view.ts'
import { offerItem, redemptionItem, redemptionName } from '#workers/view-redeem.ts'
import { resourceId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { decideRedemption, switchItem, todo } from './redeem-decide.ts'
import { give, pool, takeBack } from './redeem-pool.ts'
import { askNext, giversOf, tellGivers } from './redeem-tell.ts'
import { fromWords, OPS } from './redeem-words.ts'

const SHOWN = 8

export const redeem = defineCommand({
  name: 'redeem',
  aliases: ['兑换', '换奖品', '积分兑换'],
  summary: { zh: '用可用积分兑换，查看和取消兑换', en: 'Exchange spendable points; see and cancel' },
  usage: {
    zh: '/redeem；/redeem 1；/redeem 我的；/redeem 取消 12；审批人：/redeem 待办',
    en: '/redeem; /redeem 1; /redeem mine; /redeem cancel 12; approvers: /redeem todo',
  },
  examples: ['/redeem 1', '/redeem 3 128', '/redeem 6 出 20'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    op: z.enum(OPS).default('list'),
    what: z.string().trim().max(60).optional(),
    id: resourceId.optional(),
    resource: resourceId.optional(),
    amount: z.coerce.number().positive().max(10_000).optional(),
    reason: z.string().trim().max(200).optional(),
  }),
  fromText: fromWords,
  async run(args, ctx): Promise<Answer> {
    const { op, id } = args
    switch (op) {
      case 'list':
        return { view: await list(ctx), to: 'member' }
      case 'mine':
        return { view: await mine(ctx), to: 'member' }
      case 'todo':
        return { view: await todo(ctx), to: 'member' }
      case 'choose':
        return choose(ctx, await offerOf(ctx, args.what), args)
      case 'confirm':
        return confirm(ctx, needed(id))
      case 'cancel':
        return cancel(ctx, needed(id))
      case 'give':
        return give(ctx, needed(id), args.amount)
      case 'back':
        return takeBack(ctx, needed(id))
      case 'approve':
      case 'refuse':
      case 'none':
      case 'deliver':
        return decideRedemption(ctx, op, needed(id), args.reason)
      case 'off':
      case 'on':
        return switchItem(ctx, op, await offerOf(ctx, args.what))
      default:
        return op satisfies never
    }
  },
})

async function list(ctx: Context): Promise<View> {
  const { t, db, school, member, now, zone } = ctx
  const has = await spendable(db, school.id, member.id)
  const { offers } = await listOffers(db, { schoolId: school.id, memberId: member.id, now, zone })
  return {
    title: t({ zh: '积分兑换', en: 'Rewards' }),
    blocks: [
      {
        kind: 'fields',
        fields: [{ label: t({ zh: '可用积分', en: 'Spendable points' }), value: formatPoints(has) }],
      },
      { kind: 'list', items: offers.map((offer) => offerItem(t, offer, has)) },
      {
        kind: 'actions',
        actions: [
          { label: t({ zh: '我的兑换', en: 'Mine' }), command: 'redeem', args: { op: 'mine' } },
          ...(member.role === 'teacher'
            ? []
            : [{ label: t({ zh: '待办', en: 'To decide' }), command: 'redeem', args: { op: 'todo' } }]),
        ],
      },
      {
        kind: 'note',
        text: t({
          zh: '兑换：/redeem 序号。兑换不影响累计积分和排名。',
          en: 'To redeem: /redeem number. Ranks are not affected.',
        }),
      },
    ],
  }
}

async function mine(ctx: Context): Promise<View> {
  const { t, db, school, member, zone, lang } = ctx
  const rows = await listRedemptions(db, school.id, member.id, SHOWN)
  if (rows.length === 0) {
    return sentence(t({ zh: '您还没有兑换过。', en: 'You have not redeemed anything yet.' }), {
      note: t({ zh: '可兑换项目：/redeem', en: 'What there is: /redeem' }),
    })
  }
  return {
    title: t({ zh: '我的兑换', en: 'My redemptions' }),
    blocks: [
      {
        kind: 'list',
        items: rows.map((row) => redemptionItem(t, row, { zone, lang, actions: ownActions(ctx, row) })),
      },
    ],
  }
}

async function choose(
  ctx: Context,
  offer: Offer,
  args: { resource?: number | undefined; amount?: number | undefined },
) {
  const { t, school, member, now, zone } = ctx
  // A collection is for no resource: a number behind it is what one gives.
  if (offer.item.pooled) return pool(ctx, offer, args.amount ?? args.resource)
  const catalogue = await listOffers(ctx.db, { schoolId: school.id, memberId: member.id, now, zone })
  const row = await ctx.write((trx) =>
    draftRedemption(trx, { member, offer, catalogue, resourceId: args.resource, now, zone }),
  )
  const price = formatPoints(row.price)
  const waits = row.steps.length > 0
  return {
    view: sentence(
      t({
        zh: `用 ${price} 可用积分兑换${redemptionName(t, row)}？${waits ? '确认后积分先冻结，通过审批才扣除。' : '确认后立即扣除。'}`,
        en: `Exchange ${price} spendable points for ${redemptionName(t, row)}? ${waits ? 'They are held first and spent when it is approved.' : 'They are spent at once.'}`,
      }),
      {
        actions: [
          {
            label: t({ zh: '确认兑换', en: 'Redeem' }),
            command: 'redeem',
            args: { op: 'confirm', id: String(row.id) },
            style: 'primary' as const,
          },
          { label: t({ zh: '不换了', en: 'No' }), command: 'redeem', args: { op: 'cancel', id: String(row.id) } },
        ],
        note: t({ zh: `也可以发送：/redeem 确认 ${row.id}`, en: `Or send: /redeem confirm ${row.id}` }),
      },
    ),
    to: 'member' as const,
  }
}

async function confirm(ctx: Context, id: number): Promise<Answer> {
  const { t, school, member, now, zone, lang } = ctx
  const { is, row } = await ctx.write(async (trx) => {
    const done = await submitRedemption(trx, { schoolId: school.id, id, memberId: member.id, now, zone })
    if (done.is === 'pending') await askNext(ctx, trx, done.row, { zh: member.name, en: member.name })
    return done
  })
  const name = redemptionName(t, row)
  const price = formatPoints(row.price)
  if (is === 'out_of_stock') {
    return {
      view: sentence(t({ zh: `${name}刚刚换完了，没有扣分。`, en: `${name} has just run out; nothing was spent.` }), {
        tone: 'warn',
        note: t({ zh: '其他项目：/redeem', en: 'Other rewards: /redeem' }),
      }),
      to: 'member',
      replace: ctx.pressed,
    }
  }
  const said = {
    pending: {
      zh: `已申请兑换${name}，${price} 分已冻结，等待审批。`,
      en: `You asked for ${name}; ${price} points are held until it is approved.`,
    },
    approved: {
      zh: `已兑换${name}，扣除 ${price} 分，等待发放。`,
      en: `You redeemed ${name} for ${price} points; it will be handed over.`,
    },
    delivered: {
      zh: `已兑换${name}，扣除 ${price} 分，${row.effect_until ? `到 ${clockFace(row.effect_until, zone, lang)} 有效。` : '已生效。'}`,
      en: `You redeemed ${name} for ${price} points; it is in force${row.effect_until ? ` until ${clockFace(row.effect_until, zone, lang)}` : ''}.`,
    },
  }[is]
  return {
    view: sentence(t(said), { tone: 'good', actions: ownActions(ctx, row) }),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function cancel(ctx: Context, id: number): Promise<Answer> {
  const { t, member, now } = ctx
  const { row, held } = await ctx.write(async (trx) => {
    const before = await findRedemption(trx, ctx.school.id, id)
    const givers = before?.pooled ? await giversOf(trx, before) : []
    const done = await cancelRedemption(trx, { member, id, now })
    await tellGivers(ctx, trx, done, givers)
    // Only what was asked for had points set aside; a question that is answered with no had none.
    return { row: done, held: before?.status === 'pending' || givers.length > 0 }
  })
  const back = row.pooled ? '各人出的积分已退回' : '冻结的积分已退回'
  return {
    view: sentence(
      t({
        zh: `已取消${redemptionName(t, row)}，${held ? back : '没有动用积分'}。`,
        en: `${redemptionName(t, row)} was cancelled; ${held ? 'the points are back' : 'nothing was spent'}.`,
      }),
      { actions: [{ label: t({ zh: '重新选择', en: 'Choose again' }), command: 'redeem', args: { op: 'list' } }] },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

function ownActions({ t, member }: Context, row: Redemption): Action[] {
  if (row.member_id !== member.id) return []
  const id = String(row.id)
  if (row.status === 'pending' || row.status === 'draft') {
    return [
      {
        label: t({ zh: '取消兑换', en: 'Cancel' }),
        command: 'redeem',
        args: { op: 'cancel', id },
        confirm: t({ zh: '取消后积分退回。确定吗？', en: 'The points go back. Sure?' }),
      },
    ]
  }
  return row.status === 'approved'
    ? [{ label: t({ zh: '我已收到', en: 'I have it' }), command: 'redeem', args: { op: 'deliver', id } }]
    : []
}

async function offerOf(ctx: Context, what: string | undefined): Promise<Offer> {
  const { db, school, member, now, zone } = ctx
  const { offers } = await listOffers(db, { schoolId: school.id, memberId: member.id, now, zone })
  const offer = offerFor(offers, what ?? '')
  if (offer) return offer
  throw new UserFacingError(
    'no_item',
    { zh: `没有找到「${what ?? ''}」这个兑换项目。`, en: `There is no reward “${what ?? ''}”.` },
    { zh: '发送 /redeem 看目录，再用序号兑换。', en: 'Send /redeem for the list, then use its number.' },
  )
}

function needed(id: number | undefined): number {
  if (id !== undefined) return id
  throw new UserFacingError(
    'no_number',
    { zh: '请写上兑换编号。', en: 'Name the redemption’s number.' },
    { zh: '编号见 /redeem 我的', en: 'See /redeem mine' },
  )
}
