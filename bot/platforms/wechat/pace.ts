import { RetryLater } from '#kit/errors.ts'
import type { Pace } from './config.ts'

/** What goes first: an answer, then receipts and other news, then boards. */
export type Urgency = 'answer' | 'news' | 'board'
const ORDER: Record<Urgency, number> = { answer: 0, news: 1, board: 2 }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Added by chance to each interval, so that the account does not tick like a machine. In milliseconds. */
const JITTER_MS = 2_000
/** Between files, which WeChat watches more closely: 5 to 8 s. */
const FILE_MS = 5_000
const FILE_JITTER_MS = 3_000
/** Boards of different groups stand apart. */
const BOARD_MS = 30_000
/** Receipts and other news of one room: what comes in between is merged into one message. In milliseconds. */
const NEWS_MS = 20_000
/** After WeChat has said 操作过于频繁. */
export const PAUSE_MS = 30 * MINUTE
/** Nobody waits here for longer; the message's row waits instead. */
const PATIENCE_MS = 8_000

export type Turns = {
  /**
   * Resolves when the account may say one more thing, and counts it; call what it answers when it was not said after
   * all. `isMore`: a further part of a message that has begun. Throws RetryLater with the time until then when that is
   * far away.
   */
  turn(what: Turn): Promise<() => void>
  /** WeChat complained: nothing is said until then, in milliseconds since 1970. Default: half an hour from now. */
  pause(until?: number): void
  /** What was said before this process started, oldest first. */
  remember(said: readonly { chatId: string; at: Date }[]): void
  stop(): void
}

export type Turn = { chat: string; urgency: Urgency; isFile: boolean; isMore?: boolean }

type Waiting = Turn & {
  resolve: (takeBack: () => void) => void
  reject: (error: Error) => void
  cancel?: () => void
}

/**
 * One queue for the whole account. Intervals with some chance in them, and at most so many a minute, an hour and room,
 * and a day: what keeps an account alive, by reports of people who lost theirs. `random` is 0..1, `sleep` calls back
 * after so many milliseconds and can be cancelled.
 */
export function openPace(
  pace: Pace,
  now: () => number,
  random: () => number = Math.random,
  sleep: (ms: number, then: () => void) => () => void = sleepFor,
): Turns {
  let said: { chat: string; at: number }[] = []
  let free = 0
  let boardFree = 0
  const newsFree = new Map<string, number>()
  let pausedUntil = 0
  let queue: Waiting[] = []
  let cancel: (() => void) | undefined
  let stopped = false

  /** Milliseconds until this one may go, were it first. */
  function waitFor({ chat, urgency, isMore }: Turn): number {
    const at = now()
    said = said.filter((one) => at - one.at < DAY)
    const until = (list: readonly { at: number }[], most: number, span: number) =>
      list.length < most ? 0 : (list[list.length - most]?.at ?? 0) + span - at
    const since = (span: number) => said.filter((one) => at - one.at < span)
    return Math.max(
      0,
      free - at,
      pausedUntil - at,
      urgency === 'board' && !isMore ? boardFree - at : 0,
      urgency === 'news' && !isMore ? (newsFree.get(chat) ?? 0) - at : 0,
      until(since(MINUTE), pace.perMinute, MINUTE),
      until(
        since(HOUR).filter((one) => one.chat === chat),
        pace.perRoomHour,
        HOUR,
      ),
      until(said, pace.perDay, DAY),
    )
  }

  function go(): void {
    cancel?.()
    cancel = undefined
    if (stopped) return
    queue.sort((a, b) => ORDER[a.urgency] - ORDER[b.urgency])
    // The most urgent one that may go; a room at its limit does not hold up the others.
    const waits = queue.map((one) => waitFor(one))
    const ready = waits.indexOf(0)
    const next = queue[ready]
    if (next) {
      queue.splice(ready, 1)
      next.cancel?.()
      next.resolve(count(next))
      go()
      return
    }
    const soonest = Math.min(...waits)
    if (Number.isFinite(soonest)) cancel = sleep(soonest, go)
  }

  function count({ chat, urgency, isFile }: Turn): () => void {
    const at = now()
    const one = { chat, at }
    said.push(one)
    const interval = pace.minIntervalMs
    const jitter = interval === 0 ? 0 : random() * JITTER_MS
    const file = isFile && interval > 0 ? FILE_MS + random() * FILE_JITTER_MS : 0
    free = at + Math.max(interval + jitter, file)
    if (urgency === 'board' && interval > 0) boardFree = at + BOARD_MS
    if (urgency === 'news' && interval > 0) newsFree.set(chat, at + NEWS_MS)
    return () => {
      said = said.filter((other) => other !== one)
      if (urgency === 'news') newsFree.delete(chat)
    }
  }

  return {
    turn(what) {
      const wait = waitFor(what)
      if (stopped) return Promise.reject(later(1_000))
      if (wait > PATIENCE_MS) return Promise.reject(later(wait))
      return new Promise((resolve, reject) => {
        const one: Waiting = { ...what, resolve, reject }
        // Others may go first for longer than one waits here.
        one.cancel = sleep(PATIENCE_MS, () => {
          queue = queue.filter((other) => other !== one)
          reject(later(Math.max(1_000, waitFor(one))))
        })
        queue.push(one)
        go()
      })
    },
    pause(until = now() + PAUSE_MS) {
      pausedUntil = Math.max(pausedUntil, until)
      if (pausedUntil <= now()) return
      const all = queue
      queue = []
      for (const one of all) {
        one.cancel?.()
        one.reject(later(pausedUntil - now()))
      }
    },
    remember(before) {
      said = [...before.map(({ chatId, at }) => ({ chat: chatId, at: at.getTime() })), ...said]
    },
    stop() {
      stopped = true
      cancel?.()
      for (const one of queue) {
        one.cancel?.()
        one.reject(later(1_000))
      }
      queue = []
    },
  }
}

const later = (ms: number) => new RetryLater('the wechat account keeps its pace', Math.ceil(ms))

function sleepFor(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}
