import { type Told, tellMember } from '#db/rows/tell.ts'
import type { Trx } from '#db/schema.ts'
import type { Context } from './command.ts'

/** Tells somebody else in private what the asker's command did; `school` when they are of another one. */
export async function tellOther(
  ctx: Context,
  trx: Trx,
  to: { memberId: number; key: string; view: Told; school?: string },
): Promise<void> {
  const schoolId = to.school ?? ctx.school.id
  const { key, view } = to
  const chatId = await tellMember(trx, schoolId, to.memberId, { key: `${key}:${to.memberId}`, view, now: ctx.now })
  if (chatId !== undefined) ctx.ring('chat.post', { schoolId, chatId })
}
