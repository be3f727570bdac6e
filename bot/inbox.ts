import { type IntakeKey, waitingIntakes } from '#db/rows/intake.ts'
import type { Bot } from './app.ts'
import type { Handled } from './platform.ts'

/** Events handled at the same time; each holds one database connection. */
const AT_ONCE = 4
/** A row this old that nobody has finished was left behind by a process that died. */
const LEFT_BEHIND_MS = 2_000
const SWEEP_MS = 2_000
const SWEEP_LIMIT = 500

export type Inbox = {
  /** Handles an event soon, in the order of `take` calls; resolves when that is done, with nothing when it failed. */
  take(key: IntakeKey): Promise<Handled | undefined>
  /** Looks for events that wait; resolves when they have been taken. */
  sweep(everything?: boolean): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/**
 * The line in front of the desk: events are started in order, a few at a time. The rows are the truth; this list
 * only saves the wait for the next sweep.
 */
export function openInbox(bot: Bot, handle: (key: IntakeKey) => Promise<Handled | undefined>): Inbox {
  const line: { key: IntakeKey; settle: (handled: Handled | undefined) => void }[] = []
  const known = new Set<string>()
  let running = 0
  let stopped = false
  let idlers: (() => void)[] = []
  const timer = setInterval(
    () => void inbox.sweep().catch((error) => bot.log.warn({ err: error }, 'intake sweep failed')),
    SWEEP_MS,
  )

  function next(): void {
    while (!stopped && running < AT_ONCE && line.length > 0) {
      const one = line.shift()
      if (!one) break
      const { key, settle } = one
      running += 1
      void handle(key)
        .catch((error) => {
          bot.log.warn({ err: error, intake: key.id }, 'event left for the sweep')
          return undefined
        })
        .then(settle)
        .finally(() => {
          running -= 1
          known.delete(`${key.schoolId}:${key.id}`)
          next()
        })
    }
    if (running === 0 && (stopped || line.length === 0)) {
      for (const resolve of idlers) resolve()
      idlers = []
    }
  }

  const inbox: Inbox = {
    take(key) {
      const name = `${key.schoolId}:${key.id}`
      if (stopped || known.has(name)) return Promise.resolve(undefined)
      known.add(name)
      return new Promise((settle) => {
        line.push({ key, settle })
        next()
      })
    },
    async sweep(everything = false) {
      const settled = everything ? 0 : LEFT_BEHIND_MS
      for (const key of await waitingIntakes(bot.db, bot.clock.now(), settled, SWEEP_LIMIT)) void inbox.take(key)
    },
    idle() {
      return running === 0 && line.length === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))
    },
    async stop() {
      clearInterval(timer)
      stopped = true
      for (const { settle } of line) settle(undefined)
      if (running > 0) await new Promise<void>((resolve) => idlers.push(resolve))
    },
  }
  return inbox
}
