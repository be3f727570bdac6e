import { z } from 'zod'
import { allOf, answerCoAuthor, askCoAuthor, removeCoAuthor } from '#db/review/co-authors.ts'
import { noteCorrection } from '#db/rows/accept.ts'
import { findMembers } from '#db/rows/find-member.ts'
import { findResource, findVisible, lockResource, type ResourceCard } from '#db/rows/resources.ts'
import { tellMember } from '#db/rows/tell.ts'
import type { Trx } from '#db/schema.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { sentence, type View } from '#workers/view.ts'
import { notFound, refuseStranger, resourceId, takeId } from './args.ts'
import { type Answer, type Context, defineCommand } from './command.ts'
import { pickMember } from './merge-words.ts'

const PERCENT = /^(\d{1,2})\s*[%％]?$/
const REMOVE = /^(?:移除|去掉|remove)\s+(\S+)$/i

export const coauthor = defineCommand({
  name: 'coauthor',
  aliases: ['合作', '合作者', '共同作者'],
  summary: {
    zh: '和同事合作的资源：按比例分积分，对方同意后生效',
    en: 'Made with a colleague: share its points, once they agree',
  },
  usage: {
    zh: '/coauthor 编号 姓名 比例%；/coauthor 编号 移除 姓名；/coauthor 编号',
    en: '/coauthor number name share%; /coauthor number remove name; /coauthor number',
  },
  examples: ['/coauthor 128 王老师 30%'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({
    id: resourceId,
    name: z.string().min(1).max(40).optional(),
    percent: z.coerce.number().int().optional(),
    do: z.enum(['ask', 'remove', 'agree', 'decline']).optional(),
  }),
  fromText(rest, about) {
    const taken = takeId(rest, about)
    if (!taken) return undefined
    if (taken.rest === '') return { id: taken.id }
    const removed = REMOVE.exec(taken.rest)?.[1]
    if (removed !== undefined) return { id: taken.id, do: 'remove', name: removed }
    const [name, share, more] = taken.rest.split(/\s+/)
    const percent = PERCENT.exec(share ?? '')?.[1]
    if (name === undefined || percent === undefined || more !== undefined) return undefined
    return { id: taken.id, do: 'ask', name, percent }
  },
  async run({ id, name, percent, do: what }, ctx): Promise<Answer> {
    if (what === 'agree' || what === 'decline') return answer(id, what === 'agree', percent, ctx)
    const card = await findResource(ctx.db, ctx.school.id, id)
    if (!card) throw notFound(id)
    if (what === undefined) return show(card, ctx)
    const isAuthor = card.member_id === ctx.member.id
    if (what === 'remove') {
      const who = name === undefined ? undefined : pickMember(await findMembers(ctx.db, ctx.school.id, name), name)
      const target = who?.id ?? ctx.member.id
      if (!isAuthor && target !== ctx.member.id) return refuseStranger(ctx, id, NOT_YOURS)
      return remove(card, target, who?.name ?? ctx.member.name, ctx)
    }
    if (!isAuthor) return refuseStranger(ctx, id, NOT_YOURS)
    if (name === undefined || percent === undefined) throw badShare()
    return ask(card, name, percent, ctx)
  },
})

const NOT_YOURS = { zh: '只有分享者能添加或移除合作者。', en: 'Only who shared it can add or remove co-authors.' }

async function ask(card: ResourceCard, name: string, percent: number, ctx: Context): Promise<Answer> {
  const { t, school, now } = ctx
  const who = pickMember(await findMembers(ctx.db, school.id, name), name)
  if (who.id === card.member_id) {
    throw new UserFacingError('own_share', {
      zh: '您就是作者，其余的比例都是您的。',
      en: 'You are the author: the rest is yours.',
    })
  }
  if (who.role === 'pupil') {
    throw new UserFacingError('pupil_share', { zh: '学生不参与积分分配。', en: 'Pupils take no share of points.' })
  }
  const others = (await allOf(ctx.db, school.id, card.id)).filter(
    (one) => one.memberId !== who.id && one.status !== 'declined',
  )
  const taken = others.reduce((sum, one) => sum + one.percent, 0)
  if (percent < 1 || taken + percent > 99) throw badShare(99 - taken)
  await ctx.write(async (trx) => {
    await lockResource(trx, school.id, card.id)
    const before = (await allOf(trx, school.id, card.id)).find((one) => one.memberId === who.id)
    await askCoAuthor(trx, { schoolId: school.id, resourceId: card.id, memberId: who.id, percent, now })
    if (before?.status === 'agreed') await correct(trx, card, ctx)
    await tellMember(trx, school.id, who.id, {
      key: `coauthor:${card.id}:${who.id}:${ctx.eventKey}`,
      now,
      view: (say) => ({
        title: say({ zh: '合作署名', en: 'Shared work' }),
        blocks: [
          {
            kind: 'text',
            text: say({
              zh: `${ctx.member.name} 把您列为${named(card.title)}（编号 ${card.id}）的合作者，积分您占 ${percent}%。您同意后生效。`,
              en: `${ctx.member.name} names you as co-author of “${card.title}” (no. ${card.id}) with ${percent}% of its points. It holds once you agree.`,
            }),
          },
          {
            kind: 'actions',
            actions: [
              {
                label: say({ zh: '同意', en: 'Agree' }),
                command: 'coauthor',
                args: { id: String(card.id), do: 'agree', percent: String(percent) },
                style: 'primary',
              },
              {
                label: say({ zh: '不是我', en: 'Decline' }),
                command: 'coauthor',
                args: { id: String(card.id), do: 'decline' },
              },
            ],
          },
        ],
        about: { resource: card.id },
      }),
    })
  })
  ctx.ring('fact.settle', { schoolId: school.id })
  return {
    view: sentence(
      t({
        zh: `已请 ${who.name} 确认：${named(card.title)}的积分占 ${percent}%。对方同意后生效。`,
        en: `${who.name} was asked to confirm ${percent}% of “${card.title}”. It holds once they agree.`,
      }),
      {
        tone: 'good',
        about: { resource: card.id },
        actions: [
          {
            label: t({ zh: '撤销', en: 'Undo' }),
            command: 'coauthor',
            args: { id: String(card.id), do: 'remove', name: `#${who.id}` },
          },
        ],
      },
    ),
    to: 'member',
  }
}

async function answer(id: number, agrees: boolean, percent: number | undefined, ctx: Context): Promise<Answer> {
  const { t, school, member, now } = ctx
  const card = await ctx.write(async (trx) => {
    await lockResource(trx, school.id, id)
    const given = { schoolId: school.id, resourceId: id, memberId: member.id, agrees, now }
    if (!(await answerCoAuthor(trx, { ...given, ...(percent !== undefined && { percent }) }))) return undefined
    const found = await findResource(trx, school.id, id)
    if (found && agrees) await correct(trx, found, ctx)
    if (found) {
      await tellMember(trx, school.id, found.member_id, {
        key: `coauthor-said:${id}:${member.id}:${ctx.eventKey}`,
        now,
        view: (say) =>
          sentence(
            agrees
              ? say({
                  zh: `${member.name} 同意合作署名${named(found.title)}，以后的积分按比例分。`,
                  en: `${member.name} agreed to share “${found.title}”; points are divided from now on.`,
                })
              : say({
                  zh: `${member.name} 没有接受${named(found.title)}的合作署名，积分仍全部归您。`,
                  en: `${member.name} declined a share of “${found.title}”; all points stay yours.`,
                }),
            { about: { resource: id } },
          ),
      })
    }
    return found
  })
  if (!card) {
    throw new UserFacingError('not_asked', {
      zh: '没有等您确认的合作署名，可能已经处理过或被撤销。',
      en: 'Nothing waits for your word here; it was decided or taken back.',
    })
  }
  ctx.ring('fact.settle', { schoolId: school.id })
  return {
    view: sentence(
      agrees
        ? t({
            zh: `已确认：您是${named(card.title)}的合作者。`,
            en: `Confirmed: you are co-author of “${card.title}”.`,
          })
        : t({ zh: '已谢绝，积分不变。', en: 'Declined; no points change.' }),
      {
        tone: 'good',
        ...(agrees && {
          actions: [
            { label: t({ zh: '退出合作', en: 'Leave' }), command: 'coauthor', args: { id: String(id), do: 'remove' } },
          ],
        }),
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function remove(card: ResourceCard, target: number, name: string, ctx: Context): Promise<Answer> {
  const { t, school } = ctx
  const was = await ctx.write(async (trx) => {
    await lockResource(trx, school.id, card.id)
    const status = await removeCoAuthor(trx, school.id, card.id, target)
    if (status === 'agreed') await correct(trx, card, ctx)
    return status
  })
  if (was === undefined) {
    throw new UserFacingError('no_coauthor', {
      zh: `${name} 不是这份资源的合作者。`,
      en: `${name} is no co-author of this resource.`,
    })
  }
  ctx.ring('fact.settle', { schoolId: school.id })
  return {
    view: sentence(
      t({
        zh: `${name} 不再是${named(card.title)}的合作者，积分归作者。`,
        en: `${name} is no co-author of “${card.title}” any more; the points are the author’s.`,
      }),
      {
        tone: 'good',
        note: t({
          zh: `要再加上：/coauthor ${card.id} 姓名 比例%`,
          en: `To add somebody: /coauthor ${card.id} name share%`,
        }),
      },
    ),
    to: 'member',
    replace: ctx.pressed,
  }
}

async function correct(trx: Trx, card: ResourceCard, ctx: Context): Promise<void> {
  if (card.accepted_at !== null) await noteCorrection(trx, card, { by: ctx.member.id, now: ctx.now })
}

async function show(card: ResourceCard, ctx: Context): Promise<Answer> {
  const { t } = ctx
  const rows = await allOf(ctx.db, ctx.school.id, card.id)
  const isOwn = card.member_id === ctx.member.id || rows.some((one) => one.memberId === ctx.member.id)
  if (!isOwn && !(await findVisible(ctx.db, viewerOf(ctx.member), card.id))) throw notFound(card.id)
  const shown = isOwn ? rows : rows.filter((one) => one.status === 'agreed')
  const rest = 100 - rows.filter((one) => one.status === 'agreed').reduce((sum, one) => sum + one.percent, 0)
  const says = {
    asked: t({ zh: '等待确认', en: 'asked' }),
    agreed: t({ zh: '已确认', en: 'agreed' }),
    declined: t({ zh: '未接受', en: 'declined' }),
  }
  const view: View = {
    title: t({ zh: `${named(card.title)}的作者`, en: `Authors of “${card.title}”` }),
    blocks: [
      {
        kind: 'fields',
        fields: [
          { label: card.author_name, value: `${rest}%` },
          ...shown.map((one) => ({ label: one.name, value: `${one.percent}%`, note: says[one.status] })),
        ],
      },
    ],
    about: { resource: card.id },
  }
  return { view, to: 'member' }
}

function badShare(most = 99): UserFacingError {
  return new UserFacingError('bad_share', {
    zh: `比例应是 1 到 ${Math.max(most, 1)} 之间的整数，各合作者合计不超过 99%。例如 /coauthor 128 王老师 30%`,
    en: `A share is a whole number from 1 to ${Math.max(most, 1)}; all together at most 99%. Such as /coauthor 128 Wang 30%`,
  })
}
