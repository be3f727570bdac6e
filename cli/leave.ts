import type { Log } from '#kit/log.ts'
import { isForgiven } from './forgive.ts'

/** Two signals within this time are one: npm passes on the Ctrl-C that the terminal has already sent to all. */
const SAME_MS = 1_000

/** How often to look whether npm, which started us, is still there. */
const PARENT_LOOK_MS = 500

export type Leaving = {
  /** Resolves with the reason: a signal's name, or `crash`. */
  promise: Promise<string>
  told(): boolean
}

/**
 * Watches SIGTERM, SIGINT and SIGHUP, errors that nobody caught, and, under `npm start`, npm itself: it runs us in a
 * shell that does not pass its SIGTERM on, so all we see of it is that our parent is gone. The first tells us to leave in good order; a
 * second one, later, means now: the process ends at once, and the next start picks up what was left.
 */
export function untilToldToLeave(log: Log): Leaving {
  const { promise, resolve } = Promise.withResolvers<string>()
  let toldAt: number | undefined
  const tell = (why: string) => {
    const now = performance.now()
    if (toldAt === undefined) {
      toldAt = now
      resolve(why)
    } else if (now - toldAt > SAME_MS) {
      log.warn({ why }, 'told twice: leaving at once')
      process.exit(1)
    }
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, tell)
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => {
      if (isForgiven(error)) {
        log.error({ err: error, kind }, 'an error that nobody caught, of a part that is passed over')
        return
      }
      log.fatal({ err: error, kind }, 'an error that nobody caught')
      tell('crash')
    })
  }
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      tell('npm is gone')
    }, PARENT_LOOK_MS)
    timer.unref()
  }
  return { promise, told: () => toldAt !== undefined }
}
