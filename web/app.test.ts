import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { insertBotPost } from '#db/practice/bot-posts.ts'
import { listWaitingEvents } from '#db/practice/events.ts'
import { openWebRig, type WebRig } from '#test/web-rig.ts'
import { makeApp } from './app.ts'
import type { ErrorBody } from './errors.ts'
import { openGuard } from './guard.ts'
import type { postJson } from './practice/json.ts'
import type { Live } from './practice/live.ts'
import type { describeRoom } from './practice/room.ts'

let rig: WebRig
let app: Hono

const nobody: Live = {
  join: () => ({ rung: false, room: false, wake: undefined }),
  leave: () => undefined,
  wait: async () => 'closed',
  close: async () => undefined,
}
const open = (more: Parameters<WebRig['parts']>[0] = {}) => {
  const parts = rig.parts(more)
  return makeApp(parts, { guard: openGuard(parts.env, 'the-token'), live: nobody })
}
const at = async (path: string, init: RequestInit = {}) =>
  app.request(`http://localhost:3000${path}`, {
    ...init,
    headers: { host: 'localhost:3000', ...(init.headers as Record<string, string>) },
  })
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  at(`/practice/api${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
const key = () => randomUUID()
const read = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T
const room = (as: string) => read<Awaited<ReturnType<typeof describeRoom>>>(at(`/practice/api/room?as=${as}`))
const postsOf = (as: string, chat: string) =>
  read<{ posts: ReturnType<typeof postJson>[] }>(at(`/practice/api/chats/${chat}/posts?as=${as}`))

beforeAll(async () => {
  rig = await openWebRig()
})
afterAll(() => rig.drop())
beforeEach(async () => {
  await rig.db.deleteFrom('practice_event').execute()
  await rig.db.deleteFrom('practice_post').execute()
  app = open()
})

describe('health', () => {
  test('is 200 when every part is ready and 503 naming what is down', async () => {
    expect(await (await at('/livez')).json()).toEqual({ live: true })
    const good = await at('/healthz')
    expect(good.status).toBe(200)
    expect(await good.json()).toMatchObject({ live: true, ready: true, down: [] })
    rig.health.redis = { ready: false, detail: 'connection refused' }
    const bad = await at('/healthz')
    delete rig.health.redis
    expect(bad.status).toBe(503)
    expect(await bad.json()).toMatchObject({ live: true, ready: false, down: ['redis'] })
  })
})

describe('the page', () => {
  test('comes with a policy that allows no inline script and no framing', async () => {
    const page = await at('/')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("frame-ancestors 'none'")
    const html = await page.text()
    expect(html).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style="/)
  })

  test('static files are served by plain name only, and again only when changed', async () => {
    const script = await at('/static/room.js')
    expect(script.headers.get('content-type')).toContain('text/javascript')
    const etag = script.headers.get('etag') ?? ''
    expect((await at('/static/room.js', { headers: { 'if-none-match': etag } })).status).toBe(304)
    for (const name of ['..%2fapp.ts', '%2e%2e%2fguard.ts', 'room.ts', 'nothing.js']) {
      expect((await at(`/static/${name}`)).status).toBe(404)
    }
  })

  test('without the practice room there is a landing page and no room', async () => {
    const { practice: _off, ...parts } = rig.parts()
    app = makeApp(parts, undefined)
    expect(await (await at('/')).text()).toContain('PRACTICE=on')
    expect((await at('/practice/api/room')).status).toBe(404)
  })
})

describe('who may enter', () => {
  test('a website that reaches us under its own name is refused', async () => {
    const rebound = await at('/practice/api/room', { headers: { host: 'evil.example:3000' } })
    expect(rebound.status).toBe(403)
    expect(await rebound.json()).toMatchObject({ error: { code: 'host_unknown' } })
  })

  test('a change that another website asks for is refused', async () => {
    const deed = { as: 'li', chat: 'beike', key: key(), text: '大家好' }
    expect((await post('/posts', deed, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post('/posts', deed, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await post('/posts', deed, { origin: 'null' })).status).toBe(403)
    expect((await post('/posts', deed, { origin: 'http://localhost:3000' })).status).toBe(201)
  })

  test('off this machine the token is needed, once in the address and then as a cookie', async () => {
    app = open({ env: { HOST: '0.0.0.0' } })
    const headers = { host: '192.168.1.9:3000' }
    expect((await at('/', { headers })).status).toBe(403)
    expect((await at('/?token=wrong', { headers })).status).toBe(403)
    const first = await at('/?token=the-token', { headers })
    expect(first.status).toBe(303)
    const cookie = first.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    const again = await at('/practice/api/room', { headers: { ...headers, cookie: cookie.split(';')[0] ?? '' } })
    expect(again.status).toBe(200)
  })

  test('behind a proxy, or with a public address, the token is needed too', async () => {
    expect((await at('/', { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(403)
    app = open({ env: { PUBLIC_URL: 'https://gongxiang.example.cn' } })
    expect((await at('/')).status).toBe(403)
  })
})

describe('the room', () => {
  test('says who one can be, and shows chats only to somebody', async () => {
    const stranger = await room('nobody')
    expect(stranger.people.map((one) => one.name)).toEqual(['李老师', '王老师', '张老师', '陈组长', '赵主任', '小明'])
    expect(stranger.chats).toEqual([])
    const li = await room('li')
    expect(li.chats.map((one) => one.id)).toEqual(['beike', 'yingyu', 'direct:li'])
    expect(Object.keys(li.commands[0] ?? {})).toEqual(['name', 'aliases', 'summary', 'usage', 'who'])
  })

  test('a text that is sent twice with one key is one post and one event', async () => {
    const deed = { as: 'li', chat: 'beike', key: key(), text: '大家好' }
    const [first, second] = await Promise.all([post('/posts', deed), post('/posts', deed)])
    expect(await first.json()).toEqual(await second.json())
    expect((await postsOf('wang', 'beike')).posts).toHaveLength(1)
    expect(await listWaitingEvents(rig.db, 'sample', undefined, 10)).toHaveLength(1)
  })

  test('nobody reads or writes another person’s direct chat', async () => {
    expect((await post('/posts', { as: 'li', chat: 'direct:li', key: key(), text: '我的积分' })).status).toBe(201)
    expect((await postsOf('wang', 'direct:li')).posts).toEqual([])
    const intruder = await post('/posts', { as: 'wang', chat: 'direct:li', key: key(), text: '是我' })
    expect(intruder.status).toBe(404)
    expect(await intruder.json()).toMatchObject({ error: { code: 'chat_unknown' } })
  })

  test('one recalls one’s own message only, and its text is gone for everybody', async () => {
    const { id } = await read<{ id: number }>(post('/posts', { as: 'li', chat: 'beike', key: key(), text: '说错了' }))
    expect((await post('/recalls', { as: 'wang', chat: 'beike', key: key(), post: id })).status).toBe(403)
    expect((await post('/recalls', { as: 'li', chat: 'beike', key: key(), post: id })).status).toBe(201)
    const { posts } = await postsOf('wang', 'beike')
    expect(posts[0]).toMatchObject({ id, body: {} })
    expect(posts[0]?.recalledAt).not.toBeNull()
  })

  test('a wrong request names the wrong fields in both languages', async () => {
    const answer = await post('/posts', { as: 'li', key: 'x', text: 5 })
    expect(answer.status).toBe(400)
    const { error } = await read<ErrorBody>(answer)
    expect(error.code).toBe('request_wrong')
    expect(error.message.zh).toContain('chat, key, text')
    expect(error.message.en).toContain('chat, key, text')
  })

  test('a new person joins with a role and is somebody at once', async () => {
    const joined = await post('/people', { key: key(), name: '  孙老师\u202E ', role: 'teacher' })
    const { id, name } = await read<{ id: string; name: string }>(joined)
    expect(name).toBe('孙老师')
    expect((await room(id)).me?.name).toBe('孙老师')
    expect((await post('/people', { key: key(), name: '\u200b', role: 'teacher' })).status).toBe(400)
  })
})

describe('files', () => {
  const send = (query: Record<string, string>, body: Uint8Array<ArrayBuffer> | string | null) =>
    at(`/practice/api/files?${new URLSearchParams({ as: 'li', chat: 'beike', key: key(), ...query })}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/octet-stream' },
    })

  test('come back byte for byte under their own name, as a download', async () => {
    const bytes = new Uint8Array(200_000).map((_, index) => index % 251)
    const { id } = await read<{ id: number }>(send({ name: '三年级《分数》教案.docx' }, bytes))
    const { posts } = await postsOf('wang', 'beike')
    const file = posts[0]?.file
    expect(file).toMatchObject({ name: '三年级《分数》教案.docx', size: bytes.length })
    const got = await at(`/practice/api/files/${id}/${file?.sha256}?as=wang`)
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes)
    expect(got.headers.get('content-disposition')).toBe(
      `attachment; filename="_________.docx"; filename*=UTF-8''${encodeURIComponent('三年级《分数》教案')}.docx`,
    )
    expect(got.headers.get('x-content-type-options')).toBe('nosniff')
    expect(got.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('above the limit are refused by declared size or by bytes, with a sentence that stays for the sender', async () => {
    const declared = await send({ name: '录像.mp4', size: String(5_000_000) }, null)
    const sent = await send({ name: '录像2.mp4' }, new Uint8Array(1_048_577))
    for (const answer of [declared, sent]) {
      expect(answer.status).toBe(413)
      expect(await answer.json()).toMatchObject({ error: { code: 'file_too_large' } })
    }
    const mine = (await postsOf('li', 'beike')).posts
    expect(mine.map((one) => one.kind)).toEqual(['system', 'system'])
    expect(mine[0]?.body.sentence?.zh).toBe('《录像.mp4》：文件超过 1 MB，没有收录。')
    expect((await postsOf('wang', 'beike')).posts).toEqual([])
    expect(await listWaitingEvents(rig.db, 'sample', undefined, 10)).toEqual([])
  })

  test('that are empty reach the bot, which answers them', async () => {
    expect((await send({ name: '空.docx', size: '0' }, null)).status).toBe(201)
    const [event] = await listWaitingEvents(rig.db, 'sample', undefined, 10)
    expect(event?.body.file).toMatchObject({ name: '空.docx', size: 0, sha256: null })
  })

  test('from nobody or into a chat that is not there store nothing', async () => {
    expect((await send({ name: 'a.txt', as: 'nobody' }, 'x')).status).toBe(404)
    expect((await send({ name: 'a.txt', chat: 'nowhere' }, 'x')).status).toBe(404)
    expect((await send({ name: 'a.txt', chat: 'direct:wang' }, 'x')).status).toBe(404)
  })

  test('of somebody else’s card cannot be fetched by their hash', async () => {
    const stored = await rig.blobs.put('sample', Readable.from(['秘密']), { maxBytes: 99 })
    const view = { blocks: [{ kind: 'file', resource: 1, name: '卷子.txt', size: 6, sha256: stored.sha256 }] }
    const id = await insertBotPost(
      rig.db,
      { schoolId: 'sample', chat: 'direct:li', key: key(), view, lang: 'zh-CN' },
      new Date(),
    )
    const link = (as: string, hash = stored.sha256) => at(`/practice/api/files/${id}/${hash}?as=${as}`)
    expect((await link('li')).status).toBe(200)
    expect((await link('wang')).status).toBe(404)
    expect((await link('li', '0'.repeat(64))).status).toBe(404)
  })

  test('the samples are shared by their authors, and loading twice shares them once', async () => {
    const path = join(rig.dir, '示例.txt')
    await writeFile(path, '一份示例')
    app = open({ samples: [{ name: '示例.txt', path, author: '王老师', mediaType: 'text/plain' }] })
    for (let time = 0; time < 2; time += 1) {
      expect((await post('/samples', { name: '示例.txt', chat: 'beike' })).status).toBe(201)
    }
    const { posts } = await postsOf('li', 'beike')
    expect(posts).toHaveLength(1)
    expect(posts[0]?.author).toEqual({ id: 'wang', name: '王老师' })
    expect(await (await at('/practice/api/samples')).json()).toEqual({ samples: [{ name: '示例.txt', loaded: true }] })
  })
})
