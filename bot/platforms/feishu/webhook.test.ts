import { afterEach, expect, test } from 'vitest'
import { fakeClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { encrypt, webhookRequest } from '#test/feishu/webhook.ts'
import type { FeishuConfig } from './config.ts'
import { openWebhook, WEBHOOK_MAX_BYTES } from './webhook.ts'

const clock = fakeClock(new Date('2026-11-23T02:00:00Z'))
const config: FeishuConfig = {
  appId: 'cli_a1b2c3d4e5f60718',
  appSecret: 'secret',
  origin: 'http://127.0.0.1:9',
  mode: 'webhook',
  encryptKey: 'the key of the test',
  verificationToken: 'token-of-the-test',
}
const target = { url: '', encryptKey: config.encryptKey, verificationToken: config.verificationToken }
const event = (more: Record<string, unknown> = {}) => ({
  schema: '2.0',
  header: { event_id: 'e1', event_type: 'x', token: config.verificationToken, app_id: config.appId, ...more },
  event: { n: 1 },
})

let invoked: unknown[] = []
afterEach(() => {
  invoked = []
})

async function send(
  request: { headers: Record<string, string>; body: string },
  settings: FeishuConfig = config,
  answer: () => Promise<unknown> = async () => undefined,
) {
  const door = openWebhook(settings, clock, silentLog, (body) => {
    invoked.push(body)
    return answer()
  })
  const { status, body } = await door.handle({
    headers: new Map(Object.entries(request.headers)),
    body: Buffer.from(request.body),
  })
  return { status, body: JSON.parse(body) as Record<string, unknown> }
}
const signed = (given: Record<string, unknown> = event(), at = clock.now()) => webhookRequest(target, given, at)

test('an encrypted and signed event is handed over, and a press is answered in the same breath', async () => {
  expect(await send(signed())).toEqual({ status: 200, body: {} })
  expect(invoked).toMatchObject([{ event: { n: 1 } }])
  const toast = { toast: { type: 'info', content: '好' } }
  expect(await send(signed(), config, async () => toast)).toEqual({ status: 200, body: toast })
})

test('an event that could not be committed is not acknowledged', async () => {
  const down = () => Promise.reject(new Error('the database is gone'))
  expect((await send(signed(), config, down)).status).toBe(500)
})

test('the platform’s test of the address is echoed, encrypted or not, with the right token only', async () => {
  const ask = (token: string | undefined) => ({ type: 'url_verification', challenge: 'abc', token })
  const sealed = (body: unknown) => JSON.stringify({ encrypt: encrypt(JSON.stringify(body), 'the key of the test') })
  const asked = { headers: {}, body: sealed(ask(config.verificationToken)) }
  expect(await send(asked)).toEqual({ status: 200, body: { challenge: 'abc' } })
  expect((await send({ headers: {}, body: sealed(ask('wrong')) })).status).toBe(401)
  const { encryptKey: _, ...open } = config
  const plain = { headers: {}, body: JSON.stringify(ask(config.verificationToken)) }
  expect(await send(plain, open)).toEqual({ status: 200, body: { challenge: 'abc' } })
  expect((await send(plain)).status).toBe(401)
})

test('everything that is not surely the platform’s is refused and never handed over', async () => {
  const good = signed()
  const without = (name: string) => ({
    ...good,
    headers: Object.fromEntries(Object.entries(good.headers).filter(([key]) => key !== name)),
  })
  const spaced = good.body.replace('{', '{ ')
  const wrong: [string, { headers: Record<string, string>; body: string }, number][] = [
    ['no signature', without('x-lark-signature'), 401],
    ['no timestamp', without('x-lark-request-timestamp'), 401],
    ['no nonce', without('x-lark-request-nonce'), 401],
    ['another signature', { ...good, headers: { ...good.headers, 'x-lark-signature': 'f'.repeat(64) } }, 401],
    ['a changed nonce', { ...good, headers: { ...good.headers, 'x-lark-request-nonce': 'other' } }, 401],
    ['the same JSON in other bytes', { ...good, body: spaced }, 401],
    ['signed six minutes ago', signed(event(), new Date(clock.now().getTime() - 360_000)), 401],
    ['signed in six minutes', signed(event(), new Date(clock.now().getTime() + 360_000)), 401],
    ['not encrypted', webhookRequest({ ...target, encryptKey: undefined }, event(), clock.now()), 401],
    ['encrypted with another key', webhookRequest({ ...target, encryptKey: 'other' }, event(), clock.now()), 401],
    ['another token', signed(event({ token: 'other' })), 401],
    ['an empty token', signed(event({ token: '' })), 401],
    ['another app', signed(event({ app_id: 'cli_ffffffffffffffff' })), 401],
    ['no event', signed({ hello: 'world' }), 400],
    ['not JSON', { headers: good.headers, body: 'hello' }, 400],
    ['nothing', { headers: {}, body: '' }, 400],
    ['too large', { headers: {}, body: 'x'.repeat(WEBHOOK_MAX_BYTES + 1) }, 413],
  ]
  for (const [what, request, status] of wrong) expect((await send(request)).status, what).toBe(status)
  expect(invoked).toEqual([])
})

test('without an encryption key the token decides, and encrypted events are refused', async () => {
  const { encryptKey: _, ...open } = config
  const plain = (token: string | undefined) => ({ headers: {}, body: JSON.stringify(event({ token })) })
  expect((await send(plain(config.verificationToken), open)).status).toBe(200)
  expect((await send(plain('other'), open)).status).toBe(401)
  expect((await send(signed(), open)).status).toBe(401)
})
