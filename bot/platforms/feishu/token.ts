import { z } from 'zod'
import { FeishuError } from './errors.ts'
import type { FeishuHttp } from './http.ts'

/** The platform keeps a token about 2 h; it is renewed this long before its end. In milliseconds. */
const EARLY_MS = 180_000

const granted = z.object({ tenant_access_token: z.string().min(1), expire: z.number().positive() })

export type Tokens = {
  /** A token that should be valid. Callers that ask at once share one request. Throws FeishuError. */
  get(): Promise<string>
  /** Forgets a token that was refused; `used` guards a newer one, fetched meanwhile, from being thrown away. */
  invalidate(used: string | undefined): void
  /** The token in hand, if any. */
  current(): string | undefined
}

/** The app's token: one request at a time, kept until shortly before it ends, forgotten when the platform refuses it. */
export function openTokens(http: FeishuHttp, app: { origin: string; appId: string; appSecret: string }): Tokens {
  /** `until` on the monotonic clock: a token's life is real time, whatever the wall clock does. */
  let held: { token: string; until: number } | undefined
  let asking: Promise<string> | undefined

  async function ask(): Promise<string> {
    const body: unknown = await http.post(`${app.origin}/open-apis/auth/v3/tenant_access_token/internal`, {
      app_id: app.appId,
      app_secret: app.appSecret,
    })
    const answer = granted.safeParse(body)
    if (!answer.success) throw new FeishuError('the platform granted no token', { status: 200 })
    const { tenant_access_token: token, expire } = answer.data
    // A token that lives shorter than the margin is used for half of its life.
    held = { token, until: performance.now() + Math.max(expire * 1_000 - EARLY_MS, expire * 500) }
    return token
  }

  return {
    async get() {
      if (held && performance.now() < held.until) return held.token
      asking ??= ask().finally(() => {
        asking = undefined
      })
      return asking
    },
    invalidate(used) {
      if (used === undefined || held?.token === used) held = undefined
    },
    current: () => held?.token,
  }
}
