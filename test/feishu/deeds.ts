import { randomUUID } from 'node:crypto'
import { lintCard } from './card-lint.ts'
import type { Deliveries, Delivery } from './deliveries.ts'
import { change } from './message-routes.ts'
import { ApiRefusal } from './refusal.ts'
import {
  addMessage,
  type Chat,
  chatId,
  fileKey,
  imageKey,
  type Mention,
  type Message,
  openId,
  type StoredFile,
  threadId,
  type User,
  unionId,
  type World,
} from './world.ts'

/** `isMissed`: it is in the history, but the event never leaves the platform. */
/** `isInThread`: the reply opens a thread under its message, or goes on in it. */
export type How = { replyTo?: string; isMissed?: boolean; isInThread?: boolean }

/** What the presser of a button sees. */
export type Pressed =
  | { kind: 'answered'; toast?: { type: string; content: string }; hasNewCard: boolean; tookMs: number }
  /** 200340: nothing within three seconds; 200672: an answer of a wrong shape. */
  | { kind: 'failed'; code: 200340 | 200672; why: string }

/** What people do on the platform; each deed changes the world and sends its event. */
export type Deeds = ReturnType<typeof openDeeds>

export function openDeeds(world: World, deliveries: Deliveries) {
  const who = (user: User) => ({
    open_id: user.openId,
    union_id: user.unionId,
    ...(world.scopes.contact && { user_id: user.userId }),
  })

  function tell(user: User, chat: Chat, message: Message, how: How): Delivery | undefined {
    if (how.isMissed || !chat.hasBot || chat.disbanded) return undefined
    return deliveries.emit('im.message.receive_v1', {
      sender: { sender_id: who(user), sender_type: 'user', tenant_key: world.tenant },
      message: {
        message_id: message.id,
        ...(message.root && { root_id: message.root }),
        ...(message.replyTo && { parent_id: message.replyTo }),
        ...(message.thread && { thread_id: message.thread }),
        create_time: String(message.createdAt),
        update_time: String(message.updatedAt),
        chat_id: chat.id,
        chat_type: chat.kind,
        message_type: message.type,
        content: message.content,
        ...(message.mentions.length > 0 && { mentions: message.mentions }),
      },
    })
  }

  function put(user: User, chat: Chat, type: string, content: unknown, how: How, more: Partial<Message> = {}) {
    const target = how.replyTo === undefined ? undefined : world.messages.get(how.replyTo)
    const root = target && (world.messages.get(target.root ?? target.id) ?? target)
    if (root && how.isInThread) root.thread ??= threadId()
    const message = addMessage(world, {
      chat: chat.id,
      sender: user.openId,
      byBot: false,
      type,
      content: JSON.stringify(content),
      ...(target && { replyTo: target.id, root: target.root ?? target.id }),
      ...(root?.thread && (how.isInThread || target?.thread) && { thread: root.thread }),
      ...more,
    })
    return { message, delivery: tell(user, chat, message, how) }
  }

  const stored = (key: string, file: Omit<StoredFile, 'ownedByBot'>) => new Map([[key, { ...file, ownedByBot: false }]])

  return {
    addUser(name: string, more: Partial<User> = {}): User {
      const user = {
        openId: openId(),
        unionId: unionId(),
        userId: randomUUID().slice(0, 8),
        name,
        departments: [],
        ...more,
      }
      world.users.set(user.openId, user)
      return user
    },
    addDepartment(name: string): string {
      const id = `od-${randomUUID().replaceAll('-', '')}`
      world.departments.set(id, { id, name, parent: '0' })
      return id
    },
    /** A group that the bot is already in, unless told. */
    addGroup(name: string, members: readonly User[], more: Partial<Chat> = {}): Chat {
      const chat: Chat = {
        id: chatId(),
        kind: 'group',
        name,
        members: new Set(members.map((one) => one.openId)),
        owner: members[0]?.openId ?? '',
        hasBot: true,
        external: false,
        disbanded: false,
        ...more,
      }
      world.chats.set(chat.id, chat)
      return chat
    },
    /** A text; `@` and the bot's name become a mention, as in the client. */
    says(user: User, chat: Chat, text: string, how: How = {}) {
      const called = `@${world.bot.name}`
      const mentions: Mention[] = text.includes(called)
        ? [{ key: '@_user_1', id: { open_id: world.bot.openId }, name: world.bot.name, tenant_key: world.tenant }]
        : []
      const content = { text: text.replaceAll(called, '@_user_1').replaceAll('@所有人', '@_all') }
      return put(user, chat, 'text', content, how, { mentions })
    },
    uploads(
      user: User,
      chat: Chat,
      name: string,
      bytes: Buffer,
      how: How & { type?: 'file' | 'media' | 'audio' } = {},
    ) {
      const key = fileKey()
      const type = how.type ?? 'file'
      const content = {
        file_key: key,
        ...(type !== 'audio' && { file_name: name }),
        ...(type !== 'file' && { duration: 2_000 }),
        ...(type === 'media' && { image_key: imageKey() }),
      }
      return put(user, chat, type, content, how, { files: stored(key, { name, type: 'file', bytes }) })
    },
    showsImage(user: User, chat: Chat, bytes: Buffer, how: How = {}) {
      const key = imageKey()
      const files = stored(key, { name: 'image', type: 'image', bytes })
      return put(user, chat, 'image', { image_key: key }, how, { files })
    },
    /** A rich text with pictures below it. */
    postsRich(user: User, chat: Chat, title: string, text: string, pictures: readonly Buffer[], how: How = {}) {
      const keys = pictures.map((bytes) => [imageKey(), bytes] as const)
      const content = {
        title,
        content: [[{ tag: 'text', text }], ...keys.map(([key]) => [{ tag: 'img', image_key: key }])],
      }
      const files = new Map(
        keys.map(([key, bytes]) => [key, { name: 'image', type: 'image', bytes, ownedByBot: false }] as const),
      )
      return put(user, chat, 'post', content, how, { files })
    },
    /** A message of another kind: sticker, folder, merge_forward, share_chat… */
    sendsOther(user: User, chat: Chat, type: string, content: unknown, how: How = {}) {
      return put(user, chat, type, content, how)
    },
    recalls(user: User, message: Message, how: How = {}): Delivery | undefined {
      message.recalled = true
      if (how.isMissed) return undefined
      return deliveries.emit('im.message.recalled_v1', {
        message_id: message.id,
        chat_id: message.chat,
        recall_time: String(world.clock.now().getTime()),
        recall_type: message.sender === user.openId ? 'message_owner' : 'group_owner',
      })
    },
    reacts(user: User, message: Message, emoji: string, added = true): Delivery {
      return deliveries.emit(`im.message.reaction.${added ? 'created' : 'deleted'}_v1`, {
        message_id: message.id,
        reaction_type: { emoji_type: emoji },
        operator_type: 'user',
        user_id: who(user),
        action_time: String(world.clock.now().getTime()),
      })
    },
    /** Presses a button (or sends a form) of a card: the platform asks the bot and waits three seconds. */
    async presses(user: User, message: Message, action: Record<string, unknown>): Promise<Pressed> {
      const began = performance.now()
      const delivery = deliveries.emit(
        'card.action.trigger',
        {
          operator: { ...who(user), tenant_key: world.tenant },
          token: `c-${randomUUID().replaceAll('-', '')}`,
          action: { tag: 'button', timezone: 'Asia/Shanghai', ...action },
          host: 'im_message',
          context: { open_message_id: message.id, open_chat_id: message.chat },
        },
        { isCallback: true },
      )
      const { state, answer, firstPushAt } = await delivery.settled
      if (state !== 'acked') {
        const why = firstPushAt === undefined ? 'nobody is connected' : 'no answer within three seconds'
        return { kind: 'failed', code: 200340, why }
      }
      return answered(world, message, answer, performance.now() - began)
    },
    /** `isNamed`: the event says who did it. */
    invitesBot(user: User, chat: Chat, isNamed = true): Delivery {
      chat.hasBot = true
      const { operator_id, ...rest } = botEvent(user, chat)
      return deliveries.emit('im.chat.member.bot.added_v1', { ...rest, ...(isNamed && { operator_id }) })
    },
    removesBot(user: User, chat: Chat): Delivery {
      chat.hasBot = false
      return deliveries.emit('im.chat.member.bot.deleted_v1', botEvent(user, chat))
    },
    addsMember(by: User, chat: Chat, user: User): Delivery {
      chat.members.add(user.openId)
      return deliveries.emit('im.chat.member.user.added_v1', memberEvent(by, chat, user))
    },
    removesMember(by: User, chat: Chat, user: User): Delivery {
      chat.members.delete(user.openId)
      return deliveries.emit('im.chat.member.user.deleted_v1', memberEvent(by, chat, user))
    },
    renames(by: User, chat: Chat, name: string): Delivery {
      const before = chat.name
      chat.name = name
      return deliveries.emit('im.chat.updated_v1', {
        chat_id: chat.id,
        operator_id: who(by),
        external: chat.external,
        operator_tenant_key: world.tenant,
        before_change: { name: before },
        after_change: { name },
      })
    },
    disbands(by: User, chat: Chat): Delivery {
      chat.disbanded = true
      return deliveries.emit('im.chat.disbanded_v1', botEvent(by, chat))
    },
  }

  function botEvent(user: User, chat: Chat) {
    return {
      chat_id: chat.id,
      operator_id: who(user),
      external: chat.external,
      operator_tenant_key: world.tenant,
      name: chat.name,
      i18n_names: { zh_cn: chat.name },
    }
  }

  function memberEvent(by: User, chat: Chat, user: User) {
    return { ...botEvent(by, chat), users: [{ name: user.name, user_id: who(user), tenant_key: world.tenant }] }
  }
}

/** Judges what the bot answered to a click, as the client does. */
function answered(world: World, message: Message, answer: unknown, tookMs: number): Pressed {
  const wrong = (why: string): Pressed => ({ kind: 'failed', code: 200672, why })
  if (answer === undefined || answer === null || answer === '') return { kind: 'answered', hasNewCard: false, tookMs }
  if (typeof answer !== 'object') return wrong(`not an object: ${String(answer)}`)
  const { toast, card, ...rest } = answer as Record<string, unknown>
  const extra = Object.keys(rest)[0]
  if (extra !== undefined) return wrong(`unknown key ${extra}`)
  const shown = toast as { type?: unknown; content?: unknown } | undefined
  if (
    shown &&
    !(['info', 'success', 'warning', 'error'].includes(String(shown.type)) && typeof shown.content === 'string')
  ) {
    return wrong('toast')
  }
  if (card !== undefined) {
    const { type, data } = card as { type?: unknown; data?: unknown }
    if (type !== 'raw') return wrong('card.type')
    try {
      lintCard(JSON.stringify(data))
    } catch (error) {
      if (error instanceof ApiRefusal) return wrong(error.message)
      throw error
    }
    change(world, message, JSON.stringify(data))
  }
  return {
    kind: 'answered',
    ...(shown && { toast: { type: String(shown.type), content: String(shown.content) } }),
    hasNewCard: card !== undefined,
    tookMs,
  }
}
