import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { refuseTime } from '#db/things/booking-limits.ts'
import { bookingsOf, book as reserve, takenLessons, type Wanted, waitFor } from '#db/things/bookings.ts'
import { PURPOSES } from '#db/things/tables.ts'
import { findThing, listThings, noThing, type ThingCard } from '#db/things/things.ts'
import { UserFacingError } from '#kit/errors.ts'
import { showable } from '#kit/text.ts'
import { shiftDay } from '#kit/workdays.ts'
import { dayOf } from '#kit/zone.ts'
import { type Block, sentence, type View } from '#workers/view.ts'
import { lessonsText, PURPOSE_NAMES, thingItem } from '#workers/view-things.ts'
import { resourceId } from './args.ts'
import { cancelOwn, decideBooking, todoOfKeeper } from './book-decide.ts'
import { bookWords, dayFrom, lessonsFrom } from './book-words.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { tellOther } from './tell.ts'

const SHOWN = 10

export const book = defineCommand({
  name: 'book',
  aliases: ['预约', '预订', '订场地'],
  summary: { zh: '预约场地或设备，明天起', en: 'Books a place or equipment, from tomorrow on' },
  usage: {
    zh: '/book；/book 编号 明天 3-4 公开课；/book 取消 7',
    en: '/book; /book number tomorrow 3-4 lesson; /book cancel 7',
  },
  examples: ['/book 3 明天 3-4 公开课', '/book 3 下周三'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    op: z.enum(['list', 'pick', 'book', 'wait', 'cancel', 'approve', 'refuse', 'no_show']).default('list'),
    id: resourceId.optional(),
    booking: resourceId.optional(),
    day: z.string().max(20).optional(),
    lessons: z.string().max(20).optional(),
    purpose: z.enum(PURPOSES).default('lesson'),
    note: z.string().trim().max(60).optional(),
  }),
  fromText: bookWords,
  async run(args, ctx): Promise<Answer> {
    const { op, id, booking } = args
    switch (op) {
      case 'list':
        return { view: await list(ctx), to: 'member' }
      case 'cancel':
        return cancelOwn(ctx, booking ?? 0)
      case 'approve':
      case 'refuse':
      case 'no_show':
        return decideBooking(ctx, op, booking ?? 0)
      case 'pick':
      case 'book':
      case 'wait': {
        const thing = await findThing(ctx.db, ctx.school.id, id ?? 0)
        if (!thing) throw noThing(id ?? 0)
        const today = dayOf(ctx.now, thing.zone)
        const day = args.day === undefined ? shiftDay(today, 1) : dayFrom(args.day, today)
        if (day === undefined) throw noDay()
        if (op === 'pick') return { view: await pick(ctx, thing, day), to: 'member' }
        const lessons = lessonsFrom(args.lessons ?? '')
        if (!lessons) return { view: await pick(ctx, thing, day), to: 'member' }
        const note = args.note && showable(args.note, 60)
        const wanted = { day, ...lessons, purpose: args.purpose, ...(note && { note }) }
        return op === 'book' ? reserveLessons(ctx, thing, wanted) : wait(ctx, thing, wanted)
      }
      default:
        return op satisfies never
    }
  },
})

async function list(ctx: Context): Promise<View> {
  const { t, db, school, member, now, zone } = ctx
  const mine = await bookingsOf(db, member, dayOf(now, zone))
  const todo = await todoOfKeeper(ctx)
  const things = await listThings(db, school.id, { kinds: ['room', 'equipment'], limit: SHOWN })
  const blocks: Block[] = []
  if (mine.length > 0) {
    blocks.push({ kind: 'text', text: t({ zh: '我的预约', en: 'My bookings' }), style: 'strong' })
    blocks.push({
      kind: 'list',
      items: mine.map((row) => ({
        title: `#${row.id} ${row.thing}`,
        detail: `${t(lessonsText(row))} · ${t(STATES[row.status === 'waiting' || row.status === 'asked' ? row.status : 'confirmed'])}`,
        actions: [
          { label: t({ zh: '取消', en: 'Cancel' }), command: 'book', args: { op: 'cancel', booking: String(row.id) } },
        ],
      })),
    })
  }
  blocks.push(...todo)
  blocks.push(
    things.length === 0
      ? { kind: 'text', text: t({ zh: '还没有登记可预约的场地。', en: 'No place is registered yet.' }) }
      : {
          kind: 'list',
          items: things.map((thing) =>
            thingItem(
              t,
              thing,
              school.id,
              thing.status === 'ready'
                ? [
                    {
                      label: t({ zh: '看空闲', en: 'Free lessons' }),
                      command: 'book',
                      args: { op: 'pick', id: String(thing.id) },
                    },
                  ]
                : [],
            ),
          ),
        },
  )
  blocks.push({
    kind: 'note',
    text: t({ zh: '预约：/book 编号 明天 3-4 公开课', en: 'To book: /book number tomorrow 3-4 lesson' }),
  })
  return { title: t({ zh: '预约', en: 'Bookings' }), blocks }
}

const STATES = {
  waiting: { zh: '排队中', en: 'waiting' },
  asked: { zh: '等保管人同意', en: 'waits for its keeper' },
  confirmed: { zh: '已预约', en: 'booked' },
}

/** The free lessons of a day as buttons; a day that can not be booked is refused here already. */
async function pick(ctx: Context, thing: ThingCard, day: string): Promise<View> {
  const { t, db, now } = ctx
  const policy = await policyAt(db, thing.school_id, now)
  refuseTime({ day, first: 1, last: 1 }, policy, dayOf(now, thing.zone))
  const taken = await takenLessons(db, thing, day)
  const lessons = Array.from({ length: policy.things.lessons }, (_, index) => index + 1)
  const free = lessons.filter((lesson) => !taken.includes(lesson))
  const args = { id: String(thing.id), day }
  return {
    title: `${thing.name} · ${day}`,
    blocks: [
      {
        kind: 'text',
        text:
          free.length > 0
            ? t({ zh: `空闲：第 ${free.join('、')} 节`, en: `Free lessons: ${free.join(', ')}` })
            : t({ zh: '这一天约满了。', en: 'This day is fully booked.' }),
      },
      {
        kind: 'actions',
        actions: [
          ...free.map((lesson) => ({
            label: t({ zh: `第 ${lesson} 节`, en: `Lesson ${lesson}` }),
            command: 'book',
            args: { ...args, op: 'book', lessons: String(lesson) },
          })),
          {
            label: t({ zh: '后一天', en: 'Next day' }),
            command: 'book',
            args: { op: 'pick', id: args.id, day: shiftDay(day, 1) },
          },
        ],
      },
      {
        kind: 'note',
        text: t({
          zh: `连堂或写用途：/book ${thing.id} ${day} 3-4 公开课`,
          en: `Several lessons: /book ${thing.id} ${day} 3-4 lesson`,
        }),
      },
    ],
  }
}

async function reserveLessons(ctx: Context, thing: ThingCard, wanted: Wanted): Promise<Answer> {
  const { t, member, now } = ctx
  const when = lessonsText({ day: wanted.day, first_lesson: wanted.first, last_lesson: wanted.last })
  const { is, row, voucher } = await ctx.write(async (trx) => {
    const done = await reserve(trx, { thing, member, wanted, now })
    if (done.row && done.is === 'asked') {
      const id = String(done.row.id)
      await tellOther(ctx, trx, {
        memberId: thing.keeper_id,
        school: thing.school_id,
        key: `booking:${id}:ask`,
        view: (say) =>
          sentence(
            say({
              zh: `${member.name}想用「${thing.name}」，${when.zh}，${PURPOSE_NAMES[wanted.purpose].zh}。`,
              en: `${member.name} would like “${thing.name}”, ${when.en}, for ${PURPOSE_NAMES[wanted.purpose].en}.`,
            }),
            {
              tone: 'warn',
              actions: [
                {
                  label: say({ zh: '同意', en: 'Yes' }),
                  command: 'book',
                  args: { op: 'approve', booking: id },
                  style: 'primary',
                },
                { label: say({ zh: '不同意', en: 'No' }), command: 'book', args: { op: 'refuse', booking: id } },
              ],
            },
          ),
      })
    }
    return done
  })
  if (is === 'taken' || !row) {
    const args = {
      id: String(thing.id),
      day: wanted.day,
      lessons: `${wanted.first}-${wanted.last}`,
      purpose: wanted.purpose,
    }
    return {
      view: sentence(
        t({
          zh: `「${thing.name}」${when.zh}已被预约，没有约上。`,
          en: `“${thing.name}” is taken for ${when.en}; nothing was booked.`,
        }),
        {
          tone: 'warn',
          actions: [
            { label: t({ zh: '排队等候', en: 'Wait for it' }), command: 'book', args: { ...args, op: 'wait' } },
            {
              label: t({ zh: '看空闲', en: 'Free lessons' }),
              command: 'book',
              args: { op: 'pick', id: args.id, day: wanted.day },
            },
          ],
        },
      ),
      to: 'member',
    }
  }
  const extra = voucher ? t({ zh: '已使用一张优先预约券。', en: ' One booking voucher was used.' }) : ''
  return {
    view: sentence(
      is === 'asked'
        ? t({
            zh: `已申请「${thing.name}」${when.zh}，等${thing.keeper}同意。${extra}`,
            en: `You asked for “${thing.name}”, ${when.en}; ${thing.keeper} will decide.${extra}`,
          })
        : t({
            zh: `已预约「${thing.name}」${when.zh}。${extra}`,
            en: `“${thing.name}” is booked for ${when.en}.${extra}`,
          }),
      {
        tone: 'good',
        actions: [
          {
            label: t({ zh: '取消预约', en: 'Cancel' }),
            command: 'book',
            args: { op: 'cancel', booking: String(row.id) },
          },
        ],
        note: t({ zh: '用不上请提前取消，让给别人。', en: 'Cancel in time what you do not need.' }),
      },
    ),
    to: 'member',
  }
}

async function wait(ctx: Context, thing: ThingCard, wanted: Wanted): Promise<Answer> {
  const { t, member, now } = ctx
  const row = await ctx.write((trx) => waitFor(trx, { thing, member, wanted, now }))
  return {
    view: sentence(
      t({
        zh: `已排队「${thing.name}」${lessonsText(row).zh}，空出来会按用途、等候时间和公平原则安排，并通知您。`,
        en: `You wait for “${thing.name}”, ${lessonsText(row).en}. When it is freed it goes by purpose, waiting time and fairness; you will be told.`,
      }),
      {
        tone: 'good',
        actions: [
          {
            label: t({ zh: '不等了', en: 'Stop waiting' }),
            command: 'book',
            args: { op: 'cancel', booking: String(row.id) },
          },
        ],
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

function noDay(): UserFacingError {
  return new UserFacingError('no_day', {
    zh: '没有看懂日期，请写成 明天、下周三 或 12月4日。',
    en: 'I did not understand the day: write tomorrow, or 2026-12-04.',
  })
}
