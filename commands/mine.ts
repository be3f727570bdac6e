import { z } from 'zod'
import { listOfMember, type ResourceCard } from '#db/rows/resources.ts'
import type { Text } from '#kit/lang.ts'
import { clockFace } from '#kit/zone.ts'
import { sentence } from '#workers/view.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import { defineCommand } from './command.ts'
import { moreWords, notUsed } from './not-used.ts'

const SHOWN = 15

export const mine = defineCommand({
  name: 'mine',
  aliases: ['我的资源', '我的分享', '我的文件'],
  summary: { zh: '我分享过的资源', en: 'What I have shared' },
  usage: { zh: '/mine', en: '/mine' },
  who: 'everyone',
  args: z.object({ more: z.string().max(40).optional() }),
  fromText: (rest) => moreWords(rest, COVERED),
  async run({ more }, ctx) {
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
          ...notUsed(more, ALL_OF_THEM, ctx),
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

/** Words for what is shown anyway. */
const COVERED = /^(?:全部|所有|列表|我的?|分享|资源|文件|资料|最近|all|list|my|files?|uploads?)+$/i
const ALL_OF_THEM = {
  zh: `这里是您最近分享的 ${SHOWN} 份；要找其中一类：/search 课件。`,
  en: `These are the latest ${SHOWN} that you shared; for one kind of them: /search slides.`,
}

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
