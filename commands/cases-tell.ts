import type { CaseCard } from '#db/cases/file.ts'
import { tellMember } from '#db/rows/tell.ts'
import type { Trx } from '#db/schema.ts'
import type { Text } from '#kit/lang.ts'
import { sentence, type View } from '#workers/view.ts'
import type { Notice } from '#workers/view-case-notice.ts'
import { moved } from './cases-words.ts'
import type { Context } from './command.ts'

/** Whom, why, what. */
export type Told = [member: number, step: string, notice: Notice]

/** A guarded change of a case and who hears of it, in one transaction. */
export async function change(
  ctx: Context,
  card: CaseCard,
  work: (trx: Trx) => Promise<Told[] | undefined>,
): Promise<void> {
  const moving = await ctx.write(async (trx) => {
    const told = await work(trx)
    if (told) await tell(trx, card, told, ctx)
    return told !== undefined
  })
  if (!moving) throw moved(card.id)
}

export async function tell(trx: Trx, card: CaseCard, told: readonly Told[], ctx: Context): Promise<void> {
  for (const [member, step, view] of told) {
    const key = `case:${card.id}:${step}:${ctx.eventKey}:${member}`
    const chatId = await tellMember(trx, card.school_id, member, { key, view, now: ctx.now })
    if (chatId !== undefined) ctx.ring('chat.post', { schoolId: card.school_id, chatId })
  }
}

/** A sentence to whoever did something in a case, with the way back to it. */
export function said(card: CaseCard, { t }: Context, text: Text): View {
  return sentence(t(text), {
    tone: 'good',
    actions: [
      { label: t({ zh: '回到案卷', en: 'Back to the case' }), command: 'cases', args: { id: String(card.id) } },
    ],
  })
}
