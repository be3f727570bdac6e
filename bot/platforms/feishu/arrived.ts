import { z } from 'zod'
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

/** What came of a message that was tried long ago: the id of its card or text, and the files that stand before it. */
export type Arrived = { ref: string | undefined; hasFile(name: string, fileKey: string | undefined): boolean }

/**
 * Whether a message that was tried an hour ago arrived, although its answer was lost: by now the platform would take the
 * same id for a new message. One sender at a time speaks into a chat, so a message of ours in its history that no row
 * claims is this one; a file belongs to no row, and is this one's by its key or name. Throws PlatformRefusal `unsure`
 * when the history can not be read: an administrator is told, rather than a group twice.
 */
export async function findArrived(
  parts: { db: Db; api: FeishuApi; calls: Calls; platform: string },
  chat: ChatRef,
  out: Outgoing & { since: Date },
): Promise<Arrived> {
  const { db, platform } = parts
  const { schoolId } = out
  const files: HistoryItem[] = []
  const hasFile: Arrived['hasFile'] = (name, fileKey) => {
    const at = files.findIndex((item) => isFile(item, name, fileKey))
    // Of two files of one name one is one.
    return at >= 0 && files.splice(at, 1).length > 0
  }
  if (schoolId === undefined) return { ref: undefined, hasFile }
  for await (const items of historyOf(parts, schoolId, chat, out)) {
    const ours = items.filter((item) => isOfUs(item, out.replyTo))
    files.push(...ours.filter((item) => item.msg_type === 'file'))
    const said = ours.filter((item) => item.msg_type === 'interactive' || item.msg_type === 'text')
    const claimed = await claimedRefs(
      db,
      { schoolId, platform, chatId: chat.id },
      said.map((item) => item.message_id),
    )
    const found = said.find((item) => !claimed.has(item.message_id))
    if (found) return { ref: found.message_id, hasFile }
  }
  return { ref: undefined, hasFile }
}

/** Page by page what was said since, where an answer would stand: in the thread of the question, or in the chat. */
async function* historyOf(
  { db, api, calls, platform }: { db: Db; api: FeishuApi; calls: Calls; platform: string },
  schoolId: string,
  chat: ChatRef,
  { since, replyTo }: { since: Date; replyTo?: string },
): AsyncGenerator<HistoryItem[]> {
  const read = <T>(call: () => Promise<T>) =>
    calls.make('history', undefined, call).catch((error) => {
      if (!(error instanceof PlatformRefusal)) throw error
      const why = `it may have arrived an hour ago, and the history of the chat can not be read (${error.code})`
      throw new PlatformRefusal('unsure', why, { cause: error })
    })
  const from = Math.floor(since.getTime() / 1_000)
  const question = replyTo?.startsWith('om_') ? await getQuestion(api, calls, replyTo) : undefined
  const thread = question?.thread_id
  const chatId = chat.kind === 'group' ? chat.id : await findDirectChatId(db, schoolId, platform, chat.id)
  if (!thread && chatId === undefined) return
  let token: string | undefined
  for (let page = 0; page < PAGES; page += 1) {
    const { items, pageToken } = await read(() =>
      thread ? api.listThread(thread, token) : api.listMessages(chatId ?? '', from, token),
    )
    const fresh = items.filter((item) => Number(item.create_time) >= from * 1_000)
    yield fresh
    token = pageToken
    if (token === undefined || (thread && fresh.length < items.length)) return
  }
}

/** What cannot be had is in no thread: the answer was then a message of its own. */
function getQuestion(api: FeishuApi, calls: Calls, messageId: string): Promise<HistoryItem | undefined> {
  return calls
    .make('history', undefined, () => api.getMessage(messageId))
    .catch((error) => {
      if (!(error instanceof PlatformRefusal)) throw error
      return undefined
    })
}

function isOfUs(item: HistoryItem, replyTo: string | undefined): boolean {
  const isOurs = item.sender?.sender_type === 'app' && !item.deleted
  return isOurs && (replyTo === undefined || !item.parent_id || item.parent_id === replyTo)
}

/** The platform may show a file under another key than it was sent with; its name is what people see. */
function isFile(item: HistoryItem, name: string, fileKey: string | undefined): boolean {
  const body = fileBody.safeParse(parsed(item.body?.content)).data
  return body !== undefined && ((fileKey !== undefined && body.file_key === fileKey) || body.file_name === name)
}

const fileBody = z.object({ file_key: z.string().optional(), file_name: z.string().optional() })

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '')
  } catch {
    return undefined
  }
}
