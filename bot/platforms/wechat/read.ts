import type { ContactInterface, MessageInterface, RoomInterface } from 'wechaty/impls'
import type { Incoming } from '../../incoming.ts'
import type { Identity } from './identity.ts'
import { stripLeading, stripMention } from './mention.ts'
import type { Names } from './names.ts'
import { quoteIn } from './quote.ts'
import { titledLink } from './titled-link.ts'
import { tagIn } from './xml.ts'

export const WECHAT = 'wechat'

/** A command this old is not answered any more, by WeChat's clock. In milliseconds. */
export const STALE_TEXT_MS = 120_000
/** A file this old is catalogued without a word; an older one is left alone. */
const STALE_FILE_MS = 24 * 3_600_000

/** wechaty's `types.Message`; written out, because loading the enum loads the package. */
const KIND = { attachment: 1, audio: 2, image: 6, text: 7, miniProgram: 9, recalled: 13, url: 14, video: 15 } as const

/** A name of the bot's that is older than this is asked again when somebody unknown is named. In milliseconds. */
const RENAMED_MS = 60_000

const MEDIA: Record<number, string | undefined> = { [KIND.image]: 'image', [KIND.video]: 'video' }

/** What reading needs besides the message. */
export type Reading = {
  botId: string
  identity: Identity
  names: Names
  /** Topics that are read; `*` stands for all. */
  rooms: ReadonlySet<string>
  now(): number
}

/**
 * A message as the desk takes it; undefined for what nobody should see: the bot's own, other groups', too old, or of a
 * kind that is no business of ours (voice, red envelopes, stickers). Names of files come as they are.
 */
export async function readMessage(message: MessageInterface, reading: Reading): Promise<Incoming | undefined> {
  const talker = message.talker()
  // `message.self()` answers false when it can not tell, so the account's id is compared here.
  if (talker.id === reading.botId) return undefined
  const type: number = message.type()
  if (!Object.values<number>(KIND).includes(type) || type === KIND.audio) return undefined
  const room = message.room()
  const place = await placeOf(room, talker, reading)
  if (!place) return undefined
  const age = reading.now() - message.date().getTime()
  const base = {
    platform: WECHAT,
    eventKey: `${reading.botId}:${message.id}`.slice(-200),
    chat: place.chat,
    sender: place.sender,
    sentAt: message.date().toISOString(),
    messageRef: message.id,
  }
  switch (type) {
    case KIND.text: {
      const named = await mentionIn(message, room, reading)
      const late = age > STALE_TEXT_MS
      return { ...base, kind: 'text', text: named.text, mentionsBot: named.mentioned, ...(late && { late }) }
    }
    case KIND.url:
    case KIND.miniProgram: {
      if (age > STALE_FILE_MS) return undefined
      const link = await linkOf(message, type)
      if (!link) return undefined
      // A card in a group that is read is shared as a file is; it can carry no words that would ask for it.
      return { ...base, kind: 'text', text: link, mentionsBot: true, ...(age > STALE_TEXT_MS && { late: true }) }
    }
    case KIND.recalled: {
      const ref = recalledIn(message.text())
      return ref === '' ? undefined : { ...base, kind: 'recalled', messageRef: ref }
    }
    default: {
      if (age > STALE_FILE_MS) return undefined
      const name = await fileNameOf(message, type)
      return {
        ...base,
        kind: 'file',
        name,
        file: { platform: WECHAT, id: message.id, extra: { bot: reading.botId, name, ...mediaOf(type) } },
        ...(age > STALE_TEXT_MS && { late: true }),
      }
    }
  }
}

async function placeOf(room: RoomInterface | undefined, talker: ContactInterface, reading: Reading) {
  const { identity, names } = reading
  if (!room) {
    const person = await identity.person({ id: talker.id, name: names.person(talker) })
    return { chat: { id: person.key, kind: 'direct' as const, name: person.name }, sender: senderOf(person) }
  }
  const topic = await room.topic()
  if (!isRead(topic, reading.rooms)) return undefined
  const chat = await identity.room({
    id: room.id,
    topic,
    isUnique: async () => (await room.wechaty.Room.findAll({ topic })).length < 2,
  })
  const alias = await names.alias(room, talker)
  const person = await identity.person({
    id: talker.id,
    name: names.person(talker),
    room: { key: chat.key, alias, isUnique: () => names.isUnique(room, alias ?? talker.name()) },
  })
  return { chat: { id: chat.key, kind: 'group' as const, name: chat.name }, sender: senderOf(person) }
}

/** Whether a room is one that the school lets the bot read. */
export function isRead(topic: string, rooms: ReadonlySet<string>): boolean {
  return rooms.has('*') || rooms.has(topic.normalize('NFKC').trim())
}

/** Two forms: the recalled message's id by itself, or WeChat's XML with it. */
function recalledIn(text: string): string {
  if (!text.includes('<')) return text.trim()
  return tagIn(text, 'newmsgid') ?? tagIn(text, 'msgid') ?? ''
}

const senderOf = (person: { key: string; name: string }) => ({ id: person.key, name: person.name })

/** Whether the bot is named, by the puppet's list or by its name in the room, and the text without the name. */
async function mentionIn(
  message: MessageInterface,
  room: RoomInterface | undefined,
  reading: Reading,
): Promise<{ mentioned: boolean; text: string }> {
  const quote = quoteIn(message.text())
  const text = quote?.text ?? message.text()
  if (!room) return { mentioned: false, text }
  const self = await message.wechaty.Contact.find({ id: reading.botId })
  const list = given(message, 'mentionIdList')
  const isListed = Array.isArray(list) && list.includes(reading.botId)
  for (const keepMs of [undefined, RENAMED_MS]) {
    const alias = self && (await reading.names.alias(room, self, keepMs))
    const called = [alias ?? '', self ? reading.names.person(self) : '']
    const stripped = stripMention(text, called)
    if (stripped.mentioned) return stripped
    if (isListed) return { mentioned: true, text: stripLeading(text) }
    // An answer to what the bot said is said to the bot.
    if (quote && called.includes(quote.who)) return { mentioned: true, text }
    // Somebody is named who is not known: the bot may have been given another name a moment ago.
    if (!/[@＠]/.test(text)) break
  }
  return { mentioned: false, text }
}

async function linkOf(message: MessageInterface, type: number): Promise<string | undefined> {
  if (type === KIND.url) {
    const link = await message.toUrlLink()
    return titledLink(link.title(), link.url())
  }
  const program = await message.toMiniProgram()
  return titledLink(program.title() ?? program.description() ?? '', program.pagePath() ?? '')
}

async function fileNameOf(message: MessageInterface, type: number): Promise<string> {
  const name = given(message, 'filename')
  if (typeof name === 'string' && name !== '') return name
  const text = message.text()
  if (type === KIND.attachment && text !== '') {
    const title = text.includes('<') ? tagIn(text, 'title') : text
    if (title !== undefined) return title
  }
  const stamp = message.date().toISOString().replace(/\D/g, '').slice(0, 14)
  return type === KIND.image
    ? `微信图片_${stamp}.jpg`
    : type === KIND.video
      ? `微信视频_${stamp}.mp4`
      : `微信文件_${stamp}`
}

const mediaOf = (type: number): Record<string, string> => (MEDIA[type] ? { media: MEDIA[type] } : {})

/** What the puppet gave for a message; wechaty's type says that it may be missing. */
function given(message: MessageInterface, name: string): unknown {
  const payload: unknown = message.payload
  return typeof payload === 'object' && payload !== null ? Reflect.get(payload, name) : undefined
}
