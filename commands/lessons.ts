import { z } from 'zod'
import { policyAt } from '#db/policy/at.ts'
import { termLabel } from '#db/policy/terms.ts'
import { labelOf, TYPES } from '#db/taxonomy.ts'
import { approveLesson, attachPart, detachPart, releaseSlot, takeSlot } from '#db/terms/lesson-slots.ts'
import { type LessonSlot, lessonSlots } from '#db/terms/lessons.ts'
import { termSpanAt } from '#db/terms/span.ts'
import { showable } from '#kit/text.ts'
import { type Action, sentence, type View } from '#workers/view.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { adminsOnly, DEEDS, lessonWords, noResource, noSlot, noTitle } from './lesson-words.ts'

export const lessons = defineCommand({
  name: 'lessons',
  aliases: ['优秀课例', '课例'],
  summary: { zh: '学校本学期的优秀课例：认领、交资料、审定', en: 'The school’s excellent lessons of this term' },
  usage: {
    zh: '/lessons；/lessons 认领 2 背影；/lessons 2 #128；管理员：/lessons 审定 2',
    en: '/lessons; /lessons take 2 title; /lessons 2 #128; administrators: /lessons approve 2',
  },
  examples: ['/lessons 认领 2 背影'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    do: z.enum(DEEDS).default('show'),
    slot: z.coerce.number().int().min(1).max(99).optional(),
    title: z.string().max(80).optional(),
    id: z.coerce.number().int().min(1).optional(),
    part: z.string().max(40).optional(),
  }),
  fromText: lessonWords,
  async run(args, ctx): Promise<Answer> {
    const policy = await policyAt(ctx.db, ctx.school.id, ctx.now)
    const span = termSpanAt(policy, ctx.now, ctx.zone)
    const slots = await lessonSlots(ctx.db, ctx.school.id, span.id, policy)
    if (args.do === 'show' && args.slot === undefined) return { view: overview(slots, span.id, ctx) }
    if (args.slot === undefined) throw noSlot()
    const { slot } = args
    const place = { schoolId: ctx.school.id, term: span.id, slot, policy }
    const by = { id: ctx.member.id, isAdmin: ctx.member.role === 'admin' }
    switch (args.do) {
      case 'show': {
        const one = slots.find((found) => found.slot === slot)
        return { view: one ? detail(one, ctx) : overview(slots, span.id, ctx), to: 'member' }
      }
      case 'take': {
        if ((args.title ?? '').trim() === '') throw noTitle(slot)
        const title = showable(args.title ?? '', 60).trim()
        const taken = await ctx.write((trx) => takeSlot(trx, { ...place, title, owner: ctx.member.id, now: ctx.now }))
        return {
          view: detail(taken, ctx, ctx.t({ zh: `已认领第 ${slot} 个课例。`, en: `Lesson ${slot} is yours.` })),
          to: 'member',
        }
      }
      case 'attach': {
        const resource = args.id
        if (resource === undefined) throw noResource(slot)
        const after = await ctx.write((trx) => attachPart(trx, { ...place, resource, by, now: ctx.now }))
        return {
          view: detail(after, ctx, ctx.t({ zh: `已交资料 #${resource}。`, en: `No. ${resource} is attached.` })),
          to: 'member',
        }
      }
      case 'detach': {
        const after = await ctx.write((trx) => detachPart(trx, { ...place, part: args.part ?? '', by }))
        return {
          view: detail(after, ctx, ctx.t({ zh: '已取下这份资料。', en: 'The part is taken off.' })),
          to: 'member',
        }
      }
      case 'approve':
      case 'unapprove': {
        if (!by.isAdmin) throw adminsOnly()
        const undo = args.do === 'unapprove'
        const after = await ctx.write((trx) => approveLesson(trx, { ...place, by: by.id, now: ctx.now, undo }))
        const said = undo
          ? ctx.t({ zh: '已撤销审定，可以再改。', en: 'The approval is taken back; it can be changed again.' })
          : ctx.t({
              zh: `第 ${slot} 个课例已审定，计入学校任务。`,
              en: `Lesson ${slot} is approved and counts for the school.`,
            })
        return { view: detail(after, ctx, said), to: 'member' }
      }
      case 'release':
        await ctx.write((trx) => releaseSlot(trx, { ...place, by }))
        return {
          view: sentence(
            ctx.t({
              zh: `第 ${slot} 个课例已放弃，资料仍在库里。`,
              en: `Lesson ${slot} is free again; its files stay in the library.`,
            }),
            {
              tone: 'good',
              note: ctx.t({
                zh: `重新认领：/lessons 认领 ${slot} 课题`,
                en: `To take it again: /lessons take ${slot} title`,
              }),
            },
          ),
          to: 'member',
        }
      default:
        return args.do satisfies never
    }
  },
})

/** `5/8` and the state of each; in a group nobody is named. */
function overview(slots: readonly LessonSlot[], term: string, ctx: Context): View {
  const { t } = ctx
  const done = slots.filter((slot) => slot.done).length
  return {
    title: t({ zh: `优秀课例 ${done}/${slots.length}`, en: `Excellent lessons ${done} of ${slots.length}` }),
    blocks: [
      { kind: 'text', text: t(termLabel(term)), style: 'quiet' },
      {
        kind: 'list',
        items: slots.map((slot) => ({
          title: `${slot.slot} ${t(slot.name)}${slot.title === undefined ? '' : ` · ${slot.title}`}`,
          detail: t(stateOf(slot)),
          ...(ctx.chat.kind === 'direct' &&
            slot.owner && {
              actions: [
                { label: t({ zh: '查看', en: 'Show' }), command: 'lessons', args: { slot: String(slot.slot) } },
              ],
            }),
        })),
      },
      {
        kind: 'note',
        text: t({
          zh: '认领：/lessons 认领 2 课题。资料齐全并审定后才算。',
          en: 'To take one: /lessons take 2 title. It counts once it is complete and approved.',
        }),
      },
    ],
  }
}

function stateOf(slot: LessonSlot) {
  if (!slot.owner) return { zh: '空缺', en: 'free' }
  if (slot.done) return { zh: '已审定', en: 'approved' }
  const there = slot.parts.filter((part) => part.stands)
  const missing = slot.parts.filter((part) => !part.stands).map((part) => labelOf(TYPES, part.part))
  return missing.length === 0
    ? { zh: '资料齐全，待审定', en: 'complete, waits for approval' }
    : {
        zh: `${there.length}/${slot.parts.length} 份，缺 ${missing.map((one) => one.zh).join('、')}`,
        en: `${there.length} of ${slot.parts.length}; missing ${missing.map((one) => one.en).join(', ')}`,
      }
}

function detail(slot: LessonSlot, ctx: Context, said?: string): View {
  const { t } = ctx
  const number = String(slot.slot)
  const own = slot.owner?.id === ctx.member.id
  const isAdmin = ctx.member.role === 'admin'
  const open = slot.approvedBy === undefined
  const actions: Action[] = []
  if (isAdmin && !own && open && slot.parts.every((part) => part.stands)) {
    actions.push({
      label: t({ zh: '审定', en: 'Approve' }),
      command: 'lessons',
      args: { do: 'approve', slot: number },
      style: 'primary',
    })
  }
  if (isAdmin && !open) {
    actions.push({
      label: t({ zh: '撤销审定', en: 'Take back' }),
      command: 'lessons',
      args: { do: 'unapprove', slot: number },
    })
  }
  if ((own || isAdmin) && open && slot.owner) {
    actions.push({
      label: t({ zh: '放弃认领', en: 'Give it up' }),
      command: 'lessons',
      args: { do: 'release', slot: number },
      style: 'danger',
      confirm: t({ zh: '放弃这个课例？资料仍在库里。', en: 'Give this lesson up? Its files stay in the library.' }),
    })
  }
  return {
    title: t({ zh: `课例 ${number} · ${slot.name.zh}`, en: `Lesson ${number} · ${slot.name.en}` }),
    ...(said !== undefined && { tone: 'good' as const }),
    blocks: [
      ...(said === undefined ? [] : [{ kind: 'text' as const, text: said }]),
      {
        kind: 'text',
        text: slot.owner
          ? `${slot.title ?? ''} · ${slot.owner.name} · ${t(stateOf(slot))}`
          : t({
              zh: `空缺。认领：/lessons 认领 ${number} 课题`,
              en: `Free. To take it: /lessons take ${number} title`,
            }),
      },
      ...(slot.owner
        ? [
            {
              kind: 'list' as const,
              items: slot.parts.map((part) => ({
                title: t(labelOf(TYPES, part.part)),
                detail:
                  part.resource === undefined
                    ? t({ zh: '还缺', en: 'missing' })
                    : `#${part.resource} ${part.title ?? ''}${part.stands ? '' : t({ zh: '（已不在库里）', en: ' (no longer there)' })}`,
                ...((own || isAdmin) &&
                  open &&
                  part.resource !== undefined && {
                    actions: [
                      {
                        label: t({ zh: '取下', en: 'Take off' }),
                        command: 'lessons',
                        args: { do: 'detach', slot: number, part: part.part },
                      },
                    ],
                  }),
              })),
            },
          ]
        : []),
      ...(actions.length > 0 ? [{ kind: 'actions' as const, actions }] : []),
      ...(own && open
        ? [
            {
              kind: 'note' as const,
              text: t({
                zh: `交资料：/lessons ${number} #资源编号`,
                en: `To attach a part: /lessons ${number} #number`,
              }),
            },
          ]
        : []),
    ],
  }
}
