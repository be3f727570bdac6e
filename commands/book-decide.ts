import { policyAt } from '#db/policy/at.ts'
import type { Trx } from '#db/schema.ts'
import { approveBooking, type BookingCard, bookingsOfThing, endBooking, findBooking } from '#db/things/bookings.ts'
import { addCredit } from '#db/things/credit.ts'
import { promote } from '#db/things/promote.ts'
import { findThing, keeps, listThings, notKeeper, type ThingCard } from '#db/things/things.ts'
import { UserFacingError } from '#kit/errors.ts'
import { shiftDay } from '#kit/workdays.ts'
import { dayOf } from '#kit/zone.ts'
import { type Action, type Block, sentence } from '#workers/view.ts'
import { lessonsText } from '#workers/view-things.ts'
import type { Answer, Context } from './command.ts'
import { tellOther } from './tell.ts'

/** Days back that a keeper can still say that nobody came. */
const NO_SHOW_DAYS = 7

/** A keeper's own list: requests to decide, and today's and last days' bookings. */
export async function todoOfKeeper(ctx: Context): Promise<Block[]> {
  const { t, db, school, member, now, zone } = ctx
  const things = await listThings(db, school.id, { kinds: ['room', 'equipment'], limit: 50 })
  const today = dayOf(now, zone)
  const rows: BookingCard[] = []
  for (const thing of things) {
    if (thing.school_id !== school.id || thing.keeper_id !== member.id) continue
    rows.push(...(await bookingsOfThing(db, thing, shiftDay(today, -NO_SHOW_DAYS))))
  }
  if (rows.length === 0) return []
  return [
    { kind: 'text', text: t({ zh: '我保管的场地', en: 'Places that I keep' }), style: 'strong' },
    {
      kind: 'list',
      items: rows.slice(0, 10).map((row) => ({
        title: `#${row.id} ${row.thing} · ${row.who}`,
        detail: t(lessonsText(row)),
        actions: keeperActions(ctx, row, today),
      })),
    },
  ]
}

function keeperActions({ t }: Context, row: BookingCard, today: string): Action[] {
  const booking = String(row.id)
  if (row.status === 'asked') {
    return [
      { label: t({ zh: '同意', en: 'Yes' }), command: 'book', args: { op: 'approve', booking }, style: 'primary' },
      { label: t({ zh: '不同意', en: 'No' }), command: 'book', args: { op: 'refuse', booking } },
    ]
  }
  if (row.day > today) {
    return [{ label: t({ zh: '取消', en: 'Cancel' }), command: 'book', args: { op: 'refuse', booking } }]
  }
  return [
    {
      label: t({ zh: '没有来', en: 'Did not come' }),
      command: 'book',
      args: { op: 'no_show', booking },
      confirm: t({ zh: '会影响对方的借用信用。确定吗？', en: 'It affects their borrowing credit. Sure?' }),
    },
  ]
}

/** The booker changes their mind; what is freed goes to who waits. */
export async function cancelOwn(ctx: Context, id: number): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const row = await findBooking(db, id)
  if (!row || row.member_school !== school.id || row.member_id !== member.id) throw gone()
  const thing = await findThing(db, school.id, row.thing_id)
  await ctx.write(async (trx) => {
    const ended = await endBooking(trx, row, ['waiting', 'asked', 'confirmed'], 'cancelled', now)
    if (!ended) throw gone()
    if (thing) await passOn(ctx, trx, thing, row.day)
  })
  return {
    view: sentence(
      t({
        zh: `已取消「${row.thing}」${lessonsText(row).zh}。`,
        en: `“${row.thing}”, ${lessonsText(row).en}, is cancelled.`,
      }),
      { note: t({ zh: `重新预约：/book ${row.thing_id}`, en: `To book again: /book ${row.thing_id}` }) },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

/** The keeper decides, or says that nobody came. */
export async function decideBooking(ctx: Context, op: 'approve' | 'refuse' | 'no_show', id: number): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const row = await findBooking(db, id)
  const thing = row && (await findThing(db, school.id, row.thing_id))
  if (!row || !thing) throw gone()
  if (!keeps(member, thing)) throw notKeeper()
  await ctx.write(async (trx) => {
    const done =
      op === 'approve'
        ? await approveBooking(trx, row, thing, now)
        : op === 'refuse'
          ? await endBooking(trx, row, ['asked', 'confirmed'], 'refused', now)
          : await noShow(ctx, trx, row, thing)
    if (!done) throw gone()
    await tellOther(ctx, trx, {
      memberId: row.member_id,
      school: row.member_school,
      key: `booking:${row.id}:${op}`,
      view: (say) => sentence(say(TOLD[op](row)), { tone: op === 'approve' ? 'good' : 'warn' }),
    })
    if (op === 'refuse') await passOn(ctx, trx, thing, row.day)
  })
  const said = {
    approve: { zh: `已同意${row.who}使用「${row.thing}」。`, en: `${row.who} may use “${row.thing}”.` },
    refuse: { zh: `已告诉${row.who}这次不行，时段已空出。`, en: `${row.who} was told no; the lessons are free.` },
    no_show: { zh: `已记录${row.who}没有来。`, en: `It is noted that ${row.who} did not come.` },
  }[op]
  return { view: sentence(t(said), { tone: 'good' }), to: 'member', replace: ctx.pressed }
}

const TOLD = {
  approve: (row: BookingCard) => ({
    zh: `可以使用「${row.thing}」了：${lessonsText(row).zh}。`,
    en: `“${row.thing}” is yours: ${lessonsText(row).en}.`,
  }),
  refuse: (row: BookingCard) => ({
    zh: `「${row.thing}」${lessonsText(row).zh}没有约成，请换个时间：/book ${row.thing_id}`,
    en: `“${row.thing}”, ${lessonsText(row).en}, was not possible; choose another time: /book ${row.thing_id}`,
  }),
  no_show: (row: BookingCard) => ({
    zh: `「${row.thing}」${lessonsText(row).zh}记为没有使用，借用信用有变化。有疑问请联系保管人。`,
    en: `“${row.thing}”, ${lessonsText(row).en}, counts as not used; your borrowing credit changed. In doubt, ask its keeper.`,
  }),
}

async function noShow(ctx: Context, trx: Trx, row: BookingCard, thing: ThingCard) {
  const today = dayOf(ctx.now, thing.zone)
  if (row.day > today || row.day < shiftDay(today, -NO_SHOW_DAYS)) throw gone()
  const done = await endBooking(trx, row, ['confirmed'], 'no_show', ctx.now)
  if (!done) return undefined
  const { borrow_credit } = await policyAt(trx, thing.school_id, ctx.now)
  const person = { schoolId: row.member_school, memberId: row.member_id }
  const entry = {
    key: `booking:${row.id}:no_show`,
    change: -borrow_credit.no_show,
    reason: 'no_show' as const,
    at: ctx.now,
  }
  await addCredit(trx, person, entry)
  return done
}

/** Freed lessons go to those who wait; each is told. */
async function passOn(ctx: Context, trx: Trx, thing: ThingCard, day: string): Promise<void> {
  for (const next of await promote(trx, thing, day, ctx.now)) {
    await tellOther(ctx, trx, {
      memberId: next.member_id,
      school: next.member_school,
      key: `booking:${next.id}:promoted`,
      view: (say) =>
        sentence(
          say({
            zh: `排到您了：「${thing.name}」${lessonsText(next).zh}${next.status === 'asked' ? '，等保管人同意' : ''}。`,
            en: `Your turn: “${thing.name}”, ${lessonsText(next).en}${next.status === 'asked' ? '; its keeper will decide' : ''}.`,
          }),
          {
            tone: 'good',
            actions: [
              {
                label: say({ zh: '不需要了', en: 'Not needed' }),
                command: 'book',
                args: { op: 'cancel', booking: String(next.id) },
              },
            ],
          },
        ),
    })
  }
}

function gone(): UserFacingError {
  return new UserFacingError(
    'booking_gone',
    {
      zh: '没有找到可以改动的预约，可能已经取消或处理过。',
      en: 'There is no booking to change; it may be cancelled or decided.',
    },
    { zh: '查看：/book', en: 'See /book' },
  )
}
