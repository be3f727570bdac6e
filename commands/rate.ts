import { z } from 'zod'
import { makersOf } from '#db/review/co-authors.ts'
import { noteRating, type Quality, qualityOf, takenAt } from '#db/review/ratings.ts'
import { findVisible, type ResourceCard } from '#db/rows/resources.ts'
import { setRating } from '#db/rows/uses.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { type Action, sentence, type View } from '#workers/view.ts'
import { notFound, resourceId, takeId } from './args.ts'
import { type Context, defineCommand } from './command.ts'

const CHINESE_DIGIT: Record<string, string> = { 一: '1', 二: '2', 两: '2', 三: '3', 四: '4', 五: '5' }

export const rate = defineCommand({
  name: 'rate',
  aliases: ['评分', '评价', '打分', '评'],
  summary: { zh: '用过之后打 1–5 分，可以写一句评语', en: 'After using it: 1 to 5 stars, and a word if you like' },
  usage: {
    zh: '/rate 编号 分数 [评语]；/rate 编号 0 取消',
    en: '/rate number stars [comment]; /rate number 0 takes it back',
  },
  examples: ['/rate 128 5 例题很清楚'],
  who: 'everyone',
  args: z.object({
    id: resourceId,
    stars: z.coerce.number().int().min(0).max(5).optional(),
    comment: z.string().max(500).optional(),
    /** A score that there is not: `6`, `4.5`. */
    wrong: z.string().max(10).optional(),
  }),
  fromText(rest, about) {
    const taken = takeId(rest, about)
    if (!taken) return undefined
    if (taken.rest === '') {
      // A reply "5" to a receipt: the only number is the stars, not a receipt's number.
      const alone = about?.resource !== undefined && /^[0-5]$/.test(taken.id) && taken.id !== String(about.resource)
      return alone ? { id: String(about.resource), stars: taken.id } : { id: taken.id }
    }
    const wrong = /^#?(\d+[.．]\d+|[6-9]|\d{2,3})(?=$|[\s分星，,])/.exec(taken.rest)?.[1]
    if (wrong) return { id: taken.id, wrong: wrong.slice(0, 10) }
    const match = /^([0-5]|[一二两三四五])\s*(?:分|星|stars?|\/5)?[\s,，:：]*([\s\S]*)$/i.exec(taken.rest)
    if (!match?.[1]) return undefined
    const comment = match[2]?.trim()
    return { id: taken.id, stars: CHINESE_DIGIT[match[1]] ?? match[1], ...(comment && { comment }) }
  },
  async run({ id, stars, comment, wrong }, ctx) {
    const { member, school } = ctx
    if (wrong !== undefined) {
      throw new UserFacingError(
        'wrong_stars',
        {
          zh: `分数是 1 到 5 的整数，${wrong} 没有记。`,
          en: `Stars are 1, 2, 3, 4 or 5; ${wrong} was not noted.`,
        },
        { zh: `例如：/rate ${id} 5 例题很清楚`, en: `Such as: /rate ${id} 5 clear examples` },
      )
    }
    const resource = await findVisible(ctx.db, viewerOf(member), id)
    if (resource?.status !== 'live') throw notFound(id)
    if ((await makersOf(ctx.db, resource)).includes(member.id)) {
      throw new UserFacingError('own_resource', {
        zh: '自己的资源请留给同事来评。',
        en: 'Your own work is for colleagues to rate.',
      })
    }
    const quality = await qualityOf(ctx.db, school.id, id)
    if (stars === undefined) return { view: ask(resource, quality, ctx), to: 'member' }
    const taken = await takenAt(ctx.db, school.id, id, member.id)
    const rating = stars === 0 ? null : { stars, ...(comment !== undefined && { comment }) }
    const { before } = await ctx.write(async (trx) => {
      const result = await setRating(trx, school.id, id, member.id, rating, ctx.now)
      if (rating || result.before) {
        const said = comment ?? (rating ? (result.before?.comment ?? undefined) : undefined)
        await noteRating(trx, resource, member, { stars, comment: said, taken, key: ctx.eventKey, now: ctx.now })
      }
      return result
    })
    if (rating || before) ctx.ring('fact.settle', { schoolId: school.id })
    return { view: said(resource, stars, before?.stars, taken !== undefined, ctx), replace: ctx.pressed }
  },
})

function ask(resource: ResourceCard, quality: Quality | undefined, { t }: Context): View {
  const actions: Action[] = [5, 4, 3, 2, 1].map((stars) => ({
    label: '★'.repeat(stars),
    command: 'rate',
    args: { id: String(resource.id), stars: String(stars) },
  }))
  return {
    title: t({ zh: `给${named(resource.title)}打分`, en: `Rate “${resource.title}”` }),
    blocks: [
      ...(quality
        ? [
            {
              kind: 'text' as const,
              text: t({
                zh: `现在 ${quality.mean.toFixed(2)} 分（${quality.ratings} 人）`,
                en: `${quality.mean.toFixed(2)} of 5 now (${quality.ratings} rated)`,
              }),
            },
          ]
        : []),
      { kind: 'actions', actions },
      {
        kind: 'note',
        text: t({
          zh: `想写评语：/rate ${resource.id} 5 例题很清楚`,
          en: `With a comment: /rate ${resource.id} 5 clear examples`,
        }),
      },
    ],
    about: { resource: resource.id },
  }
}

function said(resource: ResourceCard, stars: number, before: number | undefined, used: boolean, { t }: Context): View {
  const id = resource.id
  if (stars === 0) {
    return sentence(
      before === undefined
        ? t({ zh: `您还没有评过${named(resource.title)}。`, en: `You had not rated “${resource.title}”.` })
        : t({
            zh: `已取消您对${named(resource.title)}的评分。`,
            en: `Your rating of “${resource.title}” was taken back.`,
          }),
      { about: { resource: id } },
    )
  }
  const was = before === undefined ? '' : t({ zh: `（原来 ${before} 分）`, en: ` (it was ${before})` })
  const undo: Action = {
    label: t({ zh: '撤销', en: 'Undo' }),
    command: 'rate',
    args: { id: String(id), stars: String(before ?? 0) },
  }
  return sentence(
    t({
      zh: `已给${named(resource.title)}打 ${stars} 分${was}。`,
      en: `You gave “${resource.title}” ${stars} of 5${was}.`,
    }),
    {
      tone: 'good',
      actions: [undo],
      about: { resource: id },
      note: used
        ? t({ zh: `随时可以改：/rate ${id} 分数`, en: `You can change it any time: /rate ${id} stars` })
        : t({
            zh: `已先记下；下载用过之后才计入评分：/download ${id}`,
            en: `Noted; it counts once you have taken and used it: /download ${id}`,
          }),
    },
  )
}
