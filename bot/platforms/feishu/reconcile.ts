import { recentThreads } from '#db/feishu/threads.ts'
import {
  advanceCursor,
  type Cursor,
  insertCursor,
  knownEventKeys,
  lastKnown,
  listCursors,
  setCursorGone,
} from '#db/rows/cursors.ts'
import type { Db } from '#db/schema.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Incoming } from '../../incoming.ts'
import type { Take } from '../../platform.ts'
import type { HistoryItem } from './answers.ts'
import { type FeishuApi, FeishuError, isPassing } from './client.ts'
import type { Mapper } from './events.ts'
import { nextLook } from './looks.ts'
import { messageOfHistory } from './raw.ts'

/** After a connection a chat is looked at again after this; then ever more rarely; see `nextLook`. The setting FEISHU_HISTORY_MINUTES. */
const EVERY_MS = 5 * 60_000
/** A chat whose history is forbidden is tried again after this. */
const FORBIDDEN_MS = 30 * 60_000
/** Read again before the cursor: what was sent at the same second, or became visible late. */
const OVERLAP_MS = 60_000
/** A text that was missed for longer than this is not answered any more. */
const LATE_AFTER_MS = 10 * 60_000
const CHATS_AT_ONCE = 3
/** 50 messages each; what is left over is read in the next round. */
const PAGES_AT_MOST = 200

const DAY_MS = 86_400_000
/** Threads that are read with their chat: heard of within so many days, the latest first. Each is a call or more. */
const THREADS = {
  afterConnection: { days: 7, atMost: 20 },
  otherwise: { days: 1, atMost: 5 },
  /** New messages of one thread that are looked at. */
  messages: 500,
} as const

export type Reconciler = {
  /** Looks now, at every chat: after a connection was made. One run at a time; a call during a run makes it run again. */
  run(): Promise<void>
  /** Something happened in a chat (a group's id, a person's): its looks do not become as rare as a quiet one's. */
  noticed(chatId: string): void
  detail(): string
  stop(): Promise<void>
}

/**
 * Finds in each chat's history what no event told us of. Events can vanish without a trace: at the moment of a
 * connection, under load, or when another connection of the same app took them. What is in the books already is left
 * out by its key, so nothing is taken in twice; what is old comes marked as late.
 */
export function openReconciler(with_: {
  db: Db
  api: FeishuApi
  mapper: Mapper
  schoolId: string
  platform: string
  appId: string
  clock: Clock
  log: Log
  take: Take
  /** The first wait of a chat. 0: only after a connection. In milliseconds. */
  everyMs?: number
  /** Which of these event keys have been committed. The desk's intake, unless told. */
  known?: (keys: readonly string[]) => Promise<Set<string>>
}): Reconciler {
  const { db, api, mapper, schoolId, platform, appId, clock, log, take, everyMs = EVERY_MS } = with_
  const known = with_.known ?? ((keys) => knownEventKeys(db, schoolId, platform, keys))
  const heard = new Map<string, number>()
  const paces = new Map<string, { at: number; waitMs: number }>()
  const forbidden = new Map<string, number>()
  let running: Promise<void> | undefined
  let again = false
  let stopped = false
  let lastRun = 'the history was not read yet'
  const timer = everyMs > 0 ? setInterval(() => void start(false), everyMs) : undefined

  function start(everything: boolean): Promise<void> {
    if (stopped) return Promise.resolve()
    if (running) {
      again ||= everything
      return running
    }
    running = (async () => {
      do {
        const all = everything || again
        again = false
        await round(all)
      } while (again && !stopped)
    })()
      .catch((error) => {
        lastRun = 'the history could not be read'
        log.warn({ err: error }, 'feishu reconciliation failed, will try again')
      })
      .finally(() => {
        running = undefined
      })
    return running
  }

  async function round(everything: boolean): Promise<void> {
    if (everything) await findChats()
    const now = performance.now()
    const due = (await listCursors(db, schoolId, platform)).filter(({ chatId }) => {
      if (now - (forbidden.get(chatId) ?? Number.NEGATIVE_INFINITY) < FORBIDDEN_MS) return false
      const pace = paces.get(chatId)
      // The timer may fire a little early.
      return everything || pace === undefined || now - pace.at >= pace.waitMs * 0.9
    })
    let found = 0
    const workers = Array.from({ length: CHATS_AT_ONCE }, async () => {
      for (let cursor = due.shift(); cursor && !stopped; cursor = due.shift()) {
        const missed = await readChat(cursor, everything).catch((error) => failed(cursor.chatId, error))
        found += missed ?? 0
        // A look that failed says nothing: the next one comes soon.
        paces.set(cursor.chatId, next(cursor, everything || missed !== 0))
      }
    })
    const chats = due.length
    await Promise.all(workers)
    lastRun = `the history was read ${clock.now().toISOString()}`
    if (found > 0) log.info({ found, chats }, 'feishu events that had been missed were taken in')
  }

  function next({ chatId, personId }: Cursor, isAnew: boolean): { at: number; waitMs: number } {
    const before = paces.get(chatId)
    const lastHeard = heard.get(personId ?? chatId) ?? Number.NEGATIVE_INFINITY
    const wasHeard = before !== undefined && lastHeard > before.at
    return { at: performance.now(), waitMs: nextLook(before?.waitMs, { firstMs: everyMs, isAnew, wasHeard }) }
  }

  /**
   * Groups that the bot is in and that were never heard of: it was brought there while nobody listened, so they are read
   * from the moment up to which the other chats are known. Where nothing is known yet, from now on.
   */
  async function findChats(): Promise<void> {
    let token: string | undefined
    const known = await lastKnown(db, schoolId, platform)
    try {
      do {
        const { items, pageToken } = await api.listChats(token)
        for (const one of items) {
          const readUntil = known ?? clock.now()
          const cursor: Cursor = { chatId: one.chat_id, kind: 'group', personId: undefined, readUntil }
          if (one.chat_mode !== 'p2p') await insertCursor(db, schoolId, platform, cursor)
        }
        token = pageToken
      } while (token !== undefined && !stopped)
    } catch (error) {
      if (!(error instanceof FeishuError)) throw error
      log.info({ code: error.code, status: error.status, logId: error.logId }, 'feishu did not list the chats')
    }
  }

  function failed(chatId: string, error: unknown): undefined {
    if (!(error instanceof FeishuError)) {
      log.warn({ err: error, chatId }, 'a chat could not be reconciled')
      return
    }
    log.warn({ code: error.code, status: error.status, logId: error.logId, chatId }, 'feishu did not show a history')
    // 230002: the bot is not in the chat any more. Anything else that lasts is a missing permission.
    if (error.code === 230002) void setCursorGone(db, schoolId, platform, chatId).catch(() => undefined)
    else if (!isPassing(error)) forbidden.set(chatId, performance.now())
  }

  async function readChat(cursor: Cursor, everything: boolean): Promise<number> {
    const startSec = Math.max(0, Math.floor((cursor.readUntil.getTime() - OVERLAP_MS) / 1_000))
    let found = 0
    let token: string | undefined
    for (let page = 0; page < PAGES_AT_MOST && !stopped; page += 1) {
      const { items, pageToken } = await api.listMessages(cursor.chatId, startSec, token)
      found += await takeMissed(cursor, items)
      const newest = Math.max(0, ...items.map((item) => Number(item.create_time)).filter(Number.isFinite))
      if (newest > 0) await advanceCursor(db, schoolId, platform, cursor.chatId, new Date(newest))
      token = pageToken
      if (token === undefined) break
    }
    return found + (await readThreads(cursor, startSec * 1_000, everything))
  }

  /** A chat's history names no reply inside a thread: those in which somebody spoke lately are read each by itself. */
  async function readThreads(cursor: Cursor, from: number, everything: boolean): Promise<number> {
    const { days, atMost } = everything ? THREADS.afterConnection : THREADS.otherwise
    const since = new Date(Math.min(clock.now().getTime(), from) - days * DAY_MS)
    let found = 0
    for (const threadId of await recentThreads(db, appId, cursor.chatId, since, atMost)) {
      if (stopped) break
      const items: HistoryItem[] = []
      let token: string | undefined
      try {
        do {
          const { items: some, pageToken } = await api.listThread(threadId, token)
          const fresh = some.filter((item) => Number(item.create_time) >= from)
          items.push(...fresh)
          token = fresh.length === some.length ? pageToken : undefined
        } while (token !== undefined && items.length < THREADS.messages && !stopped)
      } catch (error) {
        if (!(error instanceof FeishuError) || isPassing(error)) throw error
        log.info({ code: error.code, logId: error.logId, threadId }, 'feishu did not show a thread')
      }
      found += await takeMissed(cursor, items.reverse())
    }
    return found
  }

  /** Hands over what is not in the books, oldest first; resolves when all of it is committed. */
  async function takeMissed(cursor: Cursor, items: readonly HistoryItem[]): Promise<number> {
    const theirs = items.filter((item) => messageOfHistory(cursor.chatId, item) !== undefined)
    const keys = theirs.flatMap((item) => [`m:${item.message_id}`, `m:${item.message_id}:0`, `r:${item.message_id}`])
    const inBooks = await known(keys)
    const has = (item: HistoryItem) => inBooks.has(`m:${item.message_id}`) || inBooks.has(`m:${item.message_id}:0`)
    const missed: Incoming[] = []
    for (const item of theirs) {
      if (item.deleted) {
        if (!has(item) || inBooks.has(`r:${item.message_id}`)) continue
        const event = { message_id: item.message_id, chat_id: cursor.chatId, recall_time: clock.now().getTime() }
        missed.push(...(await mapper.map('im.message.recalled_v1', event)))
      } else if (!has(item)) {
        const raw = messageOfHistory(cursor.chatId, item)
        const late = clock.now().getTime() - Number(item.create_time) > LATE_AFTER_MS
        const isDirect = cursor.kind === 'direct'
        if (raw) missed.push(...(await mapper.message({ ...raw, isDirect }, late)))
      }
    }
    // One after the other for each person: what somebody asked first is answered first.
    const lines = [...Map.groupBy(missed, (event) => event.sender.id).values()]
    await Promise.all(
      lines.map(async (line) => {
        for (const event of line) await take(event)
      }),
    )
    return missed.length
  }

  return {
    run: () => start(true),
    noticed: (chatId) => void heard.set(chatId, performance.now()),
    detail: () => lastRun,
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}
