import { receiptsBehind, setMergedUnsent, uploadOfReceipt } from '#db/rows/bursts.ts'
import type { Message } from '#db/schema.ts'
import { translator } from '#kit/lang.ts'
import type { View } from '#workers/view.ts'
import { linesOf, summaryView } from '#workers/view-summary.ts'
import type { Bot } from './app.ts'
import type { Platform } from './platform.ts'

/** Files in one message; it must stay readable on a phone. */
const MERGE_MAX = 20

/** Whether receipts are merged before they are sent: the platform takes few messages and changes none. */
export function mergesFirst(platform: Platform): boolean {
  return platform.can.bursts === false && !platform.can.edits && platform.begun !== undefined
}

/**
 * Merges the receipts that wait in a chat into the first of them, where what was sent can not be changed: while the
 * platform keeps its pace, twelve files become one message. Written down before it is sent. A receipt of which something
 * may have been said stays as it is, so what its key shows never differs. Answers the message as it is to be sent.
 */
export async function mergeUnsent(bot: Bot, platform: Platform, message: Message): Promise<Message> {
  if (!mergesFirst(platform) || uploadOfReceipt(message) === undefined) return message
  if (await platform.begun?.(`${message.school_id}:${message.key}`)) return message
  const rows = await receiptsBehind(bot.db, message, MERGE_MAX)
  const read = rows
    .map((row) => ({ row, lines: linesOf(row.view as View) ?? [] }))
    .filter(({ lines }) => lines.length > 0)
  const fits: typeof read = []
  let many = 0
  for (const one of read) {
    many += one.lines.length
    if (many > MERGE_MAX) break
    fits.push(one)
  }
  const [head, ...merged] = fits
  if (head?.row.id !== message.id || merged.length === 0) return message
  const t = translator(message.lang === 'en' ? 'en' : 'zh-CN')
  const lines = fits.flatMap((one) => one.lines)
  const view = summaryView(t, lines, { withPeople: true })
  const others = merged.map(({ row }) => row)
  if (!(await setMergedUnsent(bot.db, message, view, others, bot.clock.now()))) return message
  bot.log.info({ message: message.id, merged: others.length }, 'receipts that waited were merged')
  return { ...message, view }
}
