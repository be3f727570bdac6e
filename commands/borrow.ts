import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { getMember } from '#db/rows/people.ts'
import { creditOf } from '#db/things/credit.ts'
import { findLoan, type LoanCard, lend, loanMoved, loanOfThing, moveLoan, borrow as take } from '#db/things/loans.ts'
import { findThing, keeps, listThings, noThing, notKeeper, type ThingCard } from '#db/things/things.ts'
import { dayOf } from '#kit/zone.ts'
import { type ListItem, sentence, type View } from '#workers/view.ts'
import { askKeeper, thingItem } from '#workers/view-things.ts'
import { onlyNumber, resourceId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { tellOther } from './tell.ts'

const SHOWN = 15

export const borrow = defineCommand({
  name: 'borrow',
  aliases: ['借', '借用', '借阅'],
  summary: { zh: '借设备或图书，到期前提醒', en: 'Borrows equipment or a book, with reminders' },
  usage: {
    zh: '/borrow；/borrow 编号；归还 /return，续借 /renew',
    en: '/borrow; /borrow number; then /return, /renew',
  },
  examples: ['/borrow 3'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    op: z.enum(['list', 'take', 'lend', 'refuse', 'cancel']).default('list'),
    id: resourceId.optional(),
    loan: resourceId.optional(),
  }),
  fromText(rest) {
    if (rest.trim() === '') return {}
    const number = onlyNumber(rest)
    return number ? { op: 'take', id: number } : undefined
  },
  async run({ op, id, loan }, ctx): Promise<Answer> {
    switch (op) {
      case 'list':
        return { view: await list(ctx), to: 'member' }
      case 'take':
        return start(ctx, id ?? 0)
      case 'lend':
      case 'refuse':
        return decide(ctx, loan ?? 0, op)
      case 'cancel':
        return cancel(ctx, loan ?? 0)
      default:
        return op satisfies never
    }
  },
})

async function list(ctx: Context): Promise<View> {
  const { t, db, school, member, now, zone } = ctx
  const policy = await policyAt(db, school.id, now)
  const credit = await creditOf(db, { schoolId: school.id, memberId: member.id }, policy, dayOf(now, zone))
  const things = await listThings(db, school.id, { kinds: ['equipment', 'book'], limit: SHOWN })
  const items: ListItem[] = []
  for (const thing of things) {
    const loan = await loanOfThing(db, thing.id)
    const free = !loan && thing.status === 'ready' && !(thing.school_id === school.id && thing.keeper_id === member.id)
    const out = loan ? t({ zh: `借出，应还 ${loan.due_on ?? '—'}`, en: `lent, due ${loan.due_on ?? '—'}` }) : undefined
    items.push(
      thingItem(
        t,
        thing,
        school.id,
        free
          ? [{ label: t({ zh: '借', en: 'Borrow' }), command: 'borrow', args: { op: 'take', id: String(thing.id) } }]
          : [],
        out,
      ),
    )
  }
  return {
    title: t({ zh: '可以借的', en: 'To borrow' }),
    blocks: [
      {
        kind: 'fields',
        fields: [{ label: t({ zh: '借用信用', en: 'Borrowing credit' }), value: String(credit.points) }],
      },
      ...(items.length > 0
        ? [{ kind: 'list' as const, items }]
        : [{ kind: 'text' as const, text: t({ zh: '还没有登记可借的物品。', en: 'Nothing is registered yet.' }) }]),
      {
        kind: 'note',
        text: t({
          zh: '借：/borrow 编号；我借的：/return；场地预约：/book；登记物品：/item',
          en: 'Borrow: /borrow number; mine: /return; places: /book; register: /item',
        }),
      },
    ],
  }
}

async function start(ctx: Context, id: number): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const thing = await findThing(db, school.id, id)
  if (!thing) throw noThing(id)
  const loan = await ctx.write(async (trx) => {
    const row = await take(trx, { thing, member, now })
    const card: LoanCard = { ...row, thing: thing.name, keeper_id: thing.keeper_id, borrower: member.name }
    await tellOther(ctx, trx, {
      memberId: thing.keeper_id,
      school: thing.school_id,
      key: `loan:${row.id}:${row.status}`,
      view: (say) =>
        row.status === 'asked'
          ? askKeeper(say, card)
          : sentence(
              say({
                zh: `${member.name}借走了「${thing.name}」，应还 ${row.due_on}。`,
                en: `${member.name} borrowed “${thing.name}”; it is due on ${row.due_on}.`,
              }),
            ),
    })
    return row
  })
  const back = {
    label: t({ zh: '取消', en: 'Cancel' }),
    command: 'borrow',
    args: { op: 'cancel', loan: String(loan.id) },
  }
  return {
    view:
      loan.status === 'asked'
        ? sentence(
            t({
              zh: `已向${thing.keeper}申请借「${thing.name}」，同意后告诉您。`,
              en: `${thing.keeper} was asked for “${thing.name}”; you will be told.`,
            }),
            { actions: [back] },
          )
        : sentence(
            t({
              zh: `您借了「${thing.name}」，请在 ${loan.due_on} 前还。${thing.place ? `取用地点：${thing.place}。` : ''}`,
              en: `You have “${thing.name}”; please return it by ${loan.due_on}.${thing.place ? ` Place: ${thing.place}.` : ''}`,
            }),
            {
              tone: 'good',
              actions: [
                back,
                {
                  label: t({ zh: '归还', en: 'Return' }),
                  command: 'return',
                  args: { op: 'back', loan: String(loan.id) },
                },
              ],
              note: t({
                zh: `归还：/return ${thing.id}；续借：/renew ${thing.id}`,
                en: `/return ${thing.id}; /renew ${thing.id}`,
              }),
            },
          ),
    to: 'member',
  }
}

async function decide(ctx: Context, loanId: number, op: 'lend' | 'refuse'): Promise<Answer> {
  const { t, db, member, now } = ctx
  const { loan, thing } = await kept(ctx, loanId)
  const borrower = await getMember(db, loan.borrower_school, loan.borrower_id)
  const done = await ctx.write(async (trx) => {
    const row =
      op === 'lend'
        ? await lend(trx, loan, thing, borrower, now)
        : await moveLoan(trx, loan, ['asked'], { status: 'refused', ended_at: now })
    await tellOther(ctx, trx, {
      memberId: loan.borrower_id,
      school: loan.borrower_school,
      key: `loan:${loan.id}:${row.status}`,
      view: (say) =>
        op === 'lend'
          ? sentence(
              say({
                zh: `可以借「${loan.thing}」了，请找${member.name}取，${row.due_on} 前还。`,
                en: `You may have “${loan.thing}”: fetch it from ${member.name} and return it by ${row.due_on}.`,
              }),
              { tone: 'good' },
            )
          : sentence(
              say({
                zh: `「${loan.thing}」这次借不了，可以和${member.name}商量。`,
                en: `“${loan.thing}” can not be lent this time; talk to ${member.name}.`,
              }),
            ),
    })
    return row
  })
  return {
    view: sentence(
      op === 'lend'
        ? t({
            zh: `已借出「${loan.thing}」给${loan.borrower}，应还 ${done.due_on}。`,
            en: `“${loan.thing}” is lent to ${loan.borrower} until ${done.due_on}.`,
          })
        : t({ zh: `已告诉${loan.borrower}这次不借。`, en: `${loan.borrower} was told no.` }),
      { tone: 'good' },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

/** The undo of a loan that was just begun: nothing was fetched yet. */
async function cancel(ctx: Context, loanId: number): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const loan = await findLoan(db, loanId)
  if (!loan || loan.borrower_school !== school.id || loan.borrower_id !== member.id) throw loanMoved()
  const fresh = loan.out_at === null || dayOf(loan.out_at, ctx.zone) === dayOf(now, ctx.zone)
  if (!fresh) throw loanMoved()
  await ctx.write(async (trx) => {
    await moveLoan(trx, loan, ['asked', 'out'], { status: 'cancelled', ended_at: now })
    await tellOther(ctx, trx, {
      memberId: loan.keeper_id,
      school: loan.school_id,
      key: `loan:${loan.id}:cancelled`,
      view: (say) =>
        sentence(
          say({
            zh: `${member.name}不借「${loan.thing}」了。`,
            en: `${member.name} does not need “${loan.thing}” any more.`,
          }),
        ),
    })
  })
  return {
    view: sentence(t({ zh: `已取消借「${loan.thing}」。`, en: `The loan of “${loan.thing}” was cancelled.` })),
    to: 'member',
    replace: ctx.pressed,
  }
}

/** A loan of a thing that the asker keeps. */
export async function kept(ctx: Context, loanId: number): Promise<{ loan: LoanCard; thing: ThingCard }> {
  const loan = await findLoan(ctx.db, loanId)
  const thing = loan && (await findThing(ctx.db, ctx.school.id, loan.thing_id))
  if (!loan || !thing) throw loanMoved()
  if (!keeps(ctx.member, thing)) throw notKeeper()
  return { loan, thing }
}
