import { claimedRefs, findDirectChatId } from '#db/rows/cards.ts'
import type { Db } from '#db/schema.ts'
import { type ChatRef, type Outgoing, PlatformRefusal } from '../../platform.ts'
import type { HistoryItem } from './answers.ts'
import type { Calls } from './calls.ts'
import type { FeishuApi } from './client.ts'

/** The platform knows an idempotency id for an hour; with a margin for a try that is under way. In milliseconds. */
export const SURE_MS = 50 * 60_000
/** 50 messages each. */
const PAGES = 20

/**
 * Whether a message that was tried an hour ago arrived, although its answer was lost: by now the platform would take the
 * same id for a new message. One sender at a time speaks into a chat, so a message of ours in its history that no row
 * claims is this one. Answers its id. Throws PlatformRefusal `unsure` when the history can not be read: an
 * administrator is told, rather than a group twice.
 */
export async function findArrived(
  parts: { db: Db; api: FeishuApi; calls: Calls; platform: string },
  chat: ChatRef,
  out: Outgoing & { since: Date },
): Promise<string | undefined> {
  const { db, api, calls, platform } = parts
  const { schoolId } = out
  if (schoolId === undefined) return undefined
  const chatId = chat.kind === 'group' ? chat.id : await findDirectChatId(db, schoolId, platform, chat.id)
  if (chatId === undefined) return undefined
  const startSec = Math.floor(out.since.getTime() / 1_000)
  let token: string | undefined
  for (let page = 0; page < PAGES; page += 1) {
    const { items, pageToken } = await calls
      .make('history', undefined, () => api.listMessages(chatId, startSec, token))
      .catch((error) => {
        if (!(error instanceof PlatformRefusal)) throw error
        const why = `it may have arrived an hour ago, and the history of the chat can not be read (${error.code})`
        throw new PlatformRefusal('unsure', why, { cause: error })
      })
    const ours = items.filter((item) => isAnswer(item, out.replyTo))
    const claimed = await claimedRefs(
      db,
      { schoolId, platform, chatId: chat.id },
      ours.map((item) => item.message_id),
    )
    const found = ours.find((item) => !claimed.has(item.message_id))
    if (found) return found.message_id
    token = pageToken
    if (token === undefined) return undefined
  }
  return undefined
}

function isAnswer(item: HistoryItem, replyTo: string | undefined): boolean {
  const isOurs = item.sender?.sender_type === 'app' && !item.deleted
  const isSaid = item.msg_type === 'interactive' || item.msg_type === 'text'
  return isOurs && isSaid && (replyTo === undefined || !item.parent_id || item.parent_id === replyTo)
}
