import { z } from 'zod'
import { bringBack, confirmReturn, findLoan, type LoanCard, loanMoved, loansOf, moveLoan } from '#db/things/loans.ts'
import { UserFacingError } from '#kit/errors.ts'
import { type ListItem, sentence, type View } from '#workers/view.ts'
import { broughtBack } from '#workers/view-things.ts'
import { onlyNumber, resourceId } from './args.ts'
import { kept } from './borrow.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { tellOther } from './tell.ts'

export const giveBack = defineCommand({
  name: 'return',
  aliases: ['还', '归还', '我借的'],
  summary: { zh: '看我借的，归还', en: 'What I borrowed; bring it back' },
  usage: { zh: '/return；/return 物品编号', en: '/return; /return thing number' },
  examples: ['/return 3'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    op: z.enum(['list', 'back', 'undo', 'intact', 'damaged', 'missing']).default('list'),
    id: resourceId.optional(),
    loan: resourceId.optional(),
  }),
  fromText(rest) {
    if (rest.trim() === '') return {}
    const number = onlyNumber(rest)
    return number ? { op: 'back', id: number } : undefined
  },
  async run({ op, id, loan }, ctx): Promise<Answer> {
    switch (op) {
      case 'list':
        return { view: await list(ctx), to: 'member' }
      case 'back':
        return back(ctx, await mine(ctx, id, loan))
      case 'undo':
        return undo(ctx, await mine(ctx, id, loan))
      case 'intact':
      case 'damaged':
        return confirm(ctx, loan ?? 0, op === 'intact')
      case 'missing':
        return missing(ctx, loan ?? 0)
      default:
        return op satisfies never
    }
  },
})

async function list(ctx: Context): Promise<View> {
  const { t, db, member } = ctx
  const loans = await loansOf(db, member)
  if (loans.length === 0) {
    return sentence(t({ zh: '您现在没有借东西。', en: 'You have nothing borrowed.' }), {
      note: t({ zh: '可以借的：/borrow', en: 'To borrow: /borrow' }),
    })
  }
  return {
    title: t({ zh: '我借的', en: 'What I borrowed' }),
    blocks: [
      {
        kind: 'list',
        items: loans.map(
          (loan): ListItem => ({
            title: `${loan.thing_id}. ${loan.thing}`,
            detail: t(STATES[loan.status === 'asked' || loan.status === 'back' ? loan.status : 'out'](loan)),
            ...(loan.status === 'out' && {
              actions: [
                {
                  label: t({ zh: '归还', en: 'Return' }),
                  command: 'return',
                  args: { op: 'back', loan: String(loan.id) },
                },
                { label: t({ zh: '续借', en: 'Renew' }), command: 'renew', args: { id: String(loan.thing_id) } },
              ],
            }),
          }),
        ),
      },
    ],
  }
}

const STATES = {
  asked: () => ({ zh: '等保管人同意', en: 'waits for its keeper' }),
  out: (loan: LoanCard) => ({ zh: `应还 ${loan.due_on}`, en: `due on ${loan.due_on}` }),
  back: () => ({ zh: '已还，等保管人确认', en: 'returned, to be confirmed' }),
}

async function back(ctx: Context, loan: LoanCard): Promise<Answer> {
  const { t, now, zone } = ctx
  await ctx.write(async (trx) => {
    await bringBack(trx, loan, now, zone)
    await tellOther(ctx, trx, {
      memberId: loan.keeper_id,
      school: loan.school_id,
      key: `loan:${loan.id}:back:${ctx.eventKey}`,
      view: (say) => broughtBack(say, loan),
    })
  })
  return {
    view: sentence(
      t({
        zh: `已登记归还「${loan.thing}」，等保管人确认；按时完好归还双方都有积分。`,
        en: `“${loan.thing}” is on its way back; its keeper will confirm. On time and whole, both earn points.`,
      }),
      {
        tone: 'good',
        actions: [
          { label: t({ zh: '撤销', en: 'Undo' }), command: 'return', args: { op: 'undo', loan: String(loan.id) } },
        ],
        note: t({ zh: `有损坏请说明：/repair ${loan.thing_id} 情况`, en: `Damaged? /repair ${loan.thing_id} what` }),
      },
    ),
    to: 'member',
  }
}

async function undo(ctx: Context, loan: LoanCard): Promise<Answer> {
  await ctx.write((trx) => moveLoan(trx, loan, ['back'], { status: 'out', back_at: null, back_on: null }))
  return {
    view: sentence(ctx.t({ zh: `「${loan.thing}」仍算您借着。`, en: `You still have “${loan.thing}”.` })),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function confirm(ctx: Context, loanId: number, intact: boolean): Promise<Answer> {
  const { t, member, now } = ctx
  const { loan, thing } = await kept(ctx, loanId)
  const abroad = loan.borrower_school !== thing.school_id
  if (!abroad && loan.borrower_id === member.id) {
    throw new UserFacingError('own_return', {
      zh: '自己借的由保管人或另一位管理员确认。',
      en: 'Somebody else confirms your own return.',
    })
  }
  const { onTime, change } = await ctx.write(async (trx) => {
    const done = await confirmReturn(trx, { loan, thing, intact, now })
    const credit = done.change === 0 ? '' : `${done.change > 0 ? '+' : ''}${done.change}`
    await tellOther(ctx, trx, {
      memberId: loan.borrower_id,
      school: loan.borrower_school,
      key: `loan:${loan.id}:returned`,
      view: (say) =>
        sentence(
          say({
            zh: `「${loan.thing}」已收到${intact ? '，完好' : '，有损坏'}${done.onTime ? '' : '，晚于应还日'}。${credit ? `借用信用 ${credit}。` : ''}`,
            en: `“${loan.thing}” was received${intact ? ' in order' : ' damaged'}${done.onTime ? '' : ', late'}.${credit ? ` Borrowing credit ${credit}.` : ''}`,
          }),
          { tone: intact ? 'good' : 'warn', note: say({ zh: '有疑问：/appeal', en: 'In doubt: /appeal' }) },
        ),
    })
    return done
  })
  ctx.ring('fact.settle', { schoolId: thing.school_id })
  if (abroad) ctx.ring('fact.settle', { schoolId: loan.borrower_school })
  return {
    view: sentence(
      t({
        zh: `已确认归还「${loan.thing}」${onTime ? '，按时' : '，逾期'}${intact ? '、完好' : '、有损坏'}。${change < 0 ? '已计入借用信用。' : ''}`,
        en: `Return of “${loan.thing}” confirmed: ${onTime ? 'on time' : 'late'}, ${intact ? 'in order' : 'damaged'}.`,
      }),
      {
        tone: 'good',
        ...(!intact && { note: t({ zh: `报修：/repair ${thing.id} 情况`, en: `Repair: /repair ${thing.id} what` }) }),
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function missing(ctx: Context, loanId: number): Promise<Answer> {
  const { t } = ctx
  const { loan } = await kept(ctx, loanId)
  await ctx.write(async (trx) => {
    await moveLoan(trx, loan, ['back'], { status: 'out', back_at: null, back_on: null })
    await tellOther(ctx, trx, {
      memberId: loan.borrower_id,
      school: loan.borrower_school,
      key: `loan:${loan.id}:missing:${ctx.eventKey}`,
      view: (say) =>
        sentence(
          say({
            zh: `保管人还没有收到「${loan.thing}」，请核对一下。`,
            en: `The keeper has not received “${loan.thing}” yet; please check.`,
          }),
          { tone: 'warn' },
        ),
    })
  })
  return {
    view: sentence(
      t({ zh: `已请${loan.borrower}核对「${loan.thing}」。`, en: `${loan.borrower} was asked about “${loan.thing}”.` }),
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

/** One of the asker's own loans, by its number or by the thing's. */
export async function mine(ctx: Context, thingId: number | undefined, loanId: number | undefined): Promise<LoanCard> {
  const { db, member, school } = ctx
  const loan =
    loanId === undefined
      ? (await loansOf(db, member)).find((one) => one.thing_id === thingId)
      : await findLoan(db, loanId)
  if (loan && loan.borrower_school === school.id && loan.borrower_id === member.id) return loan
  if (loanId !== undefined) throw loanMoved()
  throw new UserFacingError(
    'not_borrowed',
    { zh: `您没有借编号 ${thingId ?? ''} 的物品。`, en: `You have not borrowed no. ${thingId ?? ''}.` },
    { zh: '您借的：/return', en: 'What you have: /return' },
  )
}
