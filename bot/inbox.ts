import { type IntakeKey, OWN_MS, waitingIntakes } from '#db/rows/intake.ts'
import type { Bot } from './app.ts'
import type { Outcome } from './handle.ts'
import type { Handled } from './platform.ts'

/** Events handled at the same time, each of another chat; each holds one database connection. */
const AT_ONCE = 6
const SWEEP_MS = 2_000
/** Another process works in the chat: how long until the next look, twice as long each time. In milliseconds. */
const BUSY_MS = { first: 20, longest: 320 } as const
const SWEEP_LIMIT = 500

export type Inbox = {
  /**
   * Handles an event soon; those of one chat one after another, in the order of `take` calls. Resolves when that is
   * done, with nothing when it failed.
   */
  take(key: IntakeKey): Promise<Handled | undefined>
  /**
   * Looks for events that wait and are `OWN_MS` old, or for `everything`, as when a process died; resolves when they have
   * been taken.
   */
  sweep(everything?: boolean): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/**
 * The lines in front of the desk, one per chat: a chat's events are handled one after another, chats side by side, a few
 * at a time. A chat in which another process is at work waits without holding up the others. The rows are the truth;
 * these lists only save the wait for the next sweep.
 */
export function openInbox(bot: Bot, handle: (key: IntakeKey) => Promise<Outcome>): Inbox {
  type Line = { waiting: Waiting[] }
  type Waiting = { key: IntakeKey; settle: (handled: Handled | undefined) => void; waitMs: number }
  const lines = new Map<string, Line>()
  /** Chats whose next event may start, longest first. */
  const turns: string[] = []
  const known = new Set<string>()
  /** Chats that are looked at again when their timer says so. */
  const pauses = new Set<NodeJS.Timeout>()
  let running = 0
  let stopped = false
  let idlers: (() => void)[] = []
  const timer = setInterval(
    () => void inbox.sweep().catch((error) => bot.log.warn({ err: error }, 'intake sweep failed')),
    SWEEP_MS,
  )

  const isIdle = () => running === 0 && (stopped || (turns.length === 0 && pauses.size === 0))

  function next(): void {
    while (!stopped && running < AT_ONCE) {
      const chat = turns.shift()
      if (chat === undefined) break
      const one = lines.get(chat)?.waiting.shift()
      if (one) void work(chat, one)
    }
    if (isIdle()) {
      for (const resolve of idlers) resolve()
      idlers = []
    }
  }

  async function work(chat: string, one: Waiting): Promise<void> {
    const { key, settle } = one
    running += 1
    let outcome: Outcome = { is: 'done', said: undefined }
    try {
      outcome = await handle(key)
    } catch (error) {
      bot.log.warn({ err: error, intake: key.id }, 'event left for the sweep')
    }
    running -= 1
    const line = lines.get(chat)
    if (outcome.is === 'busy' && line && !stopped) {
      line.waiting.unshift(one)
      pause(chat, one)
    } else {
      settle(outcome.is === 'done' ? outcome.said : undefined)
      known.delete(nameOf(key))
      if (line && line.waiting.length > 0) turns.push(chat)
      else lines.delete(chat)
    }
    next()
  }

  function pause(chat: string, one: Waiting): void {
    const timer = setTimeout(() => {
      pauses.delete(timer)
      turns.push(chat)
      next()
    }, one.waitMs)
    pauses.add(timer)
    one.waitMs = Math.min(one.waitMs * 2, BUSY_MS.longest)
  }

  const inbox: Inbox = {
    take(key) {
      const name = nameOf(key)
      if (stopped || known.has(name)) return Promise.resolve(undefined)
      known.add(name)
      const chat = `${key.schoolId}:${key.chatId}`
      const line = lines.get(chat)
      return new Promise((settle) => {
        const one = { key, settle, waitMs: BUSY_MS.first }
        if (line) line.waiting.push(one)
        else {
          lines.set(chat, { waiting: [one] })
          turns.push(chat)
        }
        next()
      })
    },
    async sweep(everything = false) {
      const settled = everything ? 0 : OWN_MS
      for (const key of await waitingIntakes(bot.db, bot.clock.now(), settled, SWEEP_LIMIT)) void inbox.take(key)
    },
    idle() {
      return isIdle() ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))
    },
    async stop() {
      clearInterval(timer)
      stopped = true
      for (const timer of pauses) clearTimeout(timer)
      for (const { waiting } of lines.values()) for (const { settle } of waiting) settle(undefined)
      if (running > 0) await new Promise<void>((resolve) => idlers.push(resolve))
    },
  }
  return inbox
}

function nameOf(key: IntakeKey): string {
  return `${key.schoolId}:${key.id}`
}
