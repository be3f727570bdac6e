import { z } from 'zod'
import {
  confirmTeaching,
  decided,
  endTeaching,
  enterTeaching,
  findTeaching,
  listTeaching,
  notYours,
  schoolNamed,
  type TeachingCard,
} from '#db/events/teaching.ts'
import { tellAdmins } from '#db/rows/tell.ts'
import type { Trx } from '#db/schema.ts'
import { UserFacingError } from '#kit/errors.ts'
import type { Text, Translate } from '#kit/lang.ts'
import { showable } from '#kit/text.ts'
import { dayOf } from '#kit/zone.ts'
import { type Action, sentence, type View } from '#workers/view.ts'
import { resourceId } from './args.ts'
import { dayFrom } from './book-words.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { tellOther } from './tell.ts'

const SHOWN = 8

export const teach = defineCommand({
  name: 'teach',
  aliases: ['跨校授课', '送教'],
  summary: { zh: '登记跨校授课，两校确认后计分', en: 'Lessons taught at another school, confirmed by both' },
  usage: {
    zh: '/teach 学校 日期 2节 [课题]；/teach 取消 7',
    en: '/teach school date 2 periods [title]; /teach cancel 7',
  },
  examples: ['/teach 二中 昨天 2节 浮力'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    op: z.enum(['list', 'enter', 'confirm', 'refuse', 'cancel']).default('list'),
    id: resourceId.optional(),
    school: z.string().trim().min(1).max(40).optional(),
    day: z.string().max(20).optional(),
    periods: z.coerce.number().int().min(1).max(8).optional(),
    title: z.string().trim().max(60).optional(),
  }),
  fromText(rest) {
    const text = rest.normalize('NFKC').trim()
    if (text === '') return {}
    const ending = /^(取消|cancel|确认|confirm|退回|refuse)\s*#?(\d{1,10})$/i.exec(text)
    if (ending?.[1] && ending[2]) {
      const op = /取消|cancel/i.test(ending[1]) ? 'cancel' : /确认|confirm/i.test(ending[1]) ? 'confirm' : 'refuse'
      return { op, id: ending[2] }
    }
    const match = /^(\S+)\s+(\S+)\s+(\d)\s*(?:节|课时|periods?)?(?:\s+([\s\S]+))?$/i.exec(text)
    if (!match?.[1]) return undefined
    return { op: 'enter', school: match[1], day: match[2], periods: match[3], ...(match[4] && { title: match[4] }) }
  },
  async run(args, ctx): Promise<Answer> {
    const { op, id } = args
    if (op === 'list') return { view: await list(ctx), to: 'member' }
    if (op === 'enter') return enter(ctx, args)
    const row = await findTeaching(ctx.db, id ?? 0)
    if (!row) throw notYours()
    return op === 'confirm' ? confirm(ctx, row) : end(ctx, row, op)
  },
})

async function enter(
  ctx: Context,
  args: {
    school?: string | undefined
    day?: string | undefined
    periods?: number | undefined
    title?: string | undefined
  },
): Promise<Answer> {
  const { t, member, school, now, zone } = ctx
  const today = dayOf(now, zone)
  const yesterday = /^(?:昨天|yesterday)$/i.test(args.day ?? '')
  const day = yesterday ? dayOf(new Date(now.getTime() - 86_400_000), zone) : pastDay(args.day ?? '', today)
  if (!args.school || !args.periods || day === undefined) {
    throw new UserFacingError('teach_what', {
      zh: '请写上学校、日期和节数，例如：/teach 二中 2026-11-20 2节 浮力',
      en: 'Give school, date and periods: /teach School 2026-11-20 2',
    })
  }
  if (day > today) {
    throw new UserFacingError('not_yet', { zh: '上完课再登记。', en: 'Enter it after the lesson.' })
  }
  const atSchool = showable(args.school, 40)
  if (atSchool === school.name || atSchool === school.name_en) {
    throw new UserFacingError('own_school', {
      zh: '这里登记的是在外校上的课。',
      en: 'This is for lessons at other schools.',
    })
  }
  const periods = args.periods
  const title = args.title && showable(args.title, 60)
  const row = await ctx.write(async (trx) => {
    const done = await enterTeaching(trx, { member, atSchool, day, periods, title, now })
    if (done) await askAdmins(ctx, trx, { ...done, who: member.name })
    return done
  })
  if (!row) {
    throw new UserFacingError('entered_before', {
      zh: `${day} 在${atSchool}的课已经登记过。`,
      en: `Your lessons at ${atSchool} on ${day} were entered before.`,
    })
  }
  return {
    view: sentence(
      t({
        zh: `已登记（#${row.id}）${day} 在${atSchool}授课 ${periods} 节，两校确认后计分。`,
        en: `Entered (#${row.id}): ${periods} period(s) at ${atSchool} on ${day}. It counts when both schools confirm.`,
      }),
      {
        tone: 'good',
        actions: [
          { label: t({ zh: '撤销', en: 'Undo' }), command: 'teach', args: { op: 'cancel', id: String(row.id) } },
        ],
      },
    ),
    to: 'member',
  }
}

async function askAdmins(ctx: Context, trx: Trx, row: TeachingCard): Promise<void> {
  const host = await schoolNamed(trx, row.at_school)
  const schools = new Set([row.school_id, ...(host ? [host.id] : [])])
  for (const schoolId of schools) {
    const chats = await tellAdmins(trx, schoolId, {
      key: `teaching:${row.id}:ask`,
      now: ctx.now,
      view: (t) =>
        sentence(
          t({
            zh: `请确认跨校授课：${said(row).zh}。`,
            en: `Please confirm lessons at another school: ${said(row).en}.`,
          }),
          {
            tone: 'warn',
            actions: adminActions(t, row),
          },
        ),
    })
    for (const chatId of chats) ctx.ring('chat.post', { schoolId, chatId })
  }
}

async function confirm(ctx: Context, row: TeachingCard): Promise<Answer> {
  const { t, member, now } = ctx
  const { done } = await ctx.write(async (trx) => {
    const confirmed = await confirmTeaching(trx, row, member, now)
    if (confirmed.done) {
      await tellOther(ctx, trx, {
        memberId: row.member_id,
        school: row.school_id,
        key: `teaching:${row.id}:confirmed`,
        view: (say) =>
          sentence(
            say({
              zh: `跨校授课已确认：${said(row).zh}。积分见 /me`,
              en: `Confirmed: ${said(row).en}. Points: /me`,
            }),
            {
              tone: 'good',
            },
          ),
      })
    }
    return confirmed
  })
  if (done) ctx.ring('fact.settle', { schoolId: row.school_id })
  return {
    view: sentence(
      done
        ? t({
            zh: `两方都已确认，${row.who}的跨校授课计分。`,
            en: `Both have confirmed: the lessons of ${row.who} count.`,
          })
        : t({ zh: '您已确认，还需要另一方确认。', en: 'You have confirmed; the other side must, too.' }),
      { tone: 'good' },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function end(ctx: Context, row: TeachingCard, op: 'refuse' | 'cancel'): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const own = row.school_id === school.id && row.member_id === member.id
  const host = await schoolNamed(db, row.at_school)
  const admin = member.role === 'admin' && !own && (row.school_id === school.id || host?.id === school.id)
  if (op === 'cancel' ? !own : !admin) throw notYours()
  await ctx.write(async (trx) => {
    if (!(await endTeaching(trx, row, op === 'cancel' ? 'cancelled' : 'refused', now))) throw decided()
    if (op === 'cancel') return
    await tellOther(ctx, trx, {
      memberId: row.member_id,
      school: row.school_id,
      key: `teaching:${row.id}:refused`,
      view: (say) =>
        sentence(
          say({
            zh: `跨校授课没有确认：${said(row).zh}。请和${member.name}核对后重新登记。`,
            en: `Not confirmed: ${said(row).en}. Talk to ${member.name} and enter it again.`,
          }),
          { tone: 'warn' },
        ),
    })
  })
  return {
    view: sentence(
      op === 'cancel'
        ? t({ zh: `已撤销登记 #${row.id}。`, en: `#${row.id} is taken back.` })
        : t({ zh: `已退回，并告诉了${row.who}。`, en: `Refused; ${row.who} was told.` }),
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function list(ctx: Context): Promise<View> {
  const { t, db, member } = ctx
  const rows = await listTeaching(db, member, SHOWN)
  if (rows.length === 0) {
    return sentence(t({ zh: '没有跨校授课的记录。', en: 'No lessons at other schools yet.' }), {
      note: t({ zh: '登记：/teach 二中 昨天 2节 课题', en: 'To enter: /teach School yesterday 2' }),
    })
  }
  return {
    title: t({ zh: '跨校授课', en: 'Lessons at other schools' }),
    blocks: [
      {
        kind: 'list',
        items: rows.map((row) => ({
          title: `#${row.id} ${t(said(row))}`,
          detail: t(STATES[row.status]),
          actions:
            row.status !== 'asked'
              ? []
              : row.member_id === member.id && row.school_id === member.school_id
                ? [
                    {
                      label: t({ zh: '撤销', en: 'Undo' }),
                      command: 'teach',
                      args: { op: 'cancel', id: String(row.id) },
                    },
                  ]
                : adminActions(t, row),
        })),
      },
    ],
  }
}

const STATES: Record<TeachingCard['status'], Text> = {
  asked: { zh: '等两校确认', en: 'to be confirmed' },
  confirmed: { zh: '已确认', en: 'confirmed' },
  refused: { zh: '未确认', en: 'not confirmed' },
  cancelled: { zh: '已撤销', en: 'taken back' },
}

function adminActions(t: Translate, row: { id: number }): Action[] {
  const id = String(row.id)
  return [
    { label: t({ zh: '确认', en: 'Confirm' }), command: 'teach', args: { op: 'confirm', id }, style: 'primary' },
    { label: t({ zh: '不符', en: 'Not so' }), command: 'teach', args: { op: 'refuse', id } },
  ]
}

function said(row: TeachingCard): Text {
  const title = row.title === null ? '' : `「${row.title}」`
  return {
    zh: `${row.who} ${row.day} 在${row.at_school} ${row.periods} 节${title}`,
    en: `${row.who}, ${row.day}, ${row.at_school}, ${row.periods} period(s)${title}`,
  }
}

/** A day that has been: a date without a year is the last one with it. */
function pastDay(words: string, today: string): string | undefined {
  const day = dayFrom(words, today)
  if (day === undefined || day <= today || !/\d/.test(words) || /\d{4}/.test(words)) return day
  return dayFrom(`${Number(day.slice(0, 4)) - 1}${day.slice(4)}`, today)
}
