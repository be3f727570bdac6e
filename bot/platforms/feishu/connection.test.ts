import pino from 'pino'
import { afterEach, expect, test } from 'vitest'
import { type Listener, openListener } from '#test/feishu/listener.ts'

let at: Listener
afterEach(() => at.close())

const open = async (...given: Parameters<typeof openListener>) => {
  at = await openListener(...given)
}
const quick = { firstWaitMs: 20, longestWaitMs: 100, readyWithinMs: 300, frameGraceMs: 100 }
const hears = async (text: string) => {
  at.feishu.deeds.says(at.li, at.group, text)
  await at.hear((one) => one.kind === 'text' && one.text === text, `the text ${text}`)
}
const connected = () => at.until(() => at.platform.state().ready, 'connected')

test('it is connected when it has started, and says since when', async () => {
  await open()
  expect(at.platform.state()).toMatchObject({ ready: true, detail: expect.stringContaining('connected for') })
  await hears('早')
})

test('after a drop it connects again and hears', async () => {
  await open({}, { timing: quick })
  at.feishu.gateway.drop()
  await at.until(() => at.feishu.gateway.handshakes() === 2, 'a second connection')
  await connected()
  await hears('回来了')
})

test('a busy platform, a refusal, an answer without data and refused upgrades are all tried again', async () => {
  await open({}, { timing: quick })
  const { wire } = at.feishu.gateway
  wire.endpoint = [{ code: 1 }, { code: 1000040351 }, { code: 514 }, { code: 1000040350, bare: true }, { code: 403 }]
  wire.refusedUpgrades = 2
  at.feishu.faults.next('endpoint', { kind: 'status', status: 503 }, 2)
  at.feishu.gateway.drop()
  await at.until(() => !at.platform.state().ready, 'not connected')
  await at.until(() => at.feishu.gateway.handshakes() === 2, 'a second connection')
  await connected()
  await hears('通了')
})

test('a pong with nothing, a part, or nonsense in it is a pong: no complaint, and the pings keep their pace', async () => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  await open({ pingSeconds: 0.06 }, { timing: quick, log })
  const { wire } = at.feishu.gateway
  wire.pongs = ['', '{"PingInterval":1}', '{', 'null']
  await at.until(() => wire.pongs.length === 0, 'four pongs')
  await hears('还在')
  expect(lines).toEqual([])
})

test('wrong credentials are named, with the page where they are', async () => {
  await open({}, { timing: quick })
  at.feishu.gateway.wire.endpoint = Array.from({ length: 1_000 }, () => ({ code: 514 }))
  at.feishu.gateway.drop()
  await at.until(() => at.platform.state().detail.includes('FEISHU_APP_SECRET'), 'the reason')
  expect(at.platform.state()).toMatchObject({ ready: false, detail: expect.stringContaining('凭证与基础信息') })
})

test('an attempt on which nothing happens is given up and made again', async () => {
  await open({}, { timing: quick })
  at.feishu.faults.next('endpoint', { kind: 'hang' })
  at.feishu.gateway.drop()
  await at.until(() => at.platform.state().detail.includes('no connection within'), 'given up')
  await connected()
  await hears('又好了')
})

test('a connection that died without a word is noticed by its silence', async () => {
  await open({ pingSeconds: 0.1 }, { timing: quick })
  at.feishu.gateway.freeze()
  await at.until(() => at.feishu.gateway.handshakes() >= 2, 'a second connection')
  await connected()
  await hears('还在')
})

test('clicks as card frames, fragments, doubled and turned events all arrive once', async () => {
  await open({}, { timing: quick })
  Object.assign(at.feishu.gateway.wire, { hasCardFrames: true, fragments: 4, isDoubled: true, reverse: 3 })
  const { ref } = await at.platform.post(
    { id: at.group.id, kind: 'group' },
    {
      view: { blocks: [{ kind: 'actions', actions: [{ label: '帮助', command: 'help', args: { page: '2' } }] }] },
      lang: 'zh-CN',
      key: 'k',
    },
  )
  const sent = [1, 2, 3].map((n) => at.feishu.deeds.says(at.li, at.group, `第${n}条`))
  for (const { delivery } of sent) expect((await delivery?.settled)?.state).toBe('acked')
  at.feishu.gateway.wire.reverse = 0
  const message = at.feishu.world.messages.get(ref)
  if (!message) throw new Error('nothing was sent')
  const pressed = await at.feishu.deeds.presses(at.li, message, { value: { c: 'help', a: { page: '2' } } })
  expect(pressed.kind).toBe('answered')
  expect(at.heard.filter((one) => one.kind === 'text')).toHaveLength(3)
  expect(at.heard.filter((one) => one.kind === 'button')).toMatchObject([{ command: 'help', messageRef: ref }])
})

test('five calls at once ask for one token, and a revoked token is renewed without a failed call', async () => {
  await open({}, { timing: quick })
  const post = (key: string) =>
    at.platform.post(
      { id: at.group.id, kind: 'group' },
      { view: { blocks: [{ kind: 'text', text: key }] }, lang: 'zh-CN', key },
    )
  const tokens = () => at.feishu.calls.filter((call) => call.api === 'token').length
  expect(tokens()).toBe(1)
  at.feishu.revokeTokens()
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map(post))
  expect(tokens()).toBe(2)
  expect(at.feishu.sent()).toHaveLength(5)
})
