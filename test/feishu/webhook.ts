import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import type { Delivery, Push } from './deliveries.ts'

export type WebhookTarget = { url: string; encryptKey?: string; verificationToken?: string }

/** Headers and body of a webhook request as the platform makes it. */
export function webhookRequest(
  target: WebhookTarget,
  event: Record<string, unknown>,
  at: Date,
): { headers: Record<string, string>; body: string } {
  const plain = JSON.stringify(event)
  const body = target.encryptKey ? JSON.stringify({ encrypt: encrypt(plain, target.encryptKey) }) : plain
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const nonce = randomBytes(8).toString('hex')
  const signature = createHash('sha256')
    .update(timestamp + nonce + (target.encryptKey ?? '') + body)
    .digest('hex')
  return {
    body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
      ...(target.encryptKey && { 'x-lark-signature': signature }),
    },
  }
}

/** Brings events over HTTP in place of the long connection. */
export function webhookPush(target: () => WebhookTarget | undefined, now: () => Date): Push {
  return (delivery, acknowledged) => {
    const to = target()
    if (!to) return false
    void post(to, delivery, now()).then(
      ({ status, answer }) => acknowledged(status, answer),
      () => undefined,
    )
    return true
  }
}

async function post(target: WebhookTarget, delivery: Delivery, at: Date): Promise<{ status: number; answer: unknown }> {
  const { header } = delivery.envelope as { header: Record<string, unknown> }
  const event = { ...delivery.envelope, header: { ...header, token: target.verificationToken ?? '' } }
  const { headers, body } = webhookRequest(target, event, at)
  const response = await fetch(target.url, { method: 'POST', headers, body })
  const text = await response.text()
  return { status: response.status, answer: text === '' ? undefined : JSON.parse(text) }
}

/** AES-256-CBC with the SHA-256 of the key, the IV in front, in base64. */
export function encrypt(plain: string, key: string): string {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv)
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64')
}
