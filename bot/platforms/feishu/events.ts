import { ZodError } from 'zod'
import { isRecalled, setRecalled } from '#db/feishu/pace.ts'
import { noteThread } from '#db/feishu/threads.ts'
import { advanceCursor, insertCursor, lastKnown, setChatRemoved, setCursorGone } from '#db/rows/cursors.ts'
import type { Db } from '#db/schema.ts'
import type { Log } from '#kit/log.ts'
import { dayOf } from '#kit/zone.ts'
import type { Incoming } from '../../incoming.ts'
import { decodePress } from './cards/press.ts'
import type { FeishuApi } from './client.ts'
import { readContent } from './content.ts'
import { signOf } from './emoji.ts'
import type { People } from './people.ts'
import { openPlaces, type Place } from './places.ts'
import {
  botMovedShape,
  instant,
  messageOfEvent,
  peopleMovedShape,
  pressShape,
  type RawMessage,
  reactionShape,
  recalledShape,
  renamedShape,
} from './raw.ts'

/** So many threads are remembered. */
const THREADS = 10_000
/** How exactly it is written down when a thread was last heard of. In milliseconds. */
const THREAD_NEWS_MS = 10 * 60_000

export type Mapper = {
  /** An event as the SDK hands it over → what the bot takes. Empty: it does not concern us. */
  map(type: string, event: unknown): Promise<Incoming[]>
  message(raw: RawMessage, late?: boolean): Promise<Incoming[]>
  /** A message of ours, so that a reaction to it is understood at once. */
  remember(messageId: string, chat: Place['chat']): void
}

/** The types that are handed over; the app must be subscribed to them in the developer console. */
export const EVENTS = [
  'im.message.receive_v1',
  'im.message.recalled_v1',
  'im.message.reaction.created_v1',
  'im.message.reaction.deleted_v1',
  'im.chat.member.bot.added_v1',
  'im.chat.member.bot.deleted_v1',
  'im.chat.member.user.added_v1',
  'im.chat.disbanded_v1',
  'im.chat.updated_v1',
  'card.action.trigger',
] as const

export function openMapper(with_: {
  db: Db
  api: FeishuApi
  people: People
  schoolId: string
  platform: string
  appId: string
  zone: string
  log: Log
  /** Known once the bot has asked who it is. */
  botOpenId: () => string | undefined
}): Mapper {
  const { db, api, people, schoolId, platform, appId, zone, log } = with_
  const places = openPlaces({ db, api, schoolId, platform })
  const cursors = new Set<string>()
  /** When something was last heard in a thread, as it is written down. */
  const threads = new Map<string, number>()

  /**
   * From now on the chat's history is read from here. A chat that shows itself by a message may have said more while
   * nobody listened: it is read from the moment up to which the other chats are known.
   */
  async function follow(chatId: string, kind: 'group' | 'direct', openId: string, since: string, isNew = false) {
    if (cursors.has(chatId)) return
    const personId = kind === 'direct' ? openId : undefined
    const sentAt = new Date(since)
    const known = isNew ? undefined : await lastKnown(db, schoolId, platform)
    const readUntil = known && known < sentAt ? known : sentAt
    await insertCursor(db, schoolId, platform, { chatId, kind, personId, readUntil })
    cursors.add(chatId)
  }

  /** From now on the thread is read with its chat. Written down when it is news. */
  async function follows(threadId: string, chatId: string, heardAt: Date): Promise<void> {
    if (heardAt.getTime() - (threads.get(threadId) ?? 0) < THREAD_NEWS_MS) return
    await noteThread(db, { appId, threadId, chatId, heardAt })
    if (threads.size >= THREADS) threads.clear()
    threads.set(threadId, heardAt.getTime())
  }

  async function faces(chat: Place['chat'], openId: string, unionId?: string) {
    const group = chat.kind === 'group' ? chat.id : undefined
    const [sender, name] = await Promise.all([
      people.sight(openId, unionId, group),
      group === undefined ? undefined : people.chatName(group),
    ])
    return { platform, chat: { ...chat, name: name ?? sender }, sender: { id: openId, name: sender } }
  }

  async function message(raw: RawMessage, late?: boolean): Promise<Incoming[]> {
    const { openId, unionId } = raw.sender
    const chat = await places.chatOf(raw.chatId, raw.isDirect, openId)
    await follow(raw.chatId, chat.kind, openId, raw.sentAt)
    places.remember(raw.messageId, { chat, sender: openId })
    for (const mention of raw.mentions) if (mention.openId) people.learn(mention.openId, mention.name)
    if (raw.threadId !== undefined) await follows(raw.threadId, raw.chatId, new Date(raw.sentAt))
    const stamp = () => `${dayOf(new Date(raw.sentAt), zone)}_${raw.messageId.slice(-4)}`
    const content = readContent(raw.type, raw.content, raw.mentions, with_.botOpenId(), stamp)
    if (!content) return []
    // A recall may have come first, to any process. An answer to a recalled text harms nobody, so only files are asked for.
    if (content.attachments.length > 0 && (await isRecalled(db, appId, raw.messageId))) return []
    const base = {
      ...(await faces(chat, openId, unionId)),
      sentAt: raw.sentAt,
      messageRef: raw.messageId,
      ...(raw.parentId !== undefined && { replyTo: raw.parentId }),
      ...(late && { late }),
    }
    const key = `m:${raw.messageId}`
    const found: Incoming[] = content.attachments.map((one, index) => ({
      ...base,
      eventKey: index === 0 && content.text === undefined ? key : `${key}:${index}`,
      kind: 'file',
      name: one.name,
      file: {
        platform,
        id: one.key,
        extra: { message: raw.messageId, type: one.type, ...(one.refuse && { refuse: one.refuse }) },
      },
    }))
    const { text, mentionsBot } = content
    if (text !== undefined) found.unshift({ ...base, eventKey: key, kind: 'text', text, mentionsBot })
    return found
  }

  /** Who a notice without a sender is about: the message's own sender, else nobody. */
  async function notice(messageId: string, chatId: string | undefined, openId: string | undefined) {
    const place = await places.of(messageId)
    const sender = openId ?? place?.sender
    if (sender === undefined) return undefined
    const chat = place?.chat ?? (chatId === undefined ? undefined : await places.chatOf(chatId, undefined, sender))
    return chat && { ...(await faces(chat, sender)), messageRef: messageId }
  }

  async function map(type: string, event: unknown): Promise<Incoming[]> {
    switch (type) {
      case 'im.message.receive_v1': {
        const raw = messageOfEvent(event)
        return raw ? message(raw) : []
      }
      case 'im.message.recalled_v1': {
        const given = recalledShape.parse(event)
        const base = await notice(given.message_id, given.chat_id, undefined)
        if (!base) {
          await setRecalled(db, appId, given.message_id)
          return []
        }
        return [{ ...base, kind: 'recalled', eventKey: `r:${given.message_id}`, sentAt: instant(given.recall_time) }]
      }
      case 'im.message.reaction.created_v1':
      case 'im.message.reaction.deleted_v1': {
        const given = reactionShape.parse(event)
        const who = given.user_id?.open_id
        if (!who || (given.operator_type && given.operator_type !== 'user')) return []
        const base = await notice(given.message_id, undefined, who)
        if (!base) return []
        const added = type.includes('created')
        const emoji = signOf(given.reaction_type.emoji_type)
        const eventKey = `e:${given.event_id ?? `${given.message_id}:${emoji}:${added}:${given.action_time}`}`
        return [{ ...base, kind: 'reaction', emoji, added, eventKey, sentAt: instant(given.action_time) }]
      }
      case 'im.chat.member.bot.added_v1':
      case 'im.chat.member.bot.deleted_v1':
      case 'im.chat.disbanded_v1':
        return moved(type, event)
      case 'im.chat.member.user.added_v1': {
        for (const one of peopleMovedShape.parse(event).users ?? []) {
          if (one.user_id?.open_id) people.learn(one.user_id.open_id, one.name)
        }
        return []
      }
      case 'im.chat.updated_v1': {
        const given = renamedShape.parse(event)
        people.learnChat(given.chat_id, given.after_change?.name)
        return []
      }
      case 'card.action.trigger':
        return press(event)
      default:
        log.debug({ type }, 'an event that nobody needs')
        return []
    }
  }

  async function moved(type: string, event: unknown): Promise<Incoming[]> {
    const given = botMovedShape.parse(event)
    const who = given.operator_id?.open_id
    const isHere = type === 'im.chat.member.bot.added_v1'
    const sentAt = instant(given.create_time)
    people.learnChat(given.chat_id, given.name)
    if (!isHere) {
      await setCursorGone(db, schoolId, platform, given.chat_id)
      cursors.delete(given.chat_id)
      // Dissolved by the platform itself, or by somebody who is not named: there is nobody whose event it is.
      if (!who) await setChatRemoved(db, schoolId, platform, given.chat_id, new Date(sentAt))
    }
    const doer = who ?? (isHere ? await somebodyOf(given.chat_id) : undefined)
    if (!doer) return []
    const chat = { id: given.chat_id, kind: 'group' as const }
    if (isHere) {
      await follow(given.chat_id, 'group', doer, sentAt, true)
      // What was said while the bot was away is none of its business.
      await advanceCursor(db, schoolId, platform, given.chat_id, new Date(sentAt))
    }
    const eventKey = `e:${given.event_id ?? `${given.chat_id}:${sentAt}`}`
    const base = { ...(await faces(chat, doer)), eventKey, sentAt, messageRef: '' }
    if (!isHere) return [{ ...base, kind: 'left' }]
    return [{ ...base, kind: 'joined', ...(!who && { isUnnamed: true }) }]
  }

  /** Where the platform does not name who brought the bot: the group's owner, or anybody of it, so that it is greeted. */
  async function somebodyOf(chatId: string): Promise<string | undefined> {
    const { ownerId } = await api.getChat(chatId).catch(() => ({ ownerId: undefined }))
    if (ownerId) return ownerId
    const { items } = await api.listMembers(chatId).catch(() => ({ items: [] }))
    return items[0]?.member_id
  }

  async function press(event: unknown): Promise<Incoming[]> {
    const { operator, action, context, event_id, create_time } = pressShape.parse(event)
    const pressed = decodePress(action.value, action.form_value)
    if (!pressed || !event_id) return []
    const known = places.known(context.open_message_id)
    const chat = known?.chat ?? (await places.chatOf(context.open_chat_id, undefined, operator.open_id))
    return [
      {
        ...(await faces(chat, operator.open_id, operator.union_id)),
        ...pressed,
        kind: 'button',
        eventKey: `e:${event_id}`,
        // The platform counts in microseconds here; older ones in milliseconds.
        sentAt: instant(create_time !== undefined && create_time > 1e14 ? create_time / 1_000 : create_time),
        messageRef: context.open_message_id,
      },
    ]
  }

  /** An event of an unknown shape will have it the next time too: it is acknowledged, and told to the log. */
  async function mapKnown(type: string, event: unknown): Promise<Incoming[]> {
    try {
      return await map(type, event)
    } catch (error) {
      if (!(error instanceof ZodError)) throw error
      log.warn(
        { type, fields: error.issues.map((issue) => issue.path.join('.')) },
        'a feishu event has an unknown shape',
      )
      return []
    }
  }

  return { map: mapKnown, message, remember: (messageId, chat) => places.remember(messageId, { chat }) }
}
