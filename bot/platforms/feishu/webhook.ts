import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { FeishuConfig } from './config.ts'

/** A request of the platform: header names in lower case, the body as it came over the line. */
export type WebhookRequest = { headers: ReadonlyMap<string, string>; body: Buffer }
export type WebhookAnswer = { status: number; body: string }
export type Webhook = {
  handle(request: WebhookRequest): Promise<WebhookAnswer>
  detail(): string
}

/** A signed request that is older or newer than this is a replay, or our clock is wrong. In milliseconds. */
const FRESH_MS = 5 * 60_000
/** Events have a few KB; the platform's largest text is 150 KB. */
export const WEBHOOK_MAX_BYTES = 1_048_576

const encrypted = z.object({ encrypt: z.string().min(1) })
const challenge = z.object({ type: z.literal('url_verification'), challenge: z.string().max(1_000), token: z.string() })
const event = z.object({ schema: z.string(), header: z.object({ token: z.string(), app_id: z.string() }) })

/**
 * The platform's side door: events as HTTP requests. Refused are: a wrong or missing signature (SHA-256 over timestamp,
 * nonce, key and the raw body, compared in constant time), a timestamp that is not fresh, an unencrypted body where a
 * key is set, a wrong verification token, another app, anything that is no event. `invoke` resolves when the event is
 * committed, with what a press is answered. The algorithm is the platform's: 事件订阅 → 安全校验.
 */
export function openWebhook(
  config: FeishuConfig,
  clock: Clock,
  log: Log,
  invoke: (body: unknown) => Promise<unknown>,
): Webhook {
  const { encryptKey, verificationToken } = config
  let taken = 0
  let refused = 0

  function refuse(status: number, why: string): WebhookAnswer {
    refused += 1
    log.warn({ why, status }, 'a webhook request was refused')
    return { status, body: JSON.stringify({ error: why }) }
  }

  return {
    detail: () => `webhook, ${taken} events taken, ${refused} requests refused`,
    async handle({ headers, body }) {
      if (body.length > WEBHOOK_MAX_BYTES) return refuse(413, 'too large')
      let given = parse(body.toString('utf8'))
      if (given === undefined) return refuse(400, 'not JSON')
      const sealed = encrypted.safeParse(given)
      if (encryptKey !== undefined) {
        if (!sealed.success) return refuse(401, 'not encrypted')
        given = decrypt(sealed.data.encrypt, encryptKey)
        if (given === undefined) return refuse(401, 'not encrypted with our key')
      } else if (sealed.success) return refuse(401, 'encrypted, but FEISHU_ENCRYPT_KEY is not set')

      const asked = challenge.safeParse(given)
      // The platform's test of the address comes without a signature; it proves itself by the token alone.
      if (asked.success) {
        if (!same(asked.data.token, verificationToken ?? '')) return refuse(401, 'wrong verification token')
        return { status: 200, body: JSON.stringify({ challenge: asked.data.challenge }) }
      }
      if (encryptKey !== undefined) {
        const wrong = checkSignature(headers, body, encryptKey, clock.now())
        if (wrong) return refuse(401, wrong)
      }
      const known = event.safeParse(given)
      if (!known.success) return refuse(400, 'not an event')
      const { token, app_id } = known.data.header
      if (!same(token, verificationToken ?? '')) return refuse(401, 'wrong verification token')
      if (app_id !== config.appId) return refuse(401, 'an event of another app')
      try {
        const answer = await invoke(given)
        taken += 1
        return { status: 200, body: JSON.stringify(typeof answer === 'object' && answer !== null ? answer : {}) }
      } catch (error) {
        // Not committed: the platform brings it again.
        log.warn({ err: error }, 'a webhook event was not committed')
        return { status: 500, body: '{}' }
      }
    },
  }
}

/** Why a request is not the platform's, or nothing. */
function checkSignature(
  headers: ReadonlyMap<string, string>,
  body: Buffer,
  encryptKey: string,
  now: Date,
): string | undefined {
  const timestamp = headers.get('x-lark-request-timestamp')
  const nonce = headers.get('x-lark-request-nonce')
  const signature = headers.get('x-lark-signature')
  if (!timestamp || !nonce || !signature) return 'not signed'
  const computed = createHash('sha256').update(`${timestamp}${nonce}${encryptKey}`).update(body).digest('hex')
  if (!same(signature.toLowerCase(), computed)) return 'wrong signature'
  const at = Number(timestamp) * 1_000
  return Math.abs(now.getTime() - at) <= FRESH_MS ? undefined : 'not fresh'
}

/** AES-256-CBC, key = SHA-256 of the key's text, the first 16 bytes are the IV; JSON inside. */
function decrypt(sealed: string, encryptKey: string): unknown {
  try {
    const bytes = Buffer.from(sealed, 'base64')
    const key = createHash('sha256').update(encryptKey).digest()
    const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16))
    return parse(Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('utf8'))
  } catch {
    return undefined
  }
}

/** Compares without telling by its time how much was right. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
