import { RetryLater } from '#kit/errors.ts'
import { PlatformRefusal } from '../../platform.ts'
import { FeishuError, isPassing } from './errors.ts'
import type { ApiName, Limits } from './limits.ts'

/** A call is made this often before it goes back to the outbox; after silence less often: each costs ten seconds. */
const TRIES = 4
const TRIES_AFTER_SILENCE = 2
/** Between tries: 0.15 s, 0.45 s, 1.35 s. */
const FIRST_WAIT_MS = 150
/** How long the outbox waits while the platform is down: from, to. In milliseconds. */
const OUTAGE_MS = [2_000, 60_000] as const
/** What is waited when the platform limits us and does not say for how long. In milliseconds. */
const LIMITED_MS = 1_000
const CHAT_TOO_FREQUENT = 230020
const APP_TOO_FREQUENT = 99991400

export type Calls = {
  /**
   * Makes a call within the limits, again when that may help and changes nothing twice. Throws RetryLater when time will
   * help, PlatformRefusal (its `code` is the platform's) when it will not.
   */
  make<T>(api: ApiName, place: string | undefined, call: () => Promise<T>): Promise<T>
}

/** `wait` is for tests. */
export function openCalls(limits: Limits, wait: (ms: number) => Promise<void> = pause): Calls {
  let outages = 0
  return {
    async make(api, place, call) {
      for (let tries = 1; ; tries += 1) {
        await limits.take(api, place)
        try {
          const result = await call()
          outages = 0
          return result
        } catch (error) {
          if (!(error instanceof FeishuError)) throw error
          if (!isPassing(error)) throw refusalOf(error)
          const isLimited = slowDown(limits, api, place, error)
          const isSilent = error.status === 0
          if (tries >= (isSilent ? TRIES_AFTER_SILENCE : TRIES)) {
            outages += 1
            const ms = Math.min(OUTAGE_MS[1], OUTAGE_MS[0] * 2 ** Math.min(outages - 1, 6))
            throw new RetryLater(`feishu ${api}: ${error.message}`, Math.max(ms, error.retryAfterMs ?? 0), {
              cause: error,
            })
          }
          if (!isLimited) await wait(FIRST_WAIT_MS * 3 ** (tries - 1))
        }
      }
    },
  }
}

/** Tells the limiter what the platform asks for; true when it did ask. */
function slowDown(limits: Limits, api: ApiName, place: string | undefined, error: FeishuError): boolean {
  const ms = error.retryAfterMs ?? LIMITED_MS
  if (error.code === CHAT_TOO_FREQUENT) {
    if (place !== undefined) limits.pause({ place }, ms)
    else limits.pause(api, ms)
    return true
  }
  if (error.status !== 429 && error.code !== APP_TOO_FREQUENT) return false
  limits.pause(api, ms)
  return true
}

function refusalOf(error: FeishuError): PlatformRefusal {
  const log = error.logId === undefined ? '' : ` (log id ${error.logId})`
  return new PlatformRefusal(String(error.code || `http_${error.status}`), `${error.message}${log}`, { cause: error })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
