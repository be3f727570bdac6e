import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'

export type Post = {
  id: number
  kind: string
  author: string
  replyTo: { id: number } | null
  mark: string | null
  body: unknown
}

/** A page of the practice room without the browser: speaks its API and follows its live stream. */
export type Room = {
  /** Shares a file; resolves with the post's id when the server has taken it. */
  share(name: string, bytes: Uint8Array): Promise<number>
  say(text: string): Promise<number>
  /** Resolves when the live stream shows a post that answers `test`. Rejects after `ms`. */
  see(test: (post: Post) => boolean, ms?: number): Promise<void>
  close(): void
}

export async function openRoom(base: string, as: string, chat: string): Promise<Room> {
  const api = `${base}/practice/api`
  const stop = new AbortController()
  const seen: Post[] = []
  const watchers = new Set<() => void>()
  let keys = 0
  const prefix = `bench-${process.pid}-${Math.round(performance.now() * 1000)}`
  const key = () => `${prefix}-${++keys}`.slice(0, 64)
  const live = await fetch(`${api}/live?as=${as}&after=0`, { signal: stop.signal })
  if (!live.body) throw new Error('no live stream')
  void follow(live.body, (post) => {
    seen.push(post)
    for (const look of watchers) look()
  }).catch((error) => {
    if (!stop.signal.aborted) throw error
  })
  const idOf = async (response: Response) => {
    if (response.status !== 201) throw new Error(`the room answered ${response.status}: ${await response.text()}`)
    return ((await response.json()) as { id: number }).id
  }
  return {
    async share(name, bytes) {
      const query = new URLSearchParams({ as, chat, key: key(), name, size: String(bytes.length) })
      const headers = { 'content-type': 'application/octet-stream' }
      return idOf(
        await fetch(`${api}/files?${query}`, { method: 'POST', headers, body: bytes as Uint8Array<ArrayBuffer> }),
      )
    },
    async say(text) {
      const body = JSON.stringify({ as, chat, key: key(), text })
      return idOf(
        await fetch(`${api}/posts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      )
    },
    see(test, ms = 60_000) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      let from = 0
      const timer = setTimeout(() => end(() => reject(new Error(`not seen within ${ms} ms`))), ms)
      const end = (settle: () => void) => {
        clearTimeout(timer)
        watchers.delete(look)
        settle()
      }
      const look = () => {
        while (from < seen.length) {
          const post = seen[from]
          from += 1
          if (post && test(post)) return end(resolve)
        }
      }
      watchers.add(look)
      look()
      return promise
    },
    close: () => stop.abort(),
  }
}

async function follow(body: ReadableStream<Uint8Array>, on: (post: Post) => void): Promise<void> {
  const stream = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])
  stream.on('error', () => undefined)
  const lines = createInterface({ input: stream })
  let event = ''
  lines.on('line', (line) => {
    if (line.startsWith('event:')) event = line.slice(6).trim()
    else if (line.startsWith('data:') && event === 'post') on(JSON.parse(line.slice(5)) as Post)
  })
  await once(lines, 'close')
}
