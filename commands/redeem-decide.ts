import {
  approveRedemption,
  deliverRedemption,
  listForApprover,
  refuseRedemption,
  STEP_NAMES,
} from '#db/redeem/approvals.ts'
import type { Offer } from '#db/redeem/offers.ts'
import { findRedemption } from '#db/redeem/rows.ts'
import { setItemOff } from '#db/redeem/switch.ts'
import { UserFacingError } from '#kit/errors.ts'
import { sentence, type View } from '#workers/view.ts'
import { approverActions, redemptionItem, redemptionName } from '#workers/view-redeem.ts'
import type { Answer, Context } from './command.ts'
import { askNext, ownerOf, tellPayers } from './redeem-tell.ts'

const SHOWN = 10

/** What waits for this person: to be approved, or to be handed over. */
export async function todo(ctx: Context): Promise<View> {
  const { t, db, member, zone, lang } = ctx
  if (member.role !== 'head' && member.role !== 'admin') {
    throw new UserFacingError('not_approver', {
      zh: '兑换由教研组长和管理员审批。您的兑换：/redeem 我的',
      en: 'Heads and administrators decide. Yours: /redeem mine',
    })
  }
  const rows = await listForApprover(db, member, SHOWN)
  if (rows.length === 0) return sentence(t({ zh: '没有等您处理的兑换。', en: 'No redemption waits for you.' }))
  const items = []
  for (const row of rows) {
    const who = t(await ownerOf(db, row))
    items.push(redemptionItem(t, row, { zone, lang, who, actions: approverActions(t, row) }))
  }
  return { title: t({ zh: '待处理的兑换', en: 'Redemptions to decide' }), blocks: [{ kind: 'list', items }] }
}

/** A decision; its owner is told in private. */
export async function decideRedemption(
  ctx: Context,
  op: 'approve' | 'refuse' | 'none' | 'deliver',
  id: number,
  reason: string | undefined,
): Promise<Answer> {
  const { t, member, now } = ctx
  if (op === 'refuse' && !reason) return { view: await askReason(ctx, id), to: 'member' }
  if (op === 'deliver') {
    const row = await ctx.write(async (trx) => {
      const done = await deliverRedemption(trx, { member, id, now })
      if (done.member_id !== member.id) await tellPayers(ctx, trx, done)
      return done
    })
    return said(ctx, t({ zh: `${redemptionName(t, row)}已完成。`, en: `${redemptionName(t, row)} is done.` }))
  }
  if (op === 'approve') {
    const { row, done } = await ctx.write(async (trx) => {
      const approved = await approveRedemption(trx, { approver: member, id, now })
      if (approved.done) await tellPayers(ctx, trx, approved.row)
      else await askNext(ctx, trx, approved.row, await ownerOf(trx, approved.row))
      return approved
    })
    const name = redemptionName(t, row)
    const next = row.steps[row.step]
    if (!done && next) {
      const who = STEP_NAMES[next]
      return said(
        ctx,
        t({ zh: `您已同意${name}，还需要${who.zh}审批。`, en: `You approved ${name}; ${who.en} must, too.` }),
      )
    }
    return said(
      ctx,
      t({ zh: `${name}已通过，积分已扣除，请安排发放。`, en: `${name} is approved and paid; please hand it over.` }),
      row.status === 'approved' ? approverActions(t, row) : [],
    )
  }
  const to = op === 'refuse' ? 'rejected' : 'out_of_stock'
  const row = await ctx.write(async (trx) => {
    const ended = await refuseRedemption(trx, { approver: member, id, to, reason, now })
    await tellPayers(ctx, trx, ended)
    return ended
  })
  return said(
    ctx,
    t({
      zh: `${redemptionName(t, row)}已退回，积分还给了对方，并已告知。`,
      en: `${redemptionName(t, row)} was sent back; the points are returned and its owner was told.`,
    }),
  )
}

/** An administrator takes an item off the list, or puts it back. */
export async function switchItem(ctx: Context, op: 'off' | 'on', offer: Offer): Promise<Answer> {
  const { t, member, school, now } = ctx
  if (member.role !== 'admin') {
    throw new UserFacingError('not_for_you', {
      zh: '只有管理员可以暂停或恢复兑换项目。',
      en: 'Only an administrator can switch a reward off or on.',
    })
  }
  await ctx.write((trx) =>
    setItemOff(trx, { schoolId: school.id, item: offer.item.id, off: op === 'off', by: member.id, now }),
  )
  const { name } = offer.item
  return {
    view: sentence(
      op === 'off'
        ? t({
            zh: `「${name.zh}」已暂停兑换，已申请的照常处理。`,
            en: `“${name.en}” is switched off; what was asked for goes on.`,
          })
        : t({ zh: `「${name.zh}」恢复兑换。`, en: `“${name.en}” can be had again.` }),
      {
        tone: 'good',
        actions: [
          {
            label: op === 'off' ? t({ zh: '恢复', en: 'Switch on' }) : t({ zh: '暂停', en: 'Switch off' }),
            command: 'redeem',
            args: { op: op === 'off' ? 'on' : 'off', what: offer.item.id },
          },
        ],
      },
    ),
    to: 'member',
  }
}

async function askReason({ t, db, school }: Context, id: number): Promise<View> {
  const row = await findRedemption(db, school.id, id)
  const title = row ? redemptionName(t, row) : `#${id}`
  return {
    title: t({ zh: `不通过${title}`, en: `Refuse ${title}` }),
    blocks: [
      {
        kind: 'form',
        submit: {
          label: t({ zh: '不通过', en: 'Refuse' }),
          command: 'redeem',
          args: { op: 'refuse', id: String(id) },
          style: 'danger',
        },
        fields: [
          {
            kind: 'input',
            name: 'reason',
            label: t({ zh: '理由（对方会看到）', en: 'Reason (they read it)' }),
            max: 200,
          },
        ],
      },
      {
        kind: 'note',
        text: t({ zh: `或发送：/redeem 不通过 ${id} 理由`, en: `Or send: /redeem refuse ${id} reason` }),
      },
    ],
  }
}

function said(ctx: Context, text: string, actions: ReturnType<typeof approverActions> = []): Answer {
  return { view: sentence(text, { tone: 'good', actions }), to: 'member', replace: ctx.pressed }
}
