import { chatsWithWaiting, claimHead, setNextTry, setRefused, setSent } from '#db/rows/messages.ts'
import { getChat } from '#db/rows/people.ts'
import type { Message } from '#db/schema.ts'
import { RetryLater } from '#kit/errors.ts'
import type { View } from '#workers/view.ts'
import type { Bot } from './app.ts'
import { type Outgoing, PlatformRefusal } from './platform.ts'

/** While a message is being sent no other process touches its chat; renewed for long ones. */
const LEASE_MS = 10_000
/** After so many tries that failed without a reason of time, it is refused and shown to an administrator. */
const MAX_TRIES = 8
const SWEEP_MS = 2_000

export type Sender = {
  /** Sends what waits in a chat, soon. */
  wake(schoolId: string, chatId: number): void
  /** The same, resolved when the chat's outbox is empty or must wait. */
  drain(schoolId: string, chatId: number): Promise<void>
  sweep(): Promise<void>
  stop(): Promise<void>
}

/**
 * One sender per chat across processes: only the oldest waiting message of a chat can be claimed, so order holds; its
 * key is the platform's idempotency id, so a crash between sending and writing it down sends nothing twice.
 */
export function openSender(bot: Bot): Sender {
  const running = new Map<string, Promise<void>>()
  const again = new Set<string>()
  let stopped = false
  const timer = setInterval(
    () => void sender.sweep().catch((error) => bot.log.warn({ err: error }, 'outbox sweep failed')),
    SWEEP_MS,
  )

  async function loop(schoolId: string, chatId: number): Promise<void> {
    while (!stopped) {
      const now = bot.clock.now()
      const message = await claimHead(bot.db, schoolId, chatId, now, new Date(now.getTime() + LEASE_MS))
      if (!message) return
      await send(bot, message)
    }
  }

  const sender: Sender = {
    wake(schoolId, chatId) {
      void sender
        .drain(schoolId, chatId)
        .catch((error) => bot.log.warn({ err: error, chat: chatId }, 'sending left for the sweep'))
    },
    drain(schoolId, chatId) {
      const key = `${schoolId}:${chatId}`
      const current = running.get(key)
      if (current) {
        again.add(key)
        return current
      }
      const run = (async () => {
        do {
          again.delete(key)
          await loop(schoolId, chatId)
        } while (again.has(key) && !stopped)
      })().finally(() => running.delete(key))
      running.set(key, run)
      return run
    },
    async sweep() {
      for (const { schoolId, chatId } of await chatsWithWaiting(
        bot.db,
        [...bot.platforms.keys()],
        bot.clock.now(),
        200,
      )) {
        sender.wake(schoolId, chatId)
      }
    },
    async stop() {
      clearInterval(timer)
      stopped = true
      await Promise.allSettled(running.values())
    },
  }
  return sender
}

async function send(bot: Bot, message: Message): Promise<void> {
  const { school_id: schoolId, id } = message
  const chat = await getChat(bot.db, schoolId, message.chat_id)
  const platform = bot.platforms.get(chat.platform)
  const later = (ms: number) => setNextTry(bot.db, schoolId, id, new Date(bot.clock.now().getTime() + ms))
  if (!platform) return later(60_000)
  const where = { id: chat.external_id, kind: chat.kind }
  const out: Outgoing = {
    view: message.view as View,
    lang: message.lang === 'en' ? 'en' : 'zh-CN',
    key: `${schoolId}:${message.key}`,
    ...(message.reply_to !== null && { replyTo: message.reply_to }),
  }
  const renewal = setInterval(() => void later(LEASE_MS).catch(() => undefined), LEASE_MS / 2)
  try {
    if (message.kind === 'edit' && message.target !== null && platform.can.edits) {
      await platform.edit(where, message.target, out)
      await setSent(bot.db, schoolId, id, message.target, bot.clock.now())
    } else {
      const { ref } = await platform.post(where, out)
      await setSent(bot.db, schoolId, id, ref, bot.clock.now())
    }
    if (out.view.about?.upload !== undefined && out.replyTo !== undefined && platform.can.marks) {
      await platform.mark(where, out.replyTo, out.view.tone === 'bad' ? 'refused' : 'done')
    }
  } catch (error) {
    if (error instanceof PlatformRefusal) {
      bot.log.warn({ message: id, chat: chat.id, code: error.code }, 'the platform refused a message')
      await setRefused(bot.db, schoolId, id, `${error.code}: ${error.message}`)
    } else if (error instanceof RetryLater) {
      await later(error.afterMs)
    } else if (message.attempts >= MAX_TRIES) {
      bot.log.error({ err: error, message: id, chat: chat.id }, 'a message was given up')
      await setRefused(bot.db, schoolId, id, error instanceof Error ? error.message : String(error))
    } else {
      bot.log.warn({ err: error, message: id, chat: chat.id, attempt: message.attempts }, 'sending failed, will retry')
      await later(Math.min(60_000, 500 * 2 ** message.attempts))
    }
  } finally {
    clearInterval(renewal)
  }
}
