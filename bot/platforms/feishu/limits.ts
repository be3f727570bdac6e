import { RetryLater } from '#kit/errors.ts'

/** Calls that the platform counts apart. */
export type ApiName = 'send' | 'reply' | 'patch' | 'react' | 'unreact' | 'upload' | 'history'

type Window = { limit: number; spanMs: number }

/** The platform counts calls as they arrive, we as they leave: windows are longer by what the way may differ. */
const JITTER_MS = 50
/** Per app and API: 1,000 a minute and 50 a second (platform documentation, "频控策略"). */
const PER_API: readonly Window[] = [
  { limit: 50, spanMs: 1_000 + JITTER_MS },
  { limit: 1_000, spanMs: 60_000 + JITTER_MS },
]
/** Messages into one chat, shared by all bots in it; edits of one card: 5 a second each. */
const PER_PLACE: readonly [Window] = [{ limit: 5, spanMs: 1_000 + JITTER_MS }]
/** A longer wait goes back to the outbox, so that nobody holds a worker for it. In milliseconds. */
const MAX_WAIT_MS = 5_000
/** Places that were quiet for this long are forgotten. In milliseconds. */
const FORGET_MS = 60_000
/** After the database failed, each process keeps to its own part for so long. In milliseconds. */
const ALONE_MS = 10_000

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
  /** What the app's processes count together, as soon as there is more than one; see db/feishu/pace.ts. */
  common?: Common
}

export type Common = {
  /** 0: the call was counted and may be made; else how many milliseconds to wait. */
  take(place: string, limit: number, spanMs: number): Promise<number>
  pause(place: string, forMs: number): Promise<void>
  /** How much longer any of these is paused, in milliseconds. */
  paused(places: readonly string[]): Promise<number>
}

/**
 * Counts calls in sliding windows: never more than the platform allows in any second or minute. With several processes
 * each has its part of an API's calls; a chat's five messages a second, which one process may need alone, and the
 * platform's pauses are counted in the database. When that does not answer, a place is divided too.
 */
export function openLimits(options: LimitsOptions = {}): Limits {
  const now = options.monotonic ?? (() => performance.now())
  const wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)))
  const counted = options.windows !== 'off'
  const calls = new Map<string, number[]>()
  const paused = new Map<string, number>()
  let processes = 1
  let aloneUntil = 0
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

  /** What is counted together: nothing while one process sends, or for a while after the database failed. */
  function together(): Common | undefined {
    return processes > 1 && now() >= aloneUntil ? options.common : undefined
  }

  function commonFailed(): void {
    aloneUntil = now() + ALONE_MS
  }

  async function takeTogether(
    common: Common,
    apiKey: string,
    placeKey: string | undefined,
    waited: (ms: number) => Promise<void>,
  ): Promise<void> {
    const ask = async () => {
      const pause = await common.paused([apiKey])
      if (pause > 0 || placeKey === undefined || !counted) return pause
      const [{ limit, spanMs }] = PER_PLACE
      return common.take(placeKey, limit, spanMs)
    }
    for (;;) {
      const ms = await ask().catch(() => {
        commonFailed()
        return 0
      })
      if (ms <= 0) return
      await waited(ms)
    }
  }

  return {
    async take(api, place) {
      const started = now()
      const apiKey = `api:${api}`
      const placeKey = place === undefined ? undefined : `place:${place}`
      const waited = async (ms: number) => {
        if (now() - started + ms > MAX_WAIT_MS) throw new RetryLater(`feishu ${api}: own limit reached`, Math.ceil(ms))
        await wait(Math.ceil(ms))
      }
      for (;;) {
        const at = now()
        const common = together()
        const windows = common ? [] : PER_PLACE
        const here = placeKey === undefined ? 0 : delay(placeKey, windows, at)
        const ms = Math.max(delay(apiKey, PER_API, at), here)
        if (ms <= 0) {
          if (counted) count(apiKey, PER_API, at)
          if (counted && placeKey !== undefined && !common) count(placeKey, PER_PLACE, at)
          sweep(at)
          if (common) await takeTogether(common, apiKey, placeKey, waited)
          return
        }
        await waited(ms)
      }
    },
    pause(of, forMs) {
      const key = typeof of === 'string' ? `api:${of}` : `place:${of.place}`
      paused.set(key, Math.max(paused.get(key) ?? 0, now() + forMs))
      void together()?.pause(key, forMs).catch(commonFailed)
    },
    shareAmong(count) {
      processes = Math.max(1, count)
    },
  }
}
