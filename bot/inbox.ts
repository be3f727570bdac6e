import { type IntakeKey, waitingIntakes } from '#db/rows/intake.ts'
import type { Bot } from './app.ts'
import type { Handled } from './platform.ts'

/** Events handled at the same time, each of another chat; each holds one database connection. */
const AT_ONCE = 6
/** A row this old that nobody has finished was left behind by a process that died. */
const LEFT_BEHIND_MS = 2_000
const SWEEP_MS = 2_000
const SWEEP_LIMIT = 500

export type Inbox = {
  /**
   * Handles an event soon; those of one chat one after another, in the order of `take` calls. Resolves when that is
   * done, with nothing when it failed.
   */
  take(key: IntakeKey): Promise<Handled | undefined>
  /** Looks for events that wait; resolves when they have been taken. */
  sweep(everything?: boolean): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/**
 * The lines in front of the desk, one per chat: a chat's events are handled one after another, chats side by side, a few
 * at a time. The rows are the truth; these lists only save the wait for the next sweep.
 */
export function openInbox(bot: Bot, handle: (key: IntakeKey) => Promise<Handled | undefined>): Inbox {
  type Line = { waiting: Waiting[] }
  type Waiting = { key: IntakeKey; settle: (handled: Handled | undefined) => void }
  const lines = new Map<string, Line>()
  /** Chats whose next event may start, longest first. */
  const turns: string[] = []
  const known = new Set<string>()
  let running = 0
  let stopped = false
  let idlers: (() => void)[] = []
  const timer = setInterval(
    () => void inbox.sweep().catch((error) => bot.log.warn({ err: error }, 'intake sweep failed')),
    SWEEP_MS,
  )

  function next(): void {
    while (!stopped && running < AT_ONCE) {
      const chat = turns.shift()
      if (chat === undefined) break
      const one = lines.get(chat)?.waiting.shift()
      if (one) void work(chat, one)
    }
    if (running === 0 && (stopped || turns.length === 0)) {
      for (const resolve of idlers) resolve()
      idlers = []
    }
  }

  async function work(chat: string, { key, settle }: Waiting): Promise<void> {
    running += 1
    try {
      settle(await handle(key))
    } catch (error) {
      bot.log.warn({ err: error, intake: key.id }, 'event left for the sweep')
      settle(undefined)
    }
    running -= 1
    known.delete(nameOf(key))
    const line = lines.get(chat)
    if (line && line.waiting.length > 0) turns.push(chat)
    else lines.delete(chat)
    next()
  }

  const inbox: Inbox = {
    take(key) {
      const name = nameOf(key)
      if (stopped || known.has(name)) return Promise.resolve(undefined)
      known.add(name)
      const chat = `${key.schoolId}:${key.chatId}`
      const line = lines.get(chat)
      return new Promise((settle) => {
        if (line) line.waiting.push({ key, settle })
        else {
          lines.set(chat, { waiting: [{ key, settle }] })
          turns.push(chat)
        }
        next()
      })
    },
    async sweep(everything = false) {
      const settled = everything ? 0 : LEFT_BEHIND_MS
      for (const key of await waitingIntakes(bot.db, bot.clock.now(), settled, SWEEP_LIMIT)) void inbox.take(key)
    },
    idle() {
      return running === 0 && turns.length === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))
    },
    async stop() {
      clearInterval(timer)
      stopped = true
      for (const { waiting } of lines.values()) for (const { settle } of waiting) settle(undefined)
      if (running > 0) await new Promise<void>((resolve) => idlers.push(resolve))
    },
  }
  return inbox
}

function nameOf(key: IntakeKey): string {
  return `${key.schoolId}:${key.id}`
}
