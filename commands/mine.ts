import { z } from 'zod'
import { listOfMember, type ResourceCard } from '#db/rows/resources.ts'
import type { Text } from '#kit/lang.ts'
import { clockFace } from '#kit/zone.ts'
import { sentence } from '#workers/view.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import { defineCommand } from './command.ts'

const SHOWN = 15

export const mine = defineCommand({
  name: 'mine',
  aliases: ['我的资源', '我的分享', '我的文件'],
  summary: { zh: '我分享过的资源', en: 'What I have shared' },
  usage: { zh: '/mine', en: '/mine' },
  who: 'everyone',
  args: z.object({}),
  fromText: () => ({}),
  async run(_args, ctx) {
    const { t } = ctx
    const list = await listOfMember(ctx.db, ctx.school.id, ctx.member.id, SHOWN)
    if (list.length === 0) {
      return {
        view: sentence(
          t({
            zh: '您还没有分享过资源。往群里发一份文件就可以了。',
            en: 'You have not shared anything yet. Drop a file in the group.',
          }),
        ),
        to: 'member',
      }
    }
    return {
      view: {
        title: t({ zh: '我的分享', en: 'What I shared' }),
        blocks: [
          {
            kind: 'list',
            items: list.map((card) => ({
              title: card.title,
              detail: `#${card.id} · ${t(STATE[card.status])} · ${clockFace(card.shared_at, ctx.zone, ctx.lang)} · ${shortClassification(t, card)}`,
              actions: actionsOf(card, t),
            })),
          },
        ],
      },
      to: 'member',
    }
  },
})

const STATE: Record<ResourceCard['status'], Text> = {
  live: { zh: '已收录', en: 'catalogued' },
  review: { zh: '待审核', en: 'waiting for review' },
  refused: { zh: '已退回', en: 'refused' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  frozen: { zh: '核查中', en: 'being checked' },
}

function actionsOf(card: ResourceCard, t: (text: Text) => string) {
  const args = { id: String(card.id) }
  return card.status === 'withdrawn'
    ? [{ label: t({ zh: '恢复', en: 'Restore' }), command: 'restore', args }]
    : [{ label: t({ zh: '更正', en: 'Correct' }), command: 'correct', args }]
}
