import { randomUUID } from 'node:crypto'
import { lintCard } from './card-lint.ts'
import type { Call, Reply, Route } from './http.ts'
import type { Limits } from './limits.ts'
import { refusals } from './refusal.ts'
import { addMessage, type Chat, directChat, type Message, shownMessage, type World } from './world.ts'

/** A text request may have 150 KB, a card or a post 30 KB. */
const MAX_TEXT_BYTES = 150 * 1024
const MAX_POST_BYTES = 30 * 1024
const MAX_UUID = 50
/** The same uuid within an hour sends one message. */
const UUID_MS = 3_600_000
/** Cards can be changed for 14 days. */
const CARD_LIFE_MS = 14 * 86_400_000

/** Sending, changing and reading messages. `sent` hears of every message and change of the bot. */
export function messageRoutes(world: World, limits: Limits, sent: (message: Message) => void): Route[] {
  const send = (call: Call, chat: Chat, replyTo?: Message): Reply => {
    const { type, content, uuid } = outgoing(call)
    const known = uuid === undefined ? undefined : world.uuids.get(uuid)
    if (known && performance.now() - known.at < UUID_MS) {
      const message = world.messages.get(known.message)
      if (message) return ok(shownMessage(message))
    }
    if (!chat.hasBot || chat.disbanded) throw refusals.notInChat()
    check(world, type, content)
    limits.place(chat.id)
    const message = addMessage(world, {
      chat: chat.id,
      sender: world.appId,
      byBot: true,
      type,
      content,
      ...(replyTo && { replyTo: replyTo.id, root: replyTo.root ?? replyTo.id }),
      ...(replyTo?.thread && { thread: replyTo.thread }),
    })
    if (uuid !== undefined) world.uuids.set(uuid, { message: message.id, at: performance.now() })
    sent(message)
    return ok(shownMessage(message))
  }
  return [
    {
      api: 'message.create',
      method: 'POST',
      path: /^\/im\/v1\/messages$/,
      handle: (call) => send(call, receiver(world, call)),
    },
    {
      api: 'message.reply',
      method: 'POST',
      path: /^\/im\/v1\/messages\/([^/]+)\/reply$/,
      handle(call) {
        const target = world.messages.get(call.path[0] ?? '')
        if (!target) throw refusals.messageGone()
        if (target.recalled) throw refusals.messageRecalled()
        return send(call, chatOf(world, target.chat), target)
      },
    },
    {
      api: 'message.patch',
      method: 'PATCH',
      path: /^\/im\/v1\/messages\/([^/]+)$/,
      handle(call) {
        const message = own(world, call.path[0] ?? '')
        const { content } = call.json
        if (message.type !== 'interactive') throw refusals.badContent('only a card can be changed')
        if (typeof content !== 'string') throw refusals.badContent('content must be a string')
        if (world.clock.now().getTime() - message.createdAt > CARD_LIFE_MS) throw refusals.badContent('too old')
        lintCard(content)
        limits.place(`card:${message.id}`)
        change(world, message, content)
        sent(message)
        return { code: 0, msg: 'success', data: {} }
      },
    },
    {
      api: 'message.delete',
      method: 'DELETE',
      path: /^\/im\/v1\/messages\/([^/]+)$/,
      handle(call) {
        own(world, call.path[0] ?? '').recalled = true
        return { code: 0, msg: 'success', data: {} }
      },
    },
    {
      api: 'message.get',
      method: 'GET',
      path: /^\/im\/v1\/messages\/([^/]+)$/,
      handle(call) {
        const message = world.messages.get(call.path[0] ?? '')
        if (!message) throw refusals.messageGone()
        return ok({ items: [shownMessage(message)] })
      },
    },
    { api: 'message.list', method: 'GET', path: /^\/im\/v1\/messages$/, handle: (call) => history(world, call) },
  ]
}

/** Replaces what a card shows. */
export function change(world: World, message: Message, content: string): void {
  message.content = content
  message.edits += 1
  message.updatedAt = world.clock.now().getTime()
}

function outgoing(call: Call): { type: string; content: string; uuid?: string } {
  const { msg_type: type, content, uuid } = call.json
  if (typeof type !== 'string') throw refusals.badContent('msg_type')
  if (typeof content !== 'string') throw refusals.badContent('content must be a string of JSON')
  if (uuid === undefined) return { type, content }
  if (typeof uuid !== 'string' || uuid.length === 0 || uuid.length > MAX_UUID) throw refusals.badContent('uuid')
  return { type, content, uuid }
}

function check(world: World, type: string, content: string): void {
  const bytes = Buffer.byteLength(content)
  if (bytes > (type === 'text' ? MAX_TEXT_BYTES : MAX_POST_BYTES)) throw refusals.contentTooLong()
  if (type === 'interactive') {
    lintCard(content)
    return
  }
  const body = parsed(content)
  if (type === 'text') {
    if (typeof body.text !== 'string' || body.text === '') throw refusals.badContent('text')
    return
  }
  if (type === 'post') return
  const [key, wanted] =
    type === 'image' ? [body.image_key, 'image'] : [body.file_key, { file: 'file', audio: 'opus', media: 'mp4' }[type]]
  if (wanted === undefined) throw refusals.badContent(`msg_type ${type}`)
  const upload = world.uploads.get(String(key))
  if (!upload?.ownedByBot) throw refusals.badFileKey()
  if (wanted !== 'file' && upload.type !== wanted) throw refusals.fileTypeMismatch()
  if (wanted === 'file' && (upload.type === 'image' || upload.type === 'opus')) throw refusals.fileTypeMismatch()
}

function receiver(world: World, call: Call): Chat {
  const id = String(call.json.receive_id ?? '')
  switch (call.query.get('receive_id_type')) {
    case 'chat_id':
      return chatOf(world, id)
    case 'open_id':
    case 'union_id':
    case 'user_id': {
      const user = [...world.users.values()].find((one) => [one.openId, one.unionId, one.userId].includes(id))
      if (!user) throw refusals.unknownReceiver()
      return directChat(world, user.openId)
    }
    default:
      throw refusals.badRequest('receive_id_type')
  }
}

export function chatOf(world: World, id: string): Chat {
  const chat = world.chats.get(id)
  if (!chat) throw refusals.unknownReceiver()
  if (chat.disbanded) throw refusals.notInChat()
  return chat
}

function own(world: World, id: string): Message {
  const message = world.messages.get(id)
  if (!message) throw refusals.messageGone()
  if (message.recalled) throw refusals.messageRecalled()
  if (!message.byBot) throw refusals.badContent('not the sender of the message')
  return message
}

function history(world: World, call: Call): Reply {
  const { query } = call
  const type = query.get('container_id_type')
  if (type !== 'chat' && type !== 'thread') throw refusals.badRequest('container_id_type')
  if (!world.scopes.history) throw refusals.noScope('im:message.group_msg')
  const id = query.get('container_id') ?? ''
  const inThread = [...world.messages.values()].filter((one) => one.thread === id)
  const chat = chatOf(world, type === 'thread' ? (inThread[0]?.chat ?? '') : id)
  if (!chat.hasBot) throw refusals.notInChat()
  // A thread can not be asked for by time.
  if (type === 'thread' && (query.has('start_time') || query.has('end_time'))) throw refusals.badRequest('start_time')
  const size = Number(query.get('page_size') ?? 20)
  if (!(size >= 1 && size <= 50)) throw refusals.badRequest('page_size')
  const from = Number(query.get('start_time') ?? 0) * 1_000
  const to = query.has('end_time') ? (Number(query.get('end_time')) + 1) * 1_000 : Number.POSITIVE_INFINITY
  // Of a thread a chat lists the first message only.
  const ofChat = () => [...world.messages.values()].filter((one) => one.chat === chat.id && !(one.thread && one.root))
  const all = (type === 'thread' ? inThread : ofChat()).filter((one) => one.createdAt >= from && one.createdAt < to)
  if (query.get('sort_type') === 'ByCreateTimeDesc') all.reverse()
  const at = Number(query.get('page_token') || 0)
  const page = all.slice(at, at + size)
  const more = at + size < all.length
  return ok({ has_more: more, page_token: more ? String(at + size) : '', items: page.map(shownMessage) })
}

function parsed(content: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(content)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // falls through: the platform says the same of both
  }
  throw refusals.badContent('content is not a JSON object')
}

export function ok(data: Record<string, unknown>): Reply {
  return { code: 0, msg: 'success', data, log: randomUUID() }
}
