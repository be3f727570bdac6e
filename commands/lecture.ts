import { z } from 'zod'
import {
  announce,
  attach,
  cancelLecture,
  checkIn,
  closeLecture,
  codeAt,
  comingLectures,
  findLecture,
  type LectureCard,
  materialsOf,
} from '#db/events/lectures.ts'
import { LECTURE_LEVELS, type LectureLevel } from '#db/events/tables.ts'
import { policyAt } from '#db/policy/at.ts'
import { findVisible } from '#db/rows/resources.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named, showable } from '#kit/text.ts'
import { clockFace, clockOn, dayOf } from '#kit/zone.ts'
import { sentence, type View } from '#workers/view.ts'
import { notFound, resourceId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { card, hostActions, hosts, LEVEL_NAMES, noLecture, over } from './lecture-view.ts'
import { lectureWords, startOf } from './lecture-words.ts'

const SHOWN = 8
/** A lecture stays in the list for so long after it began. In milliseconds: a day. */
const LIST_MS = 86_400_000

export const lecture = defineCommand({
  name: 'lecture',
  aliases: ['讲座', '公开课', '签到'],
  summary: { zh: '讲座和公开课：发布、签到、结束', en: 'Lectures: announce, check in, close' },
  usage: {
    zh: '/lecture 标题 明天 15:30 [校|跨校|区] [地点]；/签到 六位码；/lecture 5 资料 128；/lecture 5 结束',
    en: '/lecture title tomorrow 15:30 [school|cross|district] [place]; /lecture 123456; /lecture 5 material 128; /lecture 5 close',
  },
  examples: ['/lecture 单元整体教学 明天 15:30 跨校 报告厅', '/签到 482913'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    op: z.enum(['list', 'announce', 'show', 'code', 'checkin', 'attach', 'detach', 'close', 'cancel']).default('list'),
    id: resourceId.optional(),
    title: z.string().trim().min(1).max(60).optional(),
    when: z.string().max(40).optional(),
    level: z.enum(LECTURE_LEVELS).default('school'),
    place: z.string().trim().max(40).optional(),
    code: z
      .string()
      .regex(/^\d{6}$/)
      .optional(),
    resource: resourceId.optional(),
  }),
  fromText: lectureWords,
  async run(args, ctx): Promise<Answer> {
    const { op, id, resource } = args
    if (op === 'list') return { view: await list(ctx), to: 'member' }
    if (op === 'announce') return start(ctx, args)
    if (op === 'checkin') return arrive(ctx, args.code ?? '')
    const event = await findLecture(ctx.db, ctx.school.id, id ?? 0)
    if (!event) throw noLecture(id ?? 0)
    if (op === 'show') return { view: card(ctx, event, await materialsOf(ctx.db, event)) }
    if (!hosts(ctx, event)) {
      throw new UserFacingError('not_host', {
        zh: '只有主讲人或管理员可以这样做。',
        en: 'Only its host or an administrator can do this.',
      })
    }
    switch (op) {
      case 'code':
        return { view: await code(ctx, event), to: 'member', replace: ctx.pressed }
      case 'attach':
      case 'detach':
        return material(ctx, event, resource ?? 0, op === 'attach')
      case 'close':
        return close(ctx, event)
      case 'cancel':
        return cancel(ctx, event)
      default:
        return op satisfies never
    }
  },
})

async function list(ctx: Context): Promise<View> {
  const { t, db, school, now, zone, lang } = ctx
  const events = await comingLectures(db, school.id, new Date(now.getTime() - LIST_MS), SHOWN)
  if (events.length === 0) {
    return sentence(t({ zh: '近期没有讲座。', en: 'No lecture is coming.' }), {
      note: t({
        zh: '发布：/lecture 标题 明天 15:30 校 地点',
        en: 'To announce: /lecture title tomorrow 15:30 school place',
      }),
    })
  }
  return {
    title: t({ zh: '讲座与公开课', en: 'Lectures' }),
    blocks: [
      {
        kind: 'list',
        items: events.map((event) => ({
          title: `#${event.id} ${event.title}`,
          detail: [
            event.host,
            clockFace(event.starts_at, zone, lang),
            event.place ?? undefined,
            t(LEVEL_NAMES[event.level]),
            event.school_id === school.id ? undefined : t({ zh: event.school, en: event.school_en }),
          ]
            .filter((part) => part !== undefined)
            .join(' · '),
          actions: hosts(ctx, event) ? hostActions(ctx, event) : [],
        })),
      },
      { kind: 'note', text: t({ zh: '到场签到：/签到 六位码', en: 'To check in: /lecture code' }) },
    ],
  }
}

async function start(
  ctx: Context,
  args: { title?: string | undefined; when?: string | undefined; level: LectureLevel; place?: string | undefined },
): Promise<Answer> {
  const { member, now, zone } = ctx
  const at = startOf(args.when ?? '', dayOf(now, zone))
  if (args.title === undefined || !at) {
    throw new UserFacingError('when', {
      zh: '请写上标题和时间，例如：/lecture 单元整体教学 明天 15:30 校 报告厅',
      en: 'Give a title and a time: /lecture title tomorrow 15:30 school hall',
    })
  }
  const startsAt = clockOn(at.day, at, zone)
  if (startsAt < now) {
    throw new UserFacingError('past', {
      zh: '这个时间已经过去了，请换一个。',
      en: 'This time has passed; choose another.',
    })
  }
  const given = {
    host: member,
    title: showable(args.title, 60),
    level: args.level,
    startsAt,
    place: args.place && showable(args.place, 40),
    now,
  }
  const event = await ctx.write((trx) => announce(trx, given))
  const found = await findLecture(ctx.db, event.school_id, event.id)
  if (!found) throw noLecture(event.id)
  const view = card(ctx, found, [])
  return { view: { ...view, blocks: [...view.blocks, { kind: 'actions', actions: hostActions(ctx, found) }] } }
}

async function code(ctx: Context, event: LectureCard): Promise<View> {
  const { t, db, now } = ctx
  if (event.status !== 'announced') throw over(event)
  const policy = await policyAt(db, event.school_id, now)
  return {
    title: t({ zh: `签到码 ${codeAt(event, now, policy)}`, en: `Code ${codeAt(event, now, policy)}` }),
    blocks: [
      {
        kind: 'text',
        text: t({
          zh: `「${event.title}」已签到 ${event.guests} 人。签到码每 ${policy.events.code_seconds} 秒更换，请只在现场出示。`,
          en: `“${event.title}”: ${event.guests} checked in. The code changes every ${policy.events.code_seconds} seconds; show it on the spot only.`,
        }),
      },
      { kind: 'actions', actions: hostActions(ctx, event) },
    ],
  }
}

async function arrive(ctx: Context, digits: string): Promise<Answer> {
  const { t, db, school, member, now } = ctx
  const policy = await policyAt(db, school.id, now)
  const done = await ctx.write((trx) => checkIn(trx, { member, code: digits, policy, now }))
  if (!done) {
    throw new UserFacingError(
      'wrong_code',
      { zh: '签到码不对或已经更换，没有签到。', en: 'This code is wrong or has changed; you are not checked in.' },
      { zh: '请看现场最新的六位码再发一次。', en: 'Look at the newest code on the spot and send it again.' },
    )
  }
  const { lecture: event, again } = done
  return {
    view: sentence(
      again
        ? t({ zh: `您已签到过「${event.title}」。`, en: `You had checked in to “${event.title}”.` })
        : t({
            zh: `已签到「${event.title}」，讲座结束后计分。`,
            en: `Checked in to “${event.title}”; it counts when the lecture is closed.`,
          }),
      {
        tone: 'good',
        note: t({ zh: `听后反馈：/feedback ${event.id} 您的想法`, en: `Your feedback: /feedback ${event.id} …` }),
      },
    ),
    to: 'member',
  }
}

async function material(ctx: Context, event: LectureCard, number: number, attached: boolean): Promise<Answer> {
  const { t, db, member } = ctx
  if (event.status === 'cancelled' || event.status === 'closed') throw over(event)
  const resource = await findVisible(db, viewerOf(member), number)
  if (resource?.status !== 'live') throw notFound(number)
  await ctx.write((trx) => attach(trx, event, number, attached))
  return {
    view: sentence(
      attached
        ? t({
            zh: `已把${named(resource.title)}附到「${event.title}」。`,
            en: `“${resource.title}” is attached to “${event.title}”.`,
          })
        : t({
            zh: `已从「${event.title}」去掉${named(resource.title)}。`,
            en: `“${resource.title}” is taken off “${event.title}”.`,
          }),
      {
        tone: 'good',
        actions: [
          {
            label: attached ? t({ zh: '去掉', en: 'Take off' }) : t({ zh: '重新附上', en: 'Attach again' }),
            command: 'lecture',
            args: { op: attached ? 'detach' : 'attach', id: String(event.id), resource: String(number) },
          },
        ],
      },
    ),
  }
}

async function close(ctx: Context, event: LectureCard): Promise<Answer> {
  const { t, db, now } = ctx
  if (event.starts_at > now) {
    throw new UserFacingError('not_begun', {
      zh: '讲座还没有开始；不办了请取消：/lecture 编号 取消',
      en: 'It has not begun; to call it off: /lecture number cancel',
    })
  }
  const done = await ctx.write((trx) => closeLecture(trx, event, now))
  if (!done) throw over(event)
  for (const schoolId of done.schools) ctx.ring('fact.settle', { schoolId })
  const rule = (await policyAt(db, event.school_id, now)).rules['lecture.hosted']
  const enough = done.guests >= (rule?.min_checked_in ?? 0) && done.materials > 0
  return {
    view: sentence(
      t({
        zh: `「${event.title}」已结束，签到 ${done.guests} 人，资料 ${done.materials} 份。`,
        en: `“${event.title}” is closed: ${done.guests} checked in, ${done.materials} materials.`,
      }),
      {
        tone: 'good',
        note: enough
          ? t({ zh: '积分见 /me', en: 'Points: /me' })
          : t({
              zh: `主讲计分需要至少 ${rule?.min_checked_in ?? 0} 人签到并附上资料；听讲的老师照常计分。`,
              en: `Hosting earns with at least ${rule?.min_checked_in ?? 0} checked in and materials attached; attending counts anyway.`,
            }),
      },
    ),
    replace: false,
  }
}

async function cancel(ctx: Context, event: LectureCard): Promise<Answer> {
  const { t, now } = ctx
  if (!(await ctx.write((trx) => cancelLecture(trx, event, now)))) throw over(event)
  return { view: sentence(t({ zh: `「${event.title}」已取消。`, en: `“${event.title}” is called off.` })) }
}
