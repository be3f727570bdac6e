import { join } from 'node:path'
import type { ContactInterface, MessageInterface, RoomInterface } from 'wechaty/impls'
import type { BlobStore } from '#db/blobs.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Incoming } from '../../incoming.ts'
import type { ChatRef, Outgoing, Platform } from '../../platform.ts'
import { pressedBy } from './answers.ts'
import type { WechatConfig } from './config.ts'
import { openFetcher } from './fetch.ts'
import { openFriends } from './friends.ts'
import type { Identity } from './identity.ts'
import { type Hears, type Instance, openInstance } from './instance.ts'
import { type Alert, type LifeTiming, openLife, type Stage } from './life.ts'
import { makeWechaty } from './load.ts'
import { openNames } from './names.ts'
import { openLines, persist } from './order.ts'
import { isRead, readMessage, STALE_TEXT_MS, WECHAT } from './read.ts'
import { openReplays } from './replays.ts'

export { WECHAT } from './read.ts'

import type { Sessions } from './sessions.ts'
import { openSpool } from './spool.ts'
import { openWire, type Wire } from './wire.ts'

/** How long one call of the puppet may take while a message is read. In milliseconds. */
const READ_MS = 30_000

/** wechaty's `types.Message.Unknown`. */
const UNKNOWN = 0

export type Wechat = Platform & {
  /** For the page with the code to scan. */
  session(): { stage: Stage; code: string | undefined; detail: string }
}

/** Sends Views within the limits; see `send.ts`. */
export type WechatSender = {
  post(chat: ChatRef, out: Outgoing): Promise<{ ref: string }>
  /** Whether something under this key may have been said. */
  begun(key: string): Promise<boolean>
  /** A line that WeChat itself wrote into a chat: it may be a complaint. */
  overheard(text: string): Promise<void>
  stop(): Promise<void>
}

/**
 * The WeChat adapter: one account through wechaty. It loads wechaty when it is opened and not before. Nothing that
 * wechaty does ends the process: an instance that misbehaves is replaced.
 */
export function openWechat(parts: {
  config: WechatConfig
  blobs: BlobStore
  schoolId: string
  clock: Clock
  log: Log
  identity: Identity
  sender(wire: Wire): WechatSender
  sessions: Sessions
  alert(alert: Alert): void
  /** Called with each new code to scan, for a terminal. */
  showCode?: (code: string) => void
  /** A puppet of the test's own, made anew for each instance. */
  make?: (hears: Hears) => Promise<Instance>
  timing?: Partial<LifeTiming> & { handAgainMs?: number; idleMs?: number }
}): Wechat {
  const { config, clock, log, identity } = parts
  const now = () => clock.now().getTime()
  const names = openNames(now)
  const befriend = openFriends(config.rooms, now, log)
  const lines = openLines()
  const replays = openReplays(config.stableIds)
  let spool: ReturnType<typeof openSpool> | undefined

  async function onMessage(message: MessageInterface): Promise<void> {
    const online = life.online()
    if (!online || !spool) return
    // A line of WeChat's own has no kind; what people write is never taken for one.
    if (message.type() === UNKNOWN) return sender.overheard(message.text())
    const { botId } = online
    const reading = { botId, identity, names, rooms: config.rooms, now }
    const disk = spool
    // Of one chat in order: a card and the sentence that asks for it, a list and the number that answers it.
    await lines.next(message.room()?.id ?? message.talker().id, async () => {
      const read = () => inTime(readMessage(message, reading), READ_MS)
      const event = await persist(read, () => life.online()?.botId === botId, log)
      if (event && !replays.isReplay(message, online.since)) await disk.take(event)
    })
  }

  /** The bot came into a room that it may read, or went out of one. */
  async function onMoved(kind: 'joined' | 'left', room: RoomInterface, by: ContactInterface, at: Date): Promise<void> {
    names.forget()
    const online = life.online()
    const topic = await room.topic()
    if (!online || !spool || by.id === online.botId || !isRead(topic, config.rooms)) return
    if (kind === 'joined' && now() - at.getTime() > STALE_TEXT_MS) return
    const chat = await identity.room({ id: room.id, topic })
    const alias = await names.alias(room, by).catch(() => undefined)
    const isUnique = () => names.isUnique(room, alias ?? by.name())
    const sender = await identity.person({ id: by.id, name: by.name(), room: { key: chat.key, alias, isUnique } })
    await spool.take({
      platform: WECHAT,
      kind,
      eventKey: `${online.botId}:${kind}:${room.id}:${at.getTime()}`.slice(-200),
      chat: { id: chat.key, kind: 'group', name: chat.name },
      sender: { id: sender.key, name: sender.name },
      sentAt: at.toISOString(),
      messageRef: '',
    })
  }

  const life = openLife({
    make: parts.make ?? (async (hears) => openInstance(await makeWechaty(config), hears, log)),
    message: onMessage,
    renamed: async () => names.forget(),
    friendship: async (request) => {
      const online = life.online()
      if (online) await befriend(request, online.instance.bot)
    },
    moved: (kind, room, by, at) => lines.next(room.id, () => onMoved(kind, room, by, at)),
    now,
    entered: (botId) => identity.entered(botId),
    alert: parts.alert,
    code: parts.showCode,
    log,
    timing: { silenceMs: config.timeoutSeconds * 1_000, ...parts.timing },
  })
  const sender = parts.sender(openWire(life, identity))
  const fetch = openFetcher({
    life,
    blobs: parts.blobs,
    schoolId: parts.schoolId,
    maxBytes: config.maxFileBytes,
    stableIds: config.stableIds,
    ...(parts.timing?.idleMs !== undefined && { idleMs: parts.timing.idleMs }),
  })

  return {
    name: WECHAT,
    can: {
      cards: false,
      buttons: false,
      edits: false,
      replies: false,
      files: true,
      images: true,
      direct: true,
      marks: false,
      bursts: false,
    },
    async start(on) {
      if (spool) throw new Error('the wechat platform was started twice')
      const hand = async (event: Incoming) => {
        const meant = event.kind === 'text' ? await pressedBy(event, parts.sessions, sender.post, log) : event
        if (meant) await on(meant)
      }
      spool = openSpool(join(config.dataDir, 'waiting'), hand, log, parts.timing?.handAgainMs)
      await spool.start()
      life.start()
    },
    post: (chat, out) => sender.post(chat, out),
    begun: (key) => sender.begun(key),
    async edit() {
      // Never asked for: `can.edits` is false.
    },
    async mark() {
      // WeChat has no quiet sign; `can.marks` is false.
    },
    fetch,
    async direct(personId) {
      const online = life.online()
      const id = await identity.personId(personId)
      if (!online || id === undefined) return undefined
      const person = await online.instance.bot.Contact.find({ id })
      // Strangers are never written to: that is what accounts are banned for.
      return person?.friend() === true ? { id: personId, kind: 'direct' } : undefined
    },
    state: () => ({ ready: life.stage() === 'online', detail: life.detail() }),
    session: () => ({ stage: life.stage(), code: life.code(), detail: life.detail() }),
    async stop() {
      await sender.stop()
      await life.stop()
      await spool?.stop()
      spool = undefined
    },
  }
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the puppet did not answer within ${ms} ms`)), ms)
  })
  work.catch(() => undefined)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
