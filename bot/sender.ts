import { isOfData } from '#db/faults.ts'
import { askedIn, senderOfFile } from '#db/rows/asked.ts'
import { isLate, memberOfIntake } from '#db/rows/intake.ts'
import {
  type ChatKey,
  type Claimed,
  chatsWithWaiting,
  claimAnswer,
  claimHeads,
  findByRef,
  renewClaim,
  type Sent,
  setNextTry,
  setRefused,
  setSent,
  setUnsaid,
} from '#db/rows/messages.ts'
import type { Message } from '#db/schema.ts'
import { batched } from '#kit/batch.ts'
import { RetryLater } from '#kit/errors.ts'
import type { View } from '#workers/view.ts'
import type { Bot } from './app.ts'
import { mergeReceipt } from './burst.ts'
import { mergesFirst, mergeUnsent } from './burst-unsent.ts'
import { type ChatRef, type Outgoing, type Platform, PlatformRefusal } from './platform.ts'

/** While a message is being sent no other process touches its chat; renewed for long ones. */
const LEASE_MS = 10_000
/** After so many tries that failed without a reason of time, it is refused and shown to an administrator. */
const MAX_TRIES = 8
const SWEEP_MS = 2_000
/** Chats served by one statement. */
const BATCH = 100

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
 * key is the platform's idempotency id, so a crash between sending and writing it down sends nothing twice. `number`:
 * under which the others see that this process lives, see pulse.ts.
 */
export function openSender(bot: Bot, number: () => number | null = () => null): Sender {
  const running = new Map<string, Promise<void>>()
  const again = new Set<string>()
  /** Chats whose oldest message waits for the account's pace: answers go past it. */
  const held = new Set<string>()
  const timers = new Set<NodeJS.Timeout>()
  let stopped = false
  const timer = setInterval(
    () => void sender.sweep().catch((error) => bot.log.warn({ err: error }, 'outbox sweep failed')),
    SWEEP_MS,
  )

  const claim = batched<ChatKey, Claimed | undefined>(
    (chats) => {
      const now = bot.clock.now()
      return claimHeads(bot.db, chats, now, new Date(now.getTime() + LEASE_MS), number())
    },
    { atMost: BATCH, isOfItem: isOfData },
  )
  /** Answers whether more waits in the chat. */
  const settle = batched<Sent, boolean>((sent) => setSent(bot.db, sent), { atMost: BATCH, isOfItem: isOfData })

  const nextAnswer = (chat: ChatKey) => {
    const now = bot.clock.now()
    return claimAnswer(bot.db, chat, now, new Date(now.getTime() + LEASE_MS), number())
  }

  async function loop(schoolId: string, chatId: number): Promise<void> {
    const key = `${schoolId}:${chatId}`
    while (!stopped) {
      const head = await claim({ schoolId, chatId })
      if (head) held.delete(key)
      const claimed = head ?? (held.has(key) ? await nextAnswer({ schoolId, chatId }) : undefined)
      if (!claimed) return
      const { more, afterMs } = await send(bot, claimed, settle)
      if (afterMs !== undefined) {
        wakeLater(schoolId, chatId, afterMs)
        const platform = bot.platforms.get(claimed.platform)
        if (head && platform && mergesFirst(platform)) held.add(key)
        if (held.has(key)) continue
      }
      if (!more) return
    }
  }

  /** The sweep would come up to two seconds late: a chat that is kept at its pace would then fall behind it. */
  function wakeLater(schoolId: string, chatId: number, ms: number): void {
    const late = setTimeout(() => {
      timers.delete(late)
      sender.wake(schoolId, chatId)
    }, ms)
    timers.add(late)
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
        try {
          do {
            again.delete(key)
            await loop(schoolId, chatId)
          } while (again.has(key) && !stopped)
        } finally {
          running.delete(key)
        }
      })()
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
      for (const late of timers) clearTimeout(late)
      stopped = true
      await Promise.allSettled(running.values())
    },
  }
  return sender
}

type Settle = (sent: Sent) => Promise<boolean>

/** Answers whether more may wait in the chat now, and when to look again, in milliseconds, when this one must wait. */
async function send(
  bot: Bot,
  { message, platform: name, chat: where }: Claimed,
  settle: Settle,
): Promise<{ more: boolean; afterMs?: number }> {
  const { school_id: schoolId, id, chat_id: chat } = message
  const platform = bot.platforms.get(name)
  const later = (ms: number) => setNextTry(bot.db, schoolId, id, new Date(bot.clock.now().getTime() + ms))
  if (!platform) {
    await later(60_000)
    return { more: false }
  }
  const renew = () => renewClaim(bot.db, schoolId, id, new Date(bot.clock.now().getTime() + LEASE_MS))
  const renewal = setInterval(() => void renew().catch(() => undefined), LEASE_MS / 2)
  let done: Delivered = { said: [], more: true }
  let afterMs: number | undefined
  try {
    done = await deliver(bot, platform, where, message, settle)
  } catch (error) {
    if (error instanceof PlatformRefusal) {
      bot.log.warn({ message: id, chat, code: error.code }, 'the platform refused a message')
      await setRefused(bot.db, schoolId, id, `${error.code}: ${error.message}`)
    } else if (error instanceof RetryLater) {
      bot.log.info({ message: id, chat, waitMs: error.afterMs }, 'a message waits for its platform')
      afterMs = error.afterMs
      await later(afterMs)
    } else if (message.attempts >= MAX_TRIES) {
      bot.log.error({ err: error, message: id, chat }, 'a message was given up')
      await setRefused(bot.db, schoolId, id, error instanceof Error ? error.message : String(error))
    } else {
      bot.log.warn({ err: error, message: id, chat, attempt: message.attempts }, 'sending failed, will retry')
      afterMs = Math.min(60_000, 500 * 2 ** message.attempts)
      await later(afterMs)
    }
  } finally {
    clearInterval(renewal)
  }
  for (const one of done.said) await markFile(bot, platform, where, one)
  return { more: done.more && afterMs === undefined, ...(afterMs !== undefined && { afterMs }) }
}

/** What is now said, and whether more may wait. */
type Delivered = { said: readonly Message[]; more: boolean }

/** Sends one message, or merges it with others into a card that is there. */
async function deliver(
  bot: Bot,
  platform: Platform,
  where: ChatRef,
  message: Message,
  settle: Settle,
): Promise<Delivered> {
  const { school_id: schoolId, id } = message
  const isReceipt = message.key.startsWith('receipt:') && message.intake_id !== null
  if (isReceipt && (await isLate(bot.db, schoolId, message.intake_id))) {
    // The file was heard of long after: it gets at most its mark and no words, so there is no message of ours.
    await setUnsaid(bot.db, schoolId, id, bot.clock.now())
    return { said: [message], more: true }
  }
  if (message.key.startsWith('board-again:') && !platform.can.edits) {
    // A board stays as it was said where nothing can be changed; saying it again would be a second one.
    await setUnsaid(bot.db, schoolId, id, bot.clock.now())
    return { said: [], more: true }
  }
  const merged = await mergeReceipt(bot, platform, where, message)
  if (merged) return { said: merged, more: true }
  const out = await outgoing(bot, platform, await mergeUnsent(bot, platform, message))
  const sent = async (ref: string, kind: Sent['kind']): Promise<Delivered> => {
    const more = await settle({ schoolId, chatId: message.chat_id, id, ref, at: bot.clock.now(), kind })
    return { said: [message], more }
  }
  const editable = message.kind === 'edit' && platform.can.edits && !(await isOnSharedCard(bot, message))
  if (editable && message.target !== null) {
    try {
      await platform.edit(where, message.target, out)
      return await sent(message.target, 'edit')
    } catch (error) {
      // The card is too old, or gone: the answer to a press is then a message of its own. Other edits are not missed.
      if (!(error instanceof PlatformRefusal) || !message.key.startsWith('in:')) throw error
      bot.log.info({ message: id, code: error.code }, 'a card could not be changed, its answer is posted')
    }
  }
  const { ref } = await platform.post(where, out)
  return sent(ref, 'post')
}

/** A card for several files is not replaced by what concerns one of them. */
async function isOnSharedCard(bot: Bot, message: Message): Promise<boolean> {
  if (message.target === null) return false
  const card = await findByRef(bot.db, message.school_id, message.chat_id, message.target)
  return card !== undefined && (card.view as View).about?.burst !== undefined
}

async function outgoing(bot: Bot, platform: Platform, message: Message): Promise<Outgoing> {
  const view = message.view as View
  const asks = view.blocks.some((block) => block.kind === 'file') && message.intake_id !== null
  const memberId = asks ? await memberOfIntake(bot.db, message.school_id, message.intake_id) : undefined
  const asked = platform.can.buttons ? undefined : await askedIn(bot.db, message.school_id, message.intake_id)
  const asker =
    platform.can.buttons || platform.can.replies ? asked?.by : (asked?.by ?? (await senderOfFile(bot.db, message)))
  return {
    view,
    lang: message.lang === 'en' ? 'en' : 'zh-CN',
    key: `${message.school_id}:${message.key}`,
    schoolId: message.school_id,
    ...(message.attempts > 1 && { since: message.created_at }),
    ...(message.reply_to !== null && { replyTo: message.reply_to }),
    ...(memberId !== undefined && { memberId }),
    ...(asker !== undefined && { asker }),
    ...(asked?.answeredAt && { written: asked.answeredAt }),
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
