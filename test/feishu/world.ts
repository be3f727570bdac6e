import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '#kit/clock.ts'

export type User = {
  openId: string
  unionId: string
  userId: string
  name: string
  departments: string[]
  /** Outside: the app may not see their contact entry. */
  hidden?: boolean
}

export type Chat = {
  id: string
  kind: 'group' | 'p2p'
  name: string
  members: Set<string>
  owner: string
  /** The bot is in it. Direct chats always have it. */
  hasBot: boolean
  external: boolean
  disbanded: boolean
}

export type Mention = { key: string; id: { open_id: string; union_id?: string }; name: string; tenant_key: string }

export type Message = {
  id: string
  /** Counts from 1 over the whole platform. */
  seq: number
  chat: string
  /** An open_id, or the app's id when the bot sent it. */
  sender: string
  byBot: boolean
  type: string
  /** A string of JSON, as it was sent. */
  content: string
  createdAt: number
  updatedAt: number
  /** How often it was changed. */
  edits: number
  recalled: boolean
  replyTo?: string
  root?: string
  thread?: string
  mentions: Mention[]
  /** Every file and image of the message that its resource call may fetch. */
  files: Map<string, StoredFile>
  reactions: { id: string; emoji: string; by: string }[]
}

export type StoredFile = { name: string; type: string; bytes: Buffer; ownedByBot: boolean }

/** What the platform knows. The handlers of the API and the people's deeds change it. */
export type World = {
  tenant: string
  appId: string
  appSecret: string
  bot: { openId: string; name: string }
  clock: Clock
  users: Map<string, User>
  departments: Map<string, { id: string; name: string; parent: string }>
  chats: Map<string, Chat>
  messages: Map<string, Message>
  /** Uploads of the app, by their key. */
  uploads: Map<string, StoredFile>
  /** Tokens that are alive, with the instant at which they expire (ms of the process clock). */
  tokens: Map<string, number>
  /** `uuid` → the message that it made, and when. */
  uuids: Map<string, { message: string; at: number }>
  /** Permissions that the app has been given. */
  scopes: { history: boolean; contact: boolean; members: boolean }
}

export function openWorld(given: { appId: string; appSecret: string; botName: string; clock: Clock }): World {
  return {
    tenant: `tenant_${randomBytes(6).toString('hex')}`,
    appId: given.appId,
    appSecret: given.appSecret,
    bot: { openId: openId(), name: given.botName },
    clock: given.clock,
    users: new Map(),
    departments: new Map(),
    chats: new Map(),
    messages: new Map(),
    uploads: new Map(),
    tokens: new Map(),
    uuids: new Map(),
    scopes: { history: true, contact: true, members: true },
  }
}

export const openId = () => `ou_${randomBytes(16).toString('hex')}`
export const unionId = () => `on_${randomBytes(16).toString('hex')}`
export const chatId = () => `oc_${randomBytes(16).toString('hex')}`
export const threadId = () => `omt_${randomBytes(8).toString('hex')}`
export const messageId = () => `om_${randomBytes(16).toString('hex')}`
export const fileKey = () => `file_v3_${randomBytes(4).toString('hex')}_${randomUUID()}`
export const imageKey = () => `img_v3_${randomBytes(4).toString('hex')}_${randomUUID()}`

/** Puts a message into a chat. */
export function addMessage(
  world: World,
  given: Pick<Message, 'chat' | 'sender' | 'byBot' | 'type' | 'content'> & Partial<Message>,
): Message {
  const at = world.clock.now().getTime()
  const message: Message = {
    id: messageId(),
    seq: world.messages.size + 1,
    createdAt: at,
    updatedAt: at,
    edits: 0,
    recalled: false,
    mentions: [],
    files: new Map(),
    reactions: [],
    ...given,
  }
  world.messages.set(message.id, message)
  return message
}

/** The direct chat with a person, made at first use as the platform does. */
export function directChat(world: World, openId: string): Chat {
  for (const chat of world.chats.values()) if (chat.kind === 'p2p' && chat.members.has(openId)) return chat
  const chat: Chat = {
    id: chatId(),
    kind: 'p2p',
    name: '',
    members: new Set([openId]),
    owner: openId,
    hasBot: true,
    external: false,
    disbanded: false,
  }
  world.chats.set(chat.id, chat)
  return chat
}

/** A message as the API shows it. */
export function shownMessage(message: Message): Record<string, unknown> {
  return {
    message_id: message.id,
    ...(message.root && { root_id: message.root }),
    ...(message.replyTo && { parent_id: message.replyTo }),
    ...(message.thread && { thread_id: message.thread }),
    msg_type: message.type,
    create_time: String(message.createdAt),
    update_time: String(message.updatedAt),
    deleted: message.recalled,
    updated: message.edits > 0,
    chat_id: message.chat,
    sender: {
      id: message.sender,
      id_type: message.byBot ? 'app_id' : 'open_id',
      sender_type: message.byBot ? 'app' : 'user',
    },
    body: { content: message.recalled ? 'This message was recalled' : message.content },
    ...(message.mentions.length > 0 && {
      mentions: message.mentions.map(({ key, id, name, tenant_key }) => ({
        key,
        id: id.open_id,
        id_type: 'open_id',
        name,
        tenant_key,
      })),
    }),
  }
}
