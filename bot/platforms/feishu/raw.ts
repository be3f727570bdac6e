import { z } from 'zod'
import type { HistoryItem } from './answers.ts'
import type { Mention } from './content.ts'

/** A person's message, from an event or from the history: the two spell it differently. */
export type RawMessage = {
  messageId: string
  parentId: string | undefined
  threadId: string | undefined
  chatId: string
  /** History does not say. */
  isDirect: boolean | undefined
  type: string
  content: string
  /** ISO instant. */
  sentAt: string
  sender: { openId: string; unionId: string | undefined }
  mentions: Mention[]
}

const text = z.string()
/** What is empty is missing. */
const id = z
  .string()
  .nullish()
  .transform((value) => value || undefined)
const ids = z.object({ open_id: id, union_id: id, user_id: id }).nullish()
const mention = z.object({ key: text, name: text.nullish(), id: z.union([text, ids]).nullish() })
const millis = z.union([text, z.number()]).transform(Number)

/** The SDK hands an event over flattened: `{ schema, …header, …event }`. Fields we do not read are not checked. */
const received = z.object({
  sender: z.object({ sender_id: ids, sender_type: text.nullish() }),
  message: z.object({
    message_id: text.min(1),
    parent_id: id,
    thread_id: id,
    chat_id: text.min(1),
    chat_type: text.nullish(),
    message_type: text,
    content: text.nullish(),
    create_time: millis,
    mentions: z.array(mention).nullish(),
  }),
})

export const recalledShape = z.object({ message_id: text.min(1), chat_id: text.min(1), recall_time: millis.optional() })
export const reactionShape = z.object({
  event_id: id,
  message_id: text.min(1),
  reaction_type: z.object({ emoji_type: text }),
  operator_type: text.nullish(),
  user_id: ids,
  action_time: millis.optional(),
})
export const botMovedShape = z.object({
  event_id: id,
  create_time: millis.optional(),
  chat_id: text.min(1),
  operator_id: ids,
  name: text.nullish(),
})
export const peopleMovedShape = z.object({
  chat_id: text.min(1),
  users: z.array(z.object({ name: text.nullish(), user_id: ids })).nullish(),
})
export const renamedShape = z.object({
  chat_id: text.min(1),
  after_change: z.object({ name: text.nullish() }).nullish(),
})
export const pressShape = z.object({
  event_id: id,
  create_time: millis.optional(),
  operator: z.object({ open_id: text.min(1), union_id: id }),
  action: z.object({ value: z.unknown(), form_value: z.unknown().optional(), tag: text.optional() }),
  context: z.object({ open_message_id: text.min(1), open_chat_id: text.min(1) }),
})

/** A person's message; undefined for those of bots and for what can not be read. */
export function messageOfEvent(event: unknown): RawMessage | undefined {
  const given = received.safeParse(event)
  if (!given.success) return undefined
  const { sender, message } = given.data
  const openId = sender.sender_id?.open_id
  if (!openId || (sender.sender_type && sender.sender_type !== 'user')) return undefined
  return {
    messageId: message.message_id,
    parentId: message.parent_id,
    threadId: message.thread_id,
    chatId: message.chat_id,
    isDirect: message.chat_type === 'p2p',
    type: message.message_type,
    content: message.content ?? '',
    sentAt: instant(message.create_time),
    sender: { openId, unionId: sender.sender_id?.union_id },
    mentions: (message.mentions ?? []).map(asMention),
  }
}

/** The same from a chat's history. */
export function messageOfHistory(chatId: string, item: HistoryItem): RawMessage | undefined {
  const { sender } = item
  if (!sender || (sender.sender_type && sender.sender_type !== 'user')) return undefined
  if (sender.id_type && sender.id_type !== 'open_id') return undefined
  return {
    messageId: item.message_id,
    parentId: item.parent_id || undefined,
    threadId: item.thread_id || undefined,
    chatId,
    isDirect: undefined,
    type: item.msg_type,
    content: item.body?.content ?? '',
    sentAt: instant(Number(item.create_time)),
    sender: { openId: sender.id, unionId: undefined },
    mentions: (item.mentions ?? []).flatMap((one) => {
      const parsed = mention.safeParse(one)
      return parsed.success ? [asMention(parsed.data)] : []
    }),
  }
}

/** Milliseconds since 1970 → ISO; what is no time becomes the beginning of time, which sorts before everything. */
export function instant(millis: number | undefined): string {
  return new Date(Number.isFinite(millis) ? (millis ?? 0) : 0).toISOString()
}

function asMention(given: z.infer<typeof mention>): Mention {
  const openId = typeof given.id === 'string' ? given.id : given.id?.open_id
  return { key: given.key, openId: openId || undefined, name: given.name || undefined }
}
