import { z } from 'zod'
import { makersOf } from '#db/review/co-authors.ts'
import { listComments, qualityOf } from '#db/review/ratings.ts'
import { scopeOf } from '#db/review/reviewers.ts'
import { findVisible } from '#db/rows/resources.ts'
import { viewerOf } from '#db/sharing.ts'
import { named, showable } from '#kit/text.ts'
import { clockFace } from '#kit/zone.ts'
import type { Block } from '#workers/view.ts'
import { notFound, resourceId, takeId } from './args.ts'
import { defineCommand } from './command.ts'

const SHOWN = 10
/** From so many stars on a comment is for everybody; below it is a word to the author. */
const FOR_ALL = 3

/** What colleagues said. Nobody is named; critical words reach the author and the reviewers alone. */
export const comments = defineCommand({
  name: 'comments',
  aliases: ['评语', '看评价'],
  summary: { zh: '看一份资源的评分和评语', en: 'Ratings and comments of a resource' },
  usage: { zh: '/comments 编号', en: '/comments number' },
  examples: ['/comments 128'],
  who: 'everyone',
  args: z.object({ id: resourceId }),
  fromText: (rest, about) => {
    const taken = takeId(rest, about)
    return taken && { id: taken.id }
  },
  async run({ id }, ctx) {
    const { t, db, school, member, zone, lang } = ctx
    const resource = await findVisible(db, viewerOf(member), id)
    if (!resource) throw notFound(id)
    const makers = await makersOf(db, resource)
    const seesAll = makers.includes(member.id) || (await scopeOf(db, member)) !== undefined
    const all = await listComments(db, school.id, id, 100)
    const shown = all.filter((one) => seesAll || one.stars >= FOR_ALL || one.memberId === member.id).slice(0, SHOWN)
    const quality = await qualityOf(db, school.id, id)
    const score: Block = {
      kind: 'text',
      text:
        quality === undefined
          ? t({ zh: '还没有评分。', en: 'Not rated yet.' })
          : t({
              zh: `评分 ${quality.mean.toFixed(2)}（${quality.ratings} 人）。人数少时向全校平均靠拢。`,
              en: `${quality.mean.toFixed(2)} of 5 (${quality.ratings} rated). While few have rated it leans to the school’s mean.`,
            }),
    }
    return {
      view: {
        title: t({ zh: `${named(resource.title)}的评价`, en: `What was said about “${resource.title}”` }),
        blocks: [
          score,
          ...(shown.length > 0
            ? [
                {
                  kind: 'list' as const,
                  items: shown.map((one) => ({
                    title: showable(one.comment, 300),
                    detail: `${one.memberId === member.id ? `${t({ zh: '您', en: 'you' })} · ` : ''}${clockFace(one.at, zone, lang)}`,
                  })),
                },
              ]
            : [{ kind: 'note' as const, text: t({ zh: '还没有评语。', en: 'No comments yet.' }) }]),
          ...(makers.includes(member.id)
            ? []
            : [
                {
                  kind: 'actions' as const,
                  actions: [{ label: t({ zh: '我来评', en: 'Rate it' }), command: 'rate', args: { id: String(id) } }],
                },
              ]),
        ],
        about: { resource: id },
      },
      to: 'member',
    }
  },
})
