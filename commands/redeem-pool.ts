import { formatPoints, MINOR_UNITS } from '#db/ledger/amount.ts'
import { listOffers, type Offer } from '#db/redeem/offers.ts'
import { fundedOf, sharesOf } from '#db/redeem/payers.ts'
import { draftRedemption } from '#db/redeem/redemptions.ts'
import { giveShare, lockPools, openPool, takeBackShares } from '#db/redeem/shares.ts'
import type { Redemption } from '#db/redeem/tables.ts'
import { UserFacingError } from '#kit/errors.ts'
import { sentence, type View } from '#workers/view.ts'
import { redemptionName } from '#workers/view-redeem.ts'
import type { Answer, Context } from './command.ts'
import { askNext, ownerOf } from './redeem-tell.ts'

/** What the department collects for: shows how far it is, or begins it; with an amount gives at once. */
export async function pool(ctx: Context, offer: Offer, amount: number | undefined): Promise<Answer> {
  const { member, school, now, zone } = ctx
  const departmentId = member.department_id
  if (departmentId === null) {
    throw new UserFacingError('no_department', {
      zh: '教研组共筹要先有教研组，请联系管理员登记。',
      en: 'This is for a department; ask an administrator to enter yours.',
    })
  }
  const row = await ctx.write(async (trx) => {
    await lockPools(trx, school.id)
    const open = await openPool(trx, school.id, departmentId, offer.item.id)
    if (open) return open
    const catalogue = await listOffers(trx, { schoolId: school.id, memberId: member.id, now, zone })
    return draftRedemption(trx, { member, offer, catalogue, resourceId: undefined, now, zone })
  })
  if (amount !== undefined) return give(ctx, row.id, amount)
  return { view: await progress(ctx, row), to: 'member' }
}

export async function give(ctx: Context, id: number, amount: number | undefined): Promise<Answer> {
  const { t, member, now, zone } = ctx
  if (amount === undefined) {
    throw new UserFacingError('how_much', {
      zh: `请写上要出的积分，例如：/redeem 教研组共筹 出 20`,
      en: `Say how many points you give, such as: /redeem department give 20`,
    })
  }
  const given = await ctx.write(async (trx) => {
    const done = await giveShare(trx, { member, id, amount: Math.round(amount * MINOR_UNITS), now, zone })
    if (done.complete) await askNext(ctx, trx, done.row, await ownerOf(trx, done.row))
    return done
  })
  const name = redemptionName(t, given.row)
  const gave = formatPoints(given.gave)
  const [funded, price] = [formatPoints(given.funded), formatPoints(given.row.price)]
  return {
    view: sentence(
      given.complete
        ? t({
            zh: `您出了 ${gave} 分，${name}已筹满，等待审批。`,
            en: `You gave ${gave}; ${name} is complete and waits for approval.`,
          })
        : t({
            zh: `您出了 ${gave} 分，${name}已筹 ${funded}/${price}。没有筹满时会全部退回。`,
            en: `You gave ${gave}; ${name} has ${funded} of ${price}. Everything goes back unless it is complete.`,
          }),
      {
        tone: 'good',
        actions: given.complete
          ? []
          : [
              {
                label: t({ zh: '退出并取回', en: 'Take mine back' }),
                command: 'redeem',
                args: { op: 'back', id: String(id) },
              },
            ],
      },
    ),
    to: 'member',
  }
}

export async function takeBack(ctx: Context, id: number): Promise<Answer> {
  const { t, member, now } = ctx
  const { row, back } = await ctx.write((trx) => takeBackShares(trx, { member, id, now }))
  return {
    view: sentence(
      t({
        zh: `已取回您在${redemptionName(t, row)}里的 ${formatPoints(back)} 分。`,
        en: `Your ${formatPoints(back)} points in ${redemptionName(t, row)} are back.`,
      }),
      { tone: 'good', note: t({ zh: '想再参加：/redeem', en: 'To take part again: /redeem' }) },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

/** How far a collection is; colleagues see the sum and the number of givers, not who gave how much. */
async function progress(ctx: Context, row: Redemption): Promise<View> {
  const { t, db, member } = ctx
  const shares = (await sharesOf(db, row)).filter((share) => share.status === 'held')
  const mine = shares.filter((share) => share.member_id === member.id).reduce((sum, share) => sum + share.amount, 0)
  const givers = new Set(shares.map((share) => share.member_id)).size
  const id = String(row.id)
  return {
    title: t(row.name),
    blocks: [
      {
        kind: 'fields',
        fields: [
          {
            label: t({ zh: '已筹', en: 'Collected' }),
            value: `${formatPoints(fundedOf(shares))}/${formatPoints(row.price)}`,
          },
          { label: t({ zh: '参加人数', en: 'People' }), value: String(givers) },
          { label: t({ zh: '我出的', en: 'Mine' }), value: formatPoints(mine) },
        ],
      },
      {
        kind: 'form',
        submit: {
          label: t({ zh: '出积分', en: 'Give' }),
          command: 'redeem',
          args: { op: 'give', id },
          style: 'primary',
        },
        fields: [{ kind: 'input', name: 'amount', label: t({ zh: '出多少分', en: 'How many points' }), max: 8 }],
      },
      ...(mine > 0
        ? [
            {
              kind: 'actions' as const,
              actions: [
                { label: t({ zh: '退出并取回', en: 'Take mine back' }), command: 'redeem', args: { op: 'back', id } },
              ],
            },
          ]
        : []),
      {
        kind: 'note',
        text: t({
          zh: '没有筹满、没有通过或取消时，积分全部退回。',
          en: 'Unless it is complete and approved, all points go back.',
        }),
      },
    ],
  }
}
