import type { Message as MessageRow } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Block, View } from '#workers/view.ts'
import type { OpenRoom, RoomParts } from '../room.ts'
import { type Said, textOf } from '../said.ts'
import type { MovableClock } from '../school.ts'
import { buttonsOf, wordsOf } from './read-card.ts'
import { type FeishuStandIn, openFeishuStandIn, type StandInOptions } from './stand-in.ts'
import { type Chat, directChat, type Message, type User } from './world.ts'

const PEOPLE = { li: '李老师', wang: '王老师', zhang: '张老师', chen: '陈组长', zhao: '赵主任', xiaoming: '小明' }
const GROUPS = { beike: '备课组', yingyu: '英语组' }

/** A clock that a test moves and that runs on by itself: waiting for a rate limit must end. */
export function runningClock(start: Date): MovableClock {
  let at = start.getTime()
  let since = performance.now()
  const now = () => new Date(at + (performance.now() - since))
  const to = (next: Date) => {
    at = next.getTime()
    since = performance.now()
  }
  return { now, to, advance: (ms) => to(new Date(now().getTime() + ms)) }
}

/**
 * Feishu as a school's room: people act through the stand-in, and what the bot said is what the stand-in received. Each
 * post is set beside the View it was made from, and must show every word of it. `see` gets the stand-in. `isWebhook`:
 * events come encrypted and signed over HTTP; the school needs its web server for that.
 */
export function feishuRoom(
  options: StandInOptions & { isWebhook?: boolean } = {},
  see?: (feishu: FeishuStandIn) => void,
): OpenRoom {
  const keys = options.isWebhook ? { encryptKey: 'standInEncryptKey', verificationToken: 'standInToken' } : undefined
  return async (clock: Clock) => {
    const feishu = await openFeishuStandIn({ clock, ...options })
    see?.(feishu)
    const people = new Map<string, User>()
    for (const [id, name] of Object.entries(PEOPLE)) people.set(id, feishu.deeds.addUser(name))
    const groups = new Map<string, Chat>()
    for (const [id, name] of Object.entries(GROUPS)) groups.set(id, feishu.deeds.addGroup(name, [...people.values()]))
    const advance = 'advance' in clock ? (clock as MovableClock).advance : undefined
    let parts: RoomParts | undefined

    const user = (id: string) => get(people, id)
    const chatOf = (key: string) =>
      key.startsWith('direct:') ? directChat(feishu.world, user(key.slice(7)).openId) : get(groups, key)
    const keyOf = (chatId: string) => {
      for (const [key, chat] of groups) if (chat.id === chatId) return key
      for (const [key, one] of people)
        if (feishu.world.chats.get(chatId)?.members.has(one.openId)) return `direct:${key}`
      return chatId
    }
    const bySeq = (seq: number) => {
      for (const message of feishu.world.messages.values()) if (message.seq === seq) return message
      throw new Error(`there is no message ${seq}`)
    }

    return {
      env: {
        FEISHU_APP_ID: feishu.appId,
        FEISHU_APP_SECRET: feishu.appSecret,
        FEISHU_DOMAIN: feishu.origin,
        FEISHU_MODE: keys ? 'webhook' : 'websocket',
        ...(keys && { FEISHU_ENCRYPT_KEY: keys.encryptKey, FEISHU_VERIFICATION_TOKEN: keys.verificationToken }),
      },
      attach(given) {
        parts = given
        if (keys) feishu.set({ webhook: { url: new URL('/feishu/webhook', given.url).href, ...keys } })
      },
      ready: async () => (keys ? undefined : feishu.gateway.connected()),
      async said() {
        if (!parts) throw new Error('the room was not attached')
        const rows = await parts.db
          .selectFrom('message')
          .selectAll()
          .where('status', '=', 'sent')
          .orderBy('id')
          .execute()
        return feishu.sent().flatMap((message) => saidOf(feishu, message, rows, keyOf(message.chat)))
      },
      async says(person, chat, text, replyTo) {
        const how = replyTo === undefined ? {} : { replyTo: bySeq(replyTo).id }
        feishu.deeds.says(user(person), chatOf(chat), text, how)
      },
      async drops(person, chat, name, bytes) {
        // Files of one minute share a card on Feishu; in the stories each has its own minute.
        advance?.(61_000)
        return feishu.deeds.uploads(user(person), chatOf(chat), name, bytes).message.seq
      },
      async presses(person, post, label, more) {
        const message = bySeq(post.id)
        const found = buttonsOf(message.content).filter((one) =>
          typeof label === 'string' ? one.label === label : label.test(one.label),
        )
        const [button] = found
        if (!button) throw new Error(`no button ${label} on the card: ${wordsOf(message.type, message.content)}`)
        const pressed = await feishu.deeds.presses(user(person), message, {
          value: button.value,
          ...(button.inForm && { form_value: more, name: button.name }),
        })
        if (pressed.kind === 'failed') throw new Error(`the press failed: ${pressed.code} ${pressed.why}`)
      },
      async recalls(person, _chat, post) {
        feishu.deeds.recalls(user(person), bySeq(post))
      },
      waiting: async () => feishu.deliveries.all.filter((one) => one.state === 'waiting').length,
      close: () => feishu.close(),
    }
  }
}

/** A post with the View it shows; a message without one (a file that follows its card) is part of another post. */
function saidOf(feishu: FeishuStandIn, message: Message, rows: readonly MessageRow[], chat: string): Said[] {
  const row = rows.findLast((one) => one.ref === message.id)
  if (!row) {
    if (['file', 'image', 'media', 'audio'].includes(message.type)) return []
    throw new Error(`a ${message.type} message without an outbox row: ${wordsOf(message.type, message.content)}`)
  }
  const view = row.view as View
  const shown = squeeze(wordsOf(message.type, message.content))
  for (const word of view.blocks.flatMap(wordsOfBlock)) {
    if (!shown.includes(squeeze(word))) throw new Error(`the card does not show “${word}”: ${shown}`)
  }
  const replyTo = message.replyTo === undefined ? null : (feishu.world.messages.get(message.replyTo)?.seq ?? null)
  return [{ id: message.seq, chat, view, edited: message.edits > 0, replyTo, text: textOf(view) }]
}

/** What a reader must be able to see of a block, piece by piece. */
function wordsOfBlock(block: Block): string[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [block.text]
    case 'fields':
      return block.fields.flatMap((field) => [field.label, field.value, field.note ?? ''])
    case 'list':
      return block.items.flatMap((item) => [
        item.title,
        item.detail ?? '',
        item.why ?? '',
        ...(item.actions ?? []).map((action) => action.label),
      ])
    case 'ranking':
      return block.rows.flatMap((row) => [row.name, row.amount, row.note ?? ''])
    case 'file':
      return [block.name]
    case 'chart':
      return [block.title, ...block.points.map((point) => point.label)]
    case 'form':
      return [...block.fields.map((field) => field.label), block.submit.label]
    case 'actions':
      return block.actions.map((action) => action.label)
    default:
      return block satisfies never
  }
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '')
}

function get<T>(map: ReadonlyMap<string, T>, key: string): T {
  const found = map.get(key)
  if (!found) throw new Error(`there is no ${key}`)
  return found
}
