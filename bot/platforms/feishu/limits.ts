import { RetryLater } from '#kit/errors.ts'

/** Calls that the platform counts apart. */
export type ApiName = 'send' | 'reply' | 'patch' | 'react' | 'unreact' | 'upload'

type Window = { limit: number; spanMs: number }

/** The platform counts calls as they arrive, we as they leave: windows are longer by what the way may differ. */
const JITTER_MS = 50
/** Per app and API: 1,000 a minute and 50 a second (platform documentation, "频控策略"). */
const PER_API: readonly Window[] = [
  { limit: 50, spanMs: 1_000 + JITTER_MS },
  { limit: 1_000, spanMs: 60_000 + JITTER_MS },
]
/** Messages into one chat, shared by all bots in it; edits of one card: 5 a second each. */
const PER_PLACE: readonly Window[] = [{ limit: 5, spanMs: 1_000 + JITTER_MS }]
/** A longer wait goes back to the outbox, so that nobody holds a worker for it. In milliseconds. */
const MAX_WAIT_MS = 5_000
/** Places that were quiet for this long are forgotten. In milliseconds. */
const FORGET_MS = 60_000

export type Limits = {
  /**
   * Resolves when the call may be made, and counts it. `place` is a chat (send, reply) or a card (patch). Throws
   * RetryLater when it would have to wait for more than five seconds.
   */
  take(api: ApiName, place?: string): Promise<void>
  /** The platform asked to wait: for an API, or for a place. */
  pause(of: ApiName | { place: string }, forMs: number): void
  /** How many processes share the app's limits; each takes its part. */
  shareAmong(processes: number): void
}

export type LimitsOptions = {
  /** Milliseconds that only go forward. Not the school's clock: windows are about real time. */
  monotonic?: () => number
  wait?: (ms: number) => Promise<void>
  /** For measurements against a platform that does not count: own windows off, pauses stay. */
  windows?: 'on' | 'off'
}

/** Counts calls in sliding windows: never more than the platform allows in any second or minute. */
export function openLimits(options: LimitsOptions = {}): Limits {
  const now = options.monotonic ?? (() => performance.now())
  const wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)))
  const counted = options.windows !== 'off'
  const calls = new Map<string, number[]>()
  const paused = new Map<string, number>()
  let processes = 1
  let sweptAt = now()

  const limitOf = (window: Window) => Math.max(1, Math.floor(window.limit / processes))

  /** How long until one more call fits. */
  function delay(key: string, windows: readonly Window[], at: number): number {
    const until = (paused.get(key) ?? 0) - at
    if (!counted) return until
    const times = calls.get(key) ?? []
    return windows.reduce((longest, window) => {
      const limit = limitOf(window)
      const oldest = times[times.length - limit]
      return oldest === undefined ? longest : Math.max(longest, oldest + window.spanMs - at)
    }, until)
  }

  function count(key: string, windows: readonly Window[], at: number): void {
    const span = Math.max(...windows.map((window) => window.spanMs))
    const times = calls.get(key) ?? []
    let gone = 0
    while (gone < times.length && (times[gone] ?? at) <= at - span) gone += 1
    if (gone > 0) times.splice(0, gone)
    times.push(at)
    calls.set(key, times)
  }

  function sweep(at: number): void {
    if (at - sweptAt < FORGET_MS) return
    sweptAt = at
    for (const [key, times] of calls) if ((times.at(-1) ?? 0) < at - FORGET_MS) calls.delete(key)
    for (const [key, until] of paused) if (until < at) paused.delete(key)
  }

  return {
    async take(api, place) {
      const started = now()
      const keys: [string, readonly Window[]][] = [[`api:${api}`, PER_API]]
      if (place !== undefined) keys.push([`place:${place}`, PER_PLACE])
      for (;;) {
        const at = now()
        const ms = Math.max(...keys.map(([key, windows]) => delay(key, windows, at)))
        if (ms <= 0) {
          if (counted) for (const [key, windows] of keys) count(key, windows, at)
          sweep(at)
          return
        }
        if (at - started + ms > MAX_WAIT_MS) throw new RetryLater(`feishu ${api}: own limit reached`, Math.ceil(ms))
        await wait(Math.ceil(ms))
      }
    },
    pause(of, forMs) {
      const key = typeof of === 'string' ? `api:${of}` : `place:${of.place}`
      paused.set(key, Math.max(paused.get(key) ?? 0, now() + forMs))
    },
    shareAmong(count) {
      processes = Math.max(1, count)
    },
  }
}
