import { z } from 'zod'
import { listNewest } from '#db/rows/resources.ts'
import { viewerOf } from '#db/sharing.ts'
import { addDays, clockFace } from '#kit/zone.ts'
import { sentence } from '#workers/view.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import { defineCommand } from './command.ts'

export const newest = defineCommand({
  name: 'new',
  aliases: ['最新', '上新', '新资源'],
  summary: { zh: '最近一周的新资源', en: 'What is new this week' },
  usage: { zh: '/new', en: '/new' },
  who: 'everyone',
  args: z.object({}),
  fromText: () => ({}),
  async run(_args, ctx) {
    const { t } = ctx
    const list = await listNewest(ctx.db, viewerOf(ctx.member), addDays(ctx.now, -7, ctx.zone), 10)
    if (list.length === 0)
      return { view: sentence(t({ zh: '最近一周还没有新资源。', en: 'Nothing new in the last seven days.' })) }
    return {
      view: {
        title: t({ zh: '最近一周', en: 'The last seven days' }),
        blocks: [
          {
            kind: 'list',
            items: list.map((card) => ({
              title: card.title,
              detail: `${card.author_name} · ${clockFace(card.shared_at, ctx.zone, ctx.lang)} · ${shortClassification(t, card)}`,
              actions: [
                { label: t({ zh: '下载', en: 'Download' }), command: 'download', args: { id: String(card.id) } },
              ],
            })),
          },
        ],
      },
    }
  },
})
