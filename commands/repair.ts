import { z } from 'zod'
import { bookingsOfThing } from '#db/things/bookings.ts'
import { openRepairs, reportDamage, setRepaired, withdrawReport } from '#db/things/repairs.ts'
import { findThing, keeps, noThing, notKeeper } from '#db/things/things.ts'
import { UserFacingError } from '#kit/errors.ts'
import { showable } from '#kit/text.ts'
import { dayOf } from '#kit/zone.ts'
import { sentence, type View } from '#workers/view.ts'
import { lessonsText } from '#workers/view-things.ts'
import { resourceId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { tellOther } from './tell.ts'

export const repair = defineCommand({
  name: 'repair',
  aliases: ['报修', '维修'],
  summary: { zh: '报修；修好前暂停借用和预约', en: 'Reports damage; it is not lent until repaired' },
  usage: {
    zh: '/repair 编号 情况；保管人：/repair 修好 编号',
    en: '/repair number what; keeper: /repair fixed number',
  },
  examples: ['/repair 3 目镜松动'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    op: z.enum(['list', 'report', 'fixed', 'undo']).default('list'),
    id: resourceId.optional(),
    text: z.string().trim().min(1).max(200).optional(),
    report: resourceId.optional(),
  }),
  fromText(rest) {
    const text = rest.normalize('NFKC').trim()
    if (text === '') return {}
    const fixed = /^(?:修好|已修好|修好了|fixed)\s*#?(\d{1,10})$/i.exec(text)?.[1]
    if (fixed) return { op: 'fixed', id: fixed }
    const match = /^#?(\d{1,10})号?\s+([\s\S]+)$/.exec(text)
    if (!match?.[1] || !match[2]) return undefined
    return /^(?:修好了?|已修好|fixed)$/i.test(match[2])
      ? { op: 'fixed', id: match[1] }
      : { op: 'report', id: match[1], text: match[2] }
  },
  async run({ op, id, text, report }, ctx): Promise<Answer> {
    switch (op) {
      case 'list':
        return { view: await list(ctx), to: 'member' }
      case 'report':
        return tellDamage(ctx, id ?? 0, text ?? '')
      case 'fixed':
        return fixed(ctx, id ?? 0)
      case 'undo':
        return undo(ctx, report ?? 0)
      default:
        return op satisfies never
    }
  },
})

async function list({ t, db, member }: Context): Promise<View> {
  const open = await openRepairs(db, member)
  if (open.length === 0) {
    return sentence(t({ zh: '没有等您处理的报修。', en: 'Nothing waits to be repaired.' }), {
      note: t({ zh: '报修：/repair 编号 情况', en: 'To report: /repair number what' }),
    })
  }
  return {
    title: t({ zh: '待修', en: 'To be repaired' }),
    blocks: [
      {
        kind: 'list',
        items: open.map((one) => ({
          title: `${one.thing_id}. ${one.thing}`,
          detail: one.text,
          actions: [
            {
              label: t({ zh: '已修好', en: 'Repaired' }),
              command: 'repair',
              args: { op: 'fixed', id: String(one.thing_id) },
            },
          ],
        })),
      },
    ],
  }
}

async function tellDamage(ctx: Context, id: number, text: string): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const thing = await findThing(db, school.id, id)
  if (!thing) throw noThing(id)
  const words = showable(text, 200)
  const booked = await bookingsOfThing(db, thing, dayOf(now, thing.zone))
  const report = await ctx.write(async (trx) => {
    const number = await reportDamage(trx, { thing, by: member, text: words, now })
    if (thing.keeper_id !== member.id || thing.school_id !== school.id) {
      await tellOther(ctx, trx, {
        memberId: thing.keeper_id,
        school: thing.school_id,
        key: `repair:${number}`,
        view: (say) =>
          sentence(
            say({
              zh: `${member.name}报修「${thing.name}」：${words}`,
              en: `${member.name} reports “${thing.name}”: ${words}`,
            }),
            {
              tone: 'warn',
              actions: [
                {
                  label: say({ zh: '已修好', en: 'Repaired' }),
                  command: 'repair',
                  args: { op: 'fixed', id: String(id) },
                },
              ],
            },
          ),
      })
    }
    for (const one of booked) {
      await tellOther(ctx, trx, {
        memberId: one.member_id,
        school: one.member_school,
        key: `repair:${number}:booking:${one.id}`,
        view: (say) =>
          sentence(
            say({
              zh: `「${thing.name}」正在维修，您预约的${lessonsText(one).zh}可能用不了，请和保管人${thing.keeper}确认。`,
              en: `“${thing.name}” is being repaired; your booking (${lessonsText(one).en}) may not be possible. Ask ${thing.keeper}.`,
            }),
            { tone: 'warn' },
          ),
      })
    }
    return number
  })
  return {
    view: sentence(
      t({
        zh: `已报修「${thing.name}」，修好前暂停借用和预约，保管人已收到通知。`,
        en: `“${thing.name}” is reported: it is not lent or booked until repaired; its keeper was told.`,
      }),
      {
        tone: 'good',
        actions: [
          { label: t({ zh: '撤销', en: 'Undo' }), command: 'repair', args: { op: 'undo', report: String(report) } },
        ],
      },
    ),
    to: 'member',
  }
}

async function fixed(ctx: Context, id: number): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const thing = await findThing(db, school.id, id)
  if (!thing) throw noThing(id)
  if (!keeps(member, thing)) throw notKeeper()
  const n = await ctx.write((trx) => setRepaired(trx, thing, now))
  if (n === 0)
    throw new UserFacingError('nothing_broken', {
      zh: `「${thing.name}」没有报修。`,
      en: `“${thing.name}” was not reported.`,
    })
  return {
    view: sentence(
      t({ zh: `「${thing.name}」已修好，可以借用和预约了。`, en: `“${thing.name}” is repaired and can be used.` }),
      {
        tone: 'good',
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function undo(ctx: Context, report: number): Promise<Answer> {
  const { t, db, member, now } = ctx
  const row = await db
    .selectFrom('repair')
    .select(['school_id'])
    .where('id', '=', report)
    .where('by_id', '=', member.id)
    .executeTakeFirst()
  const done =
    row && (await ctx.write((trx) => withdrawReport(trx, { schoolId: row.school_id, id: report, by: member, now })))
  if (!done)
    throw new UserFacingError('report_gone', {
      zh: '这条报修已经处理过了。',
      en: 'This report was dealt with already.',
    })
  return {
    view: sentence(t({ zh: '已撤销报修。', en: 'The report was taken back.' })),
    to: 'member',
    replace: ctx.pressed,
  }
}
