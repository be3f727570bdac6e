import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertBotPost, markPost } from '#db/practice/bot-posts.ts'
import { type Deed, postText, recallPost } from '#db/practice/deeds.ts'
import { openWebRig, type WebRig } from '#test/web-rig.ts'
import { openWeb, type WebServer } from '../server.ts'

let rig: WebRig
let web: WebServer

beforeAll(async () => {
  rig = await openWebRig()
  web = await openWeb(rig.parts())
})
afterAll(async () => {
  await web.close()
  await rig.drop()
})

const deed = (person: string, chat = 'beike'): Deed => ({
  schoolId: 'sample',
  chat,
  person,
  key: randomUUID(),
  now: new Date(),
})

type Heard = { event: string; id: string | undefined; data: { id: number; chat: string; change: number; mark: string } }

/** Follows the room like a page does; `next(event)` resolves with the next event of that name. */
async function follow(as: string, after: number | string, headers: Record<string, string> = {}) {
  const stop = new AbortController()
  const response = await fetch(`${web.url}practice/api/live?as=${as}&after=${after}`, { signal: stop.signal, headers })
  if (!response.body) throw new Error('no stream')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const one = async (): Promise<Heard> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const lines = new Map(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => line.split(/: (.*)/s) as [string, string]),
        )
        text = text.slice(end + 2)
        return { event: lines.get('event') ?? '', id: lines.get('id'), data: JSON.parse(lines.get('data') ?? '{}') }
      }
      const { value, done } = await reader.read()
      if (done) return { event: 'end', id: undefined, data: { id: 0, chat: '', change: 0, mark: '' } }
      text += value
    }
  }
  return {
    async next(event: string): Promise<Heard> {
      for (;;) {
        const heard = await one()
        if (heard.event === event || heard.event === 'end') return heard
      }
    },
    stop: () => stop.abort(),
  }
}

async function cursor(): Promise<number> {
  const room = await fetch(`${web.url}practice/api/room?as=li`)
  return ((await room.json()) as { after: number }).after
}

test('a post, its mark and its recall arrive as they happen', async () => {
  const page = await follow('wang', await cursor())
  const mine = deed('li')
  const id = await postText(rig.db, mine, '早上好')
  expect((await page.next('post')).data).toMatchObject({ id, mark: null })
  await markPost(rig.db, { schoolId: 'sample', chat: 'beike', id }, 'received')
  expect((await page.next('post')).data).toMatchObject({ id, mark: 'received' })
  await recallPost(rig.db, { ...mine, key: randomUUID() }, id)
  expect((await page.next('post')).data).toMatchObject({ id, body: {} })
  page.stop()
})

test('a page that was away gets exactly what it missed', async () => {
  const before = await cursor()
  const ids = []
  for (const text of ['一', '二', '三']) ids.push(await postText(rig.db, deed('li'), text))
  const page = await follow('wang', before)
  const heard = []
  for (const _ of ids) heard.push(await page.next('post'))
  page.stop()
  expect(heard.map((one) => one.data.id)).toEqual(ids)
  const again = await follow('wang', 0, { 'last-event-id': heard[1]?.id ?? '' })
  expect((await again.next('post')).data.id).toBe(ids[2])
  again.stop()
})

test('what is private to one person is never sent to another', async () => {
  const page = await follow('wang', await cursor())
  const secret = { schoolId: 'sample', chat: 'direct:li', key: randomUUID(), view: { blocks: [] }, lang: 'zh-CN' }
  await insertBotPost(rig.db, secret, new Date())
  await postText(rig.db, deed('li', 'direct:li'), '我的积分')
  const open = await postText(rig.db, deed('li'), '公开的')
  expect((await page.next('post')).data.id).toBe(open)
  page.stop()
})

test('changes of many writers at once are all told, each with a higher number', async () => {
  const page = await follow('wang', await cursor())
  const ids = await Promise.all(Array.from({ length: 40 }, (_, index) => postText(rig.db, deed('li'), `${index}`)))
  const heard = []
  for (const _ of ids) heard.push((await page.next('post')).data)
  page.stop()
  expect(new Set(heard.map((one) => one.id))).toEqual(new Set(ids))
  const changes = heard.map((one) => one.change)
  expect(changes).toEqual([...changes].sort((one, other) => one - other))
})

test('a page with a number from another database is told to load again', async () => {
  const page = await follow('wang', (await cursor()) + 1_000_000)
  expect((await page.next('reset')).event).toBe('reset')
  page.stop()
})

test('a listening connection that the database cuts is replaced, and nothing is missed', async () => {
  const page = await follow('wang', await cursor())
  const { rows } = await rig.pool.query<{ count: number }>(
    `select count(pg_terminate_backend(pid)) as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and query like 'listen%'`,
  )
  expect(rows[0]?.count).toBeGreaterThan(0)
  const id = await postText(rig.db, deed('li'), '断线期间')
  expect((await page.next('post')).data.id).toBe(id)
  page.stop()
})

test('a taken port is said with what to do', async () => {
  const port = new URL(web.url).port
  await expect(openWeb(rig.parts({ env: { PORT: port } }))).rejects.toMatchObject({
    name: 'OperatorError',
    message: expect.stringContaining(`Port ${port} is already taken`),
    whereToLook: expect.stringContaining('PORT='),
  })
})

test('the server closes although pages are following', async () => {
  const parts = rig.parts()
  const other = await openWeb(parts)
  const response = await fetch(`${other.url}practice/api/live?as=li&after=0`)
  await other.close()
  await expect(response.text()).resolves.toContain('event: hello')
})
