import { z } from 'zod'
import { similarTo } from '#db/discover/similar.ts'
import { findVisible } from '#db/rows/resources.ts'
import { whyOf } from '#db/search/search.ts'
import { viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import { named } from '#kit/text.ts'
import { sentence } from '#workers/view.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import { notFound, resourceId, takeId } from './args.ts'
import { defineCommand } from './command.ts'

const SHOWN = 5

export const similar = defineCommand({
  name: 'similar',
  aliases: ['相似', '类似', '同类'],
  summary: { zh: '和这份相似的资源', en: 'Resources like this one' },
  usage: { zh: '/similar 编号', en: '/similar number' },
  examples: ['/similar 128'],
  who: 'everyone',
  args: z.object({ id: resourceId.optional() }),
  fromText: (rest, about) => {
    const taken = takeId(rest, about)
    return taken ? { id: taken.id } : {}
  },
  async run({ id }, ctx) {
    const { t } = ctx
    if (id === undefined) {
      throw new UserFacingError('which_one', {
        zh: '请写编号，例如 /similar 128，或回复那份资源的消息。',
        en: 'Give a number, such as /similar 128, or reply to the message about it.',
      })
    }
    const viewer = viewerOf(ctx.member)
    const card = await findVisible(ctx.db, viewer, id)
    if (!card) throw notFound(id)
    const hits = await similarTo(ctx.db, viewer, card, { limit: SHOWN, now: ctx.now })
    if (hits.length === 0) {
      return {
        view: sentence(t({ zh: `还没有和${named(card.title)}相似的资源。`, en: `Nothing like “${card.title}” yet.` })),
      }
    }
    return {
      view: {
        title: t({ zh: `和${named(card.title)}相似`, en: `Like “${card.title}”` }),
        blocks: [
          {
            kind: 'list',
            numbered: true,
            items: hits.map((hit) => {
              const why = whyOf(hit, ctx.lang)
              return {
                title: hit.title,
                detail: `${shortClassification(t, hit)} · ${hit.authorName} · #${hit.id}`,
                ...(why !== '' && { why }),
                actions: [
                  { label: t({ zh: '下载', en: 'Download' }), command: 'download', args: { id: String(hit.id) } },
                ],
              }
            }),
          },
        ],
        about: { list: hits.map((hit) => hit.id) },
      },
    }
  },
})
