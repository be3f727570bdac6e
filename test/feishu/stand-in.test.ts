import * as lark from '@larksuiteoapi/node-sdk'
import axios from 'axios'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FeishuStandIn, openFeishuStandIn } from './stand-in.ts'

/** The stand-in is judged by the real SDK: if it speaks the protocol wrongly, nothing arrives. */
let feishu: FeishuStandIn
let client: lark.Client
let sockets: lark.WSClient[]

beforeEach(async () => {
  feishu = await openFeishuStandIn({ ackMs: 300, redeliverMs: [50, 100] })
  client = openClient()
  sockets = []
})
afterEach(async () => {
  for (const socket of sockets) socket.close({ force: true })
  await feishu.close()
})

const quiet = { error() {}, warn() {}, info() {}, debug() {}, trace() {} }
const base = () => ({ appId: feishu.appId, appSecret: feishu.appSecret, domain: feishu.origin, logger: quiet })

function openClient(): lark.Client {
  const http = axios.create({ timeout: 5_000, proxy: false })
  http.interceptors.response.use((response) =>
    Reflect.get(response.config, '$return_headers') ? { ...response } : response.data,
  )
  return new lark.Client({ ...base(), cache: new lark.DefaultCache(), httpInstance: http as lark.HttpInstance })
}

async function listen(handlers: Record<string, (event: never) => unknown>): Promise<void> {
  const dispatcher = new lark.EventDispatcher({ logger: quiet, cache: new lark.DefaultCache() })
  dispatcher.register(handlers as lark.EventHandles)
  const socket = new lark.WSClient(base())
  sockets.push(socket)
  await socket.start({ eventDispatcher: dispatcher })
  await feishu.gateway.connected()
}

function school() {
  const li = feishu.deeds.addUser('李老师')
  const group = feishu.deeds.addGroup('备课组', [li])
  const text = (uuid?: string) => ({
    params: { receive_id_type: 'chat_id' as const },
    data: { receive_id: group.id, msg_type: 'text', content: '{"text":"好"}', ...(uuid && { uuid }) },
  })
  return { li, group, text }
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    (answer) => (answer as { code?: number } | null)?.code,
    (error) => (error as { response: { data: { code: number } } }).response.data.code,
  )

describe('what the platform enforces', () => {
  test('the same uuid sends one message', async () => {
    const { group, text } = school()
    const first = await client.im.v1.message.create(text('key-1'))
    const second = await client.im.v1.message.create(text('key-1'))
    expect(second.data?.message_id).toBe(first.data?.message_id)
    expect(feishu.sent(group.id)).toHaveLength(1)
  })

  test('a sixth message within a second into one chat is refused', async () => {
    const { text } = school()
    for (let n = 0; n < 5; n += 1) expect((await client.im.v1.message.create(text())).code).toBe(0)
    expect(await codeOf(client.im.v1.message.create(text()))).toBe(230020)
  })

  test('a revoked token is refused', async () => {
    const { text } = school()
    await client.im.v1.message.create(text())
    feishu.revokeTokens()
    expect(await codeOf(client.im.v1.message.create(text()))).toBe(99991663)
  })

  test.each([
    [{ schema: '2.0', body: { elements: [{ tag: 'markdown', content: 'x', colour: 'red' }] } }, 230099],
    [{ schema: '2.0', body: { elements: [{ tag: 'action', actions: [] }] } }, 230099],
    [{ schema: '2.0', body: { elements: [{ tag: 'markdown', content: '字'.repeat(11_000) }] } }, 230025],
    [{ schema: '2.0', body: { elements: [{ tag: 'markdown', content: '好' }] } }, 0],
  ])('card %# is judged as the platform judges it', async (card, code) => {
    const { group } = school()
    const data = { receive_id: group.id, msg_type: 'interactive', content: JSON.stringify(card) }
    expect(await codeOf(client.im.v1.message.create({ params: { receive_id_type: 'chat_id' }, data }))).toBe(code)
  })

  test('only own cards can be changed', async () => {
    const { li, group } = school()
    const { message } = feishu.deeds.says(li, group, '你好', { isMissed: true })
    const patch = client.im.v1.message.patch({ path: { message_id: message.id }, data: { content: '{}' } })
    expect(await codeOf(patch)).toBe(230001)
  })

  test('a file is fetched with its own message only, and a received key can not be sent on', async () => {
    const { li, group } = school()
    const bytes = Buffer.from('卷子')
    const { message } = feishu.deeds.uploads(li, group, '卷.docx', bytes, { isMissed: true })
    const other = feishu.deeds.says(li, group, '另一条', { isMissed: true }).message
    const [key = ''] = message.files.keys()
    const get = (id: string) =>
      client.im.v1.messageResource.get({ path: { message_id: id, file_key: key }, params: { type: 'file' } })
    const chunks = await (await get(message.id)).getReadableStream().toArray()
    expect(Buffer.concat(chunks).toString()).toBe('卷子')
    await expect(get(other.id)).rejects.toMatchObject({ response: { status: 400 } })
    const data = { receive_id: group.id, msg_type: 'file', content: JSON.stringify({ file_key: key }) }
    expect(await codeOf(client.im.v1.message.create({ params: { receive_id_type: 'chat_id' }, data }))).toBe(230017)
  })

  test('an own upload is sent with its name and bytes', async () => {
    const { group } = school()
    const bytes = Buffer.from([1, 2, 3, 13, 10, 0, 255])
    const key = (await client.im.v1.file.create({ data: { file_type: 'stream', file_name: '教案.docx', file: bytes } }))
      ?.file_key
    const data = { receive_id: group.id, msg_type: 'file', content: JSON.stringify({ file_key: key }) }
    await client.im.v1.message.create({ params: { receive_id_type: 'chat_id' }, data })
    expect(feishu.world.uploads.get(key ?? '')).toMatchObject({ name: '教案.docx', bytes })
  })
})

describe('what the platform delivers', () => {
  test('an event arrives, also in pieces and out of order, and is acknowledged', async () => {
    const heard: string[] = []
    await listen({
      'im.message.receive_v1': (event: { message: { content: string } }) => void heard.push(event.message.content),
    })
    const { li, group } = school()
    feishu.gateway.wire.fragments = 5
    const { delivery } = feishu.deeds.says(li, group, '早上好')
    expect((await delivery?.settled)?.state).toBe('acked')
    expect(heard).toEqual(['{"text":"早上好"}'])
  })

  test('an event whose handler fails is delivered again', async () => {
    let tries = 0
    await listen({
      'im.message.receive_v1': () => {
        tries += 1
        if (tries === 1) throw new Error('not committed')
      },
    })
    const { li, group } = school()
    const { delivery } = feishu.deeds.says(li, group, '早上好')
    expect((await delivery?.settled)?.state).toBe('acked')
    expect(tries).toBe(2)
  })

  test('a press is answered with a toast; without an answer it fails and is not repeated', async () => {
    const { li, group, text } = school()
    await client.im.v1.message.create(text())
    const [card] = feishu.sent(group.id)
    if (!card) throw new Error('no card')
    expect(await feishu.deeds.presses(li, card, { value: { a: 1 } })).toMatchObject({ code: 200340 })
    await listen({ 'card.action.trigger': () => ({ toast: { type: 'info', content: '收到' } }) })
    const pressed = await feishu.deeds.presses(li, card, { value: { a: 1 } })
    expect(pressed).toMatchObject({ kind: 'answered', toast: { content: '收到' } })
  })

  test('after the line was cut the client comes back', async () => {
    await listen({ 'im.message.receive_v1': () => undefined })
    feishu.gateway.drop()
    await feishu.gateway.connected()
    expect(feishu.gateway.handshakes()).toBe(2)
  })
})
