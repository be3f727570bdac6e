import { z } from 'zod'

const text = z.string().min(1)
const chatShape = z.union([
  z.object({ message: z.object({ chat_id: text }) }).transform((event) => event.message.chat_id),
  z.object({ context: z.object({ open_chat_id: text }) }).transform((event) => event.context.open_chat_id),
  z.object({ chat_id: text }).transform((event) => event.chat_id),
])

/**
 * Lets what came of a chat's events go on in the order in which they came: to learn the names in one may take longer
 * than in the next. `work` is under way already; its outcome is answered when everything before it in its chat has
 * ended, well or not. Events that name no chat wait for nobody.
 */
export function openLines(): <T>(event: unknown, work: Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>()
  return async (event, work) => {
    const chat = chatShape.safeParse(event).data
    if (chat === undefined) return work
    const before = tails.get(chat)
    const turn = before ? Promise.allSettled([before, work]) : work
    tails.set(chat, turn)
    try {
      if (before) await turn
      return await work
    } finally {
      if (tails.get(chat) === turn) tails.delete(chat)
    }
  }
}
