import { findCursor, findMessagePlace } from '#db/rows/cursors.ts'
import type { Db } from '#db/schema.ts'
import type { FeishuApi } from './client.ts'

/** Chats of so many recent messages are remembered: reactions and recalls name neither chat nor sender. */
const REMEMBERED = 10_000

/** Where a message stands, and who sent it. */
export type Place = { chat: { id: string; kind: 'group' | 'direct' }; sender?: string | undefined }

export type Places = {
  remember(messageId: string, place: Place): void
  /** What is remembered; asks nobody. */
  known(messageId: string): Place | undefined
  /** The place of any message: remembered, written down, or asked of the platform. undefined when nobody knows it. */
  of(messageId: string): Promise<Place | undefined>
  /** A direct chat is known by its person, whose id can be written to before they ever wrote. */
  chatOf(chatId: string, isDirect: boolean | undefined, openId: string): Promise<Place['chat']>
}

export function openPlaces(with_: { db: Db; api: FeishuApi; schoolId: string; platform: string }): Places {
  const { db, api, schoolId, platform } = with_
  const places = new Map<string, Place>()

  async function chatOf(chatId: string, isDirect: boolean | undefined, openId: string): Promise<Place['chat']> {
    const direct = isDirect ?? (await isDirectChat(chatId))
    return direct ? { id: openId, kind: 'direct' } : { id: chatId, kind: 'group' }
  }

  async function isDirectChat(chatId: string): Promise<boolean> {
    const cursor = await findCursor(db, schoolId, platform, chatId)
    if (cursor) return cursor.kind === 'direct'
    return api.getChat(chatId).then(
      (chat) => chat.mode === 'p2p',
      () => false,
    )
  }

  return {
    remember(messageId, place) {
      if (places.size >= REMEMBERED) for (const old of [...places.keys()].slice(0, REMEMBERED / 2)) places.delete(old)
      places.set(messageId, place)
    },
    known: (messageId) => places.get(messageId),
    async of(messageId) {
      const known = places.get(messageId) ?? (await findMessagePlace(db, schoolId, platform, messageId))
      if (known) return known
      const item = await api.getMessage(messageId).catch(() => undefined)
      if (!item?.chat_id) return undefined
      const sender = item.sender?.sender_type === 'user' ? item.sender.id : undefined
      return { chat: await chatOf(item.chat_id, undefined, sender ?? ''), sender }
    },
    chatOf,
  }
}
