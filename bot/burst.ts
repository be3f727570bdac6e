import { lastReceipt, sentAtOfUploads, setMerged, uploadOfReceipt, waitingReceipts } from '#db/rows/bursts.ts'
import type { Message } from '#db/schema.ts'
import { translator } from '#kit/lang.ts'
import type { View } from '#workers/view.ts'
import { linesOf, summaryView } from '#workers/view-summary.ts'
import type { Bot } from './app.ts'
import { type ChatRef, type Platform, PlatformRefusal } from './platform.ts'

/** Files that people send within so long of the first belong together. In milliseconds. */
const BURST_MS = 60_000
/** A card this old is left alone: nobody looks up there. In milliseconds. */
const CARD_AGE_MS = 15 * 60_000
/** Files on one card; it must stay well below a platform's limits. */
const BURST_MAX = 20

/**
 * Merges a receipt, and those that wait behind it, into the card of the receipt before: twelve files in a minute are
 * one message. Answers the merged messages, or undefined when this one must be posted by itself: it is no receipt, or
 * the first of its minute. The first is always posted alone, so that what was sent under its key never differs; the rest
 * are edits of that card, which can be repeated. Throws RetryLater like `platform.edit`.
 */
export async function mergeReceipt(
  bot: Bot,
  platform: Platform,
  where: ChatRef,
  message: Message,
): Promise<Message[] | undefined> {
  if (platform.can.bursts !== false || !platform.can.edits || uploadOfReceipt(message) === undefined) return undefined
  const now = bot.clock.now()
  const head = await lastReceipt(bot.db, message.school_id, message.chat_id)
  if (!head || head.ref === null || head.sent_at === null || head.lang !== message.lang) return undefined
  if (now.getTime() - head.sent_at.getTime() > CARD_AGE_MS) return undefined
  const shown = linesOf(head.view as View)
  if (!shown || shown.length >= BURST_MAX) return undefined
  const merged = await inTheSameMinute(bot, message, shown)
  const lines = merged.flatMap((row) => linesOf(row.view as View) ?? [])
  if (lines.length === 0 || lines.length !== merged.length) return undefined
  const lang = head.lang === 'en' ? 'en' : 'zh-CN'
  const view = summaryView(translator(lang), [...shown, ...lines])
  try {
    await platform.edit(where, head.ref, { view, lang, key: `${head.school_id}:burst:${message.id}` })
  } catch (error) {
    if (!(error instanceof PlatformRefusal)) throw error
    bot.log.info({ message: message.id, head: head.id, code: error.code }, 'a card could not be added to')
    return undefined
  }
  await setMerged(bot.db, head, view, merged, now)
  return merged
}

/** This receipt and those behind it whose files came within a minute of the first file on the card. */
async function inTheSameMinute(bot: Bot, message: Message, shown: readonly { upload: number }[]): Promise<Message[]> {
  const waiting = await waitingReceipts(bot.db, message, BURST_MAX - shown.length)
  const first = shown[0]?.upload
  if (first === undefined) return []
  const uploads = waiting.flatMap((row) => uploadOfReceipt(row) ?? [])
  const sentAt = await sentAtOfUploads(bot.db, message.school_id, [first, ...uploads])
  const start = sentAt.get(first)?.getTime()
  const end = waiting.findIndex((row) => {
    const at = sentAt.get(uploadOfReceipt(row) ?? -1)?.getTime()
    return start === undefined || at === undefined || Math.abs(at - start) >= BURST_MS
  })
  return end === -1 ? waiting : waiting.slice(0, end)
}
