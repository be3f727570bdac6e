import {
  lastReceipt,
  runBefore,
  type SentFile,
  sentFiles,
  setMerged,
  uploadOfReceipt,
  waitingReceipts,
} from '#db/rows/bursts.ts'
import type { Message } from '#db/schema.ts'
import { translator } from '#kit/lang.ts'
import type { View } from '#workers/view.ts'
import { linesOf, type ReceiptLine, summaryView } from '#workers/view-summary.ts'
import type { Bot } from './app.ts'
import { type ChatRef, type Platform, PlatformRefusal } from './platform.ts'

/** Files that people send within so long of the first belong together. In milliseconds. */
const BURST_MS = 60_000
/** A card that was not changed for so long is left alone: nobody looks up there. In milliseconds. */
const CARD_AGE_MS = 15 * 60_000
/** Files on one card; it must stay well below a platform's limits. */
const BURST_MAX = 20
/** Files that one person sends in a row, each after the receipt of the last: from this one on they share a card. */
const RUN = 3

/**
 * Merges a receipt, and those that wait behind it, into the card of the receipt before: twelve files in a minute are
 * one message. Answers the merged messages, or undefined when this one must be posted by itself. The first is always
 * posted alone, so that what was sent under its key never differs; the rest are edits of that card, which can be
 * repeated. Throws RetryLater like `platform.edit`.
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
  if (!head || head.ref === null || head.lang !== message.lang) return undefined
  const shown = linesOf(head.view as View)
  if (!shown || shown.length >= BURST_MAX) return undefined
  const merged = await receiptsToMerge(bot, head, shown, message, now)
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

/** This receipt, if it belongs to the card, and those behind it whose files came in the same minute. */
async function receiptsToMerge(
  bot: Bot,
  head: Message,
  shown: readonly ReceiptLine[],
  message: Message,
  now: Date,
): Promise<Message[]> {
  const waiting = await waitingReceipts(bot.db, message, BURST_MAX - shown.length)
  const ids = [...shown.map((line) => line.upload), ...waiting.flatMap((row) => uploadOfReceipt(row) ?? [])]
  const files = await sentFiles(bot.db, message.school_id, ids)
  const fileOf = (row: Message) => files.get(uploadOfReceipt(row) ?? -1)
  const first = files.get(shown[0]?.upload ?? -1)
  const own = fileOf(message)
  if (!first || !own || head.sent_at === null || now.getTime() - head.sent_at.getTime() > CARD_AGE_MS) return []
  const end = waiting.findIndex((row) => {
    const at = fileOf(row)?.sentAt.getTime()
    return at === undefined || Math.abs(at - first.sentAt.getTime()) >= BURST_MS
  })
  const sameMinute = end === -1 ? waiting : waiting.slice(0, end)
  // Sent before its sender could have seen the card as it is now; or one more of a row of files.
  const overlaps = own.sentAt < head.sent_at
  // A changed card tells nobody: what was refused in such a row is said by itself, so that its sender learns of it.
  const last = (message.view as View).tone === 'bad' ? undefined : files.get(shown.at(-1)?.upload ?? -1)
  return overlaps || (last && (await continuesRun(bot, message, own, last))) ? sameMinute : []
}

async function continuesRun(bot: Bot, message: Message, own: SentFile, last: SentFile): Promise<boolean> {
  const since = new Date(own.sentAt.getTime() - BURST_MS)
  const run = await runBefore(bot.db, message.school_id, message.chat_id, own, since)
  return run.length >= RUN - 1 && run.includes(last.intake)
}
