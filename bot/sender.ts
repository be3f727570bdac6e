import { isLate, memberOfIntake } from '#db/rows/intake.ts'
import {
  chatsWithWaiting,
  claimHead,
  findByRef,
  setNextTry,
  setRefused,
  setSent,
  setUnsaid,
} from '#db/rows/messages.ts'
import { getChat } from '#db/rows/people.ts'
import type { Message } from '#db/schema.ts'
import { RetryLater } from '#kit/errors.ts'
import type { View } from '#workers/view.ts'
import type { Bot } from './app.ts'
import { mergeReceipt } from './burst.ts'
import { type ChatRef, type Outgoing, type Platform, PlatformRefusal } from './platform.ts'

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
  const renewal = setInterval(() => void later(LEASE_MS).catch(() => undefined), LEASE_MS / 2)
  let sent: readonly Message[] = []
  try {
    sent = await deliver(bot, platform, where, message)
  } catch (error) {
    if (error instanceof PlatformRefusal) {
      bot.log.warn({ message: id, chat: chat.id, code: error.code }, 'the platform refused a message')
      await setRefused(bot.db, schoolId, id, `${error.code}: ${error.message}`)
    } else if (error instanceof RetryLater) {
      bot.log.info({ message: id, chat: chat.id, waitMs: error.afterMs }, 'a message waits for its platform')
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
  for (const one of sent) await markFile(bot, platform, where, one)
}

/** Sends one message, or merges it with others into a card that is there; answers what is now said. */
async function deliver(bot: Bot, platform: Platform, where: ChatRef, message: Message): Promise<readonly Message[]> {
  const { school_id: schoolId, id } = message
  const isReceipt = message.key.startsWith('receipt:') && message.intake_id !== null
  if (isReceipt && platform.can.marks && (await isLate(bot.db, schoolId, message.intake_id))) {
    // The file was found in the history, long after: it gets its mark and no words, so there is no message of ours.
    await setUnsaid(bot.db, schoolId, id, bot.clock.now())
    return [message]
  }
  const merged = await mergeReceipt(bot, platform, where, message)
  if (merged) return merged
  const out = await outgoing(bot, message)
  const editable = message.kind === 'edit' && platform.can.edits && !(await isOnSharedCard(bot, message))
  if (editable && message.target !== null) {
    try {
      await platform.edit(where, message.target, out)
      await setSent(bot.db, schoolId, id, message.target, bot.clock.now(), 'edit')
      return [message]
    } catch (error) {
      // The card is too old, or gone: the answer to a press is then a message of its own. Other edits are not missed.
      if (!(error instanceof PlatformRefusal) || !message.key.startsWith('in:')) throw error
      bot.log.info({ message: id, code: error.code }, 'a card could not be changed, its answer is posted')
    }
  }
  const { ref } = await platform.post(where, out)
  await setSent(bot.db, schoolId, id, ref, bot.clock.now())
  return [message]
}

/** A card for several files is not replaced by what concerns one of them. */
async function isOnSharedCard(bot: Bot, message: Message): Promise<boolean> {
  if (message.target === null) return false
  const card = await findByRef(bot.db, message.school_id, message.chat_id, message.target)
  return card !== undefined && (card.view as View).about?.burst !== undefined
}

async function outgoing(bot: Bot, message: Message): Promise<Outgoing> {
  const view = message.view as View
  const asks = view.blocks.some((block) => block.kind === 'file') && message.intake_id !== null
  const memberId = asks ? await memberOfIntake(bot.db, message.school_id, message.intake_id) : undefined
  return {
    view,
    lang: message.lang === 'en' ? 'en' : 'zh-CN',
    key: `${message.school_id}:${message.key}`,
    schoolId: message.school_id,
    ...(message.reply_to !== null && { replyTo: message.reply_to }),
    ...(memberId !== undefined && { memberId }),
  }
}

/** The quiet sign on the file that a receipt answers. The receipt is sent: what goes wrong here changes nothing. */
async function markFile(bot: Bot, platform: Platform, where: ChatRef, message: Message): Promise<void> {
  const view = message.view as View
  if (view.about?.upload === undefined || message.reply_to === null || !platform.can.marks) return
  try {
    await platform.mark(where, message.reply_to, view.tone === 'bad' ? 'refused' : 'done')
  } catch (error) {
    bot.log.info({ err: error, message: message.id }, 'the mark on a file was not set')
  }
}
