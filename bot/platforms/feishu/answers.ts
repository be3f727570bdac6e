import { z } from 'zod'
import { FeishuError } from './errors.ts'

/** The platform's answers, as far as we read them. Each function throws FeishuError when the shape is another. */
const text = z.string()
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish()

function read<T extends z.ZodType>(shape: T, what: string): (body: unknown) => z.infer<T> {
  return (body) => {
    const parsed = shape.safeParse(body)
    if (parsed.success) return parsed.data
    throw new FeishuError(`the answer with ${what} has an unknown shape`, { status: 200 }, { cause: parsed.error })
  }
}

export type Sent = { messageId: string; chatId?: string | undefined }
const sentShape = read(z.object({ data: z.object({ message_id: text, chat_id: text.optional() }) }), 'a message')
export function sent(body: unknown): Sent {
  const { data } = sentShape(body)
  return { messageId: data.message_id, chatId: data.chat_id }
}

const reactionShape = read(z.object({ data: z.object({ reaction_id: text }) }), 'a reaction')
export const reactionId = (body: unknown): string => reactionShape(body).data.reaction_id

const fileShape = read(z.object({ data: z.object({ file_key: text }) }), 'a file key')
export const fileKey = (body: unknown): string => fileShape(body).data.file_key

const imageShape = read(z.object({ data: z.object({ image_key: text }) }), 'an image key')
export const imageKey = (body: unknown): string => imageShape(body).data.image_key

const mention = z.object({ key: text, id: z.unknown(), name: text.optional() })
const historyItem = z.object({
  message_id: text,
  root_id: text.optional(),
  parent_id: text.optional(),
  thread_id: text.optional(),
  msg_type: text,
  create_time: text,
  deleted: z.boolean().optional(),
  chat_id: text.optional(),
  sender: z.object({ id: text, id_type: text.optional(), sender_type: text.optional() }).optional(),
  body: z.object({ content: text.optional() }).optional(),
  mentions: list(mention),
})
export type HistoryItem = z.infer<typeof historyItem>
export type HistoryPage = { items: HistoryItem[]; pageToken: string | undefined }

const pageShape = read(
  z.object({
    data: z.object({ items: list(z.unknown()), has_more: z.boolean().optional(), page_token: text.nullish() }),
  }),
  'a page',
)

/** An item of an unknown shape is left out, not the page. */
function page<T extends z.ZodType>(body: unknown, item: T): { items: z.infer<T>[]; pageToken: string | undefined } {
  const { data } = pageShape(body)
  const items = (data.items ?? []).flatMap((one) => {
    const parsed = item.safeParse(one)
    return parsed.success ? [parsed.data] : []
  })
  return { items, pageToken: data.has_more && data.page_token ? data.page_token : undefined }
}

export const historyPage = (body: unknown): HistoryPage => page(body, historyItem)

const chatItem = z.object({
  chat_id: text,
  name: text.nullish(),
  chat_mode: text.nullish(),
  external: z.boolean().nullish(),
})
export type ChatPage = { items: z.infer<typeof chatItem>[]; pageToken: string | undefined }
export const chatPage = (body: unknown): ChatPage => page(body, chatItem)

const chatShape = read(
  z.object({ data: z.object({ name: text.nullish(), chat_mode: text.nullish(), owner_id: text.nullish() }) }),
  'a chat',
)
export type ChatInfo = { name: string | undefined; mode: 'group' | 'topic' | 'p2p'; ownerId: string | undefined }
export function chatInfo(body: unknown): ChatInfo {
  const { name, chat_mode, owner_id } = chatShape(body).data
  const mode = chat_mode === 'p2p' || chat_mode === 'topic' ? chat_mode : 'group'
  return { name: name ?? undefined, mode, ownerId: owner_id ?? undefined }
}

const memberItem = z.object({ member_id: text, name: text.nullish() })
export type MemberPage = { items: z.infer<typeof memberItem>[]; pageToken: string | undefined }
export const memberPage = (body: unknown): MemberPage => page(body, memberItem)

const userShape = read(
  z.object({
    data: z.object({
      user: z.object({
        name: text.optional(),
        union_id: text.optional(),
        department_ids: list(text),
        status: z
          .object({ is_resigned: z.boolean().optional(), is_exited: z.boolean().optional() })
          .partial()
          .optional(),
      }),
    }),
  }),
  'a person',
)
export type UserInfo = {
  name: string | undefined
  unionId: string | undefined
  departmentIds: string[]
  hasLeft: boolean
}
export function userInfo(body: unknown): UserInfo {
  const { user } = userShape(body).data
  return {
    name: user.name,
    unionId: user.union_id,
    departmentIds: user.department_ids ?? [],
    hasLeft: user.status?.is_resigned === true || user.status?.is_exited === true,
  }
}

const departmentShape = read(
  z.object({ data: z.object({ department: z.object({ name: text.optional() }) }) }),
  'a department',
)
export const departmentInfo = (body: unknown): { name?: string | undefined } => departmentShape(body).data.department

/** The one answer without a `data` wrapper. */
const botShape = read(z.object({ bot: z.object({ open_id: text, app_name: text.nullish() }) }), 'the bot')
export function botInfo(body: unknown): { openId: string; name: string } {
  const { bot } = botShape(body)
  return { openId: bot.open_id, name: bot.app_name ?? '共享' }
}
