import { listOfMember, type ResourceCard } from '#db/rows/resources.ts'
import { type Action, sentence, type View } from '#workers/view.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import type { Context } from './command.ts'

const SHOWN = 5
const SEARCHED = 200

/**
 * "Which one?": the asker's own resources in these states whose title holds the words, newest first, each with the
 * buttons of `actions`. Without words, the newest.
 */
export async function whichOfMine(
  ctx: Context,
  words: string,
  states: readonly ResourceCard['status'][],
  actions: (card: ResourceCard) => Action[],
): Promise<View> {
  const { t } = ctx
  const wanted = words
    .replace(/[《》「」“”"]|那份|这份|那个|这个|的/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
  const all = await listOfMember(ctx.db, ctx.school.id, ctx.member.id, SEARCHED)
  const found = all.filter((card) => states.includes(card.status) && wanted.every((word) => card.title.includes(word)))
  if (found.length === 0) {
    return sentence(
      t({
        zh: '您分享的资源里没有找到它。编号写在回执上。',
        en: 'It is not among what you shared. The number is on the receipt.',
      }),
      {
        tone: 'warn',
        actions: [{ label: t({ zh: '我的分享', en: 'What I shared' }), command: 'mine', args: {} }],
      },
    )
  }
  return {
    title: t({ zh: '是哪一份？', en: 'Which one?' }),
    blocks: [
      {
        kind: 'list',
        items: found.slice(0, SHOWN).map((card) => ({
          title: card.title,
          detail: `#${card.id} · ${shortClassification(t, card)}`,
          actions: actions(card),
        })),
      },
    ],
  }
}
