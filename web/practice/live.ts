import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type pg from 'pg'
import { listen } from '#db/practice/listen.ts'
import { lastChange, listChanges } from '#db/practice/posts.ts'
import type { Db } from '#db/schema.ts'
import type { Log } from '#kit/log.ts'
import { postJson } from './json.ts'

/** Proxies close what is silent for a minute; a page that hears nothing for two beats connects again. */
const BEAT_MS = 20_000
/** How soon a browser connects again. */
const RETRY_MS = 1_000
const BATCH = 200

/** One listening connection for all pages of this process. */
export type Live = {
  /** Resolves when something changed since the last call, or after `ms`. `closed` when the server goes. */
  wait(listener: Listener, ms: number): Promise<'rung' | 'beat' | 'closed'>
  join(): Listener
  leave(listener: Listener): void
  close(): Promise<void>
}
export type Listener = { rung: boolean; room: boolean; wake: (() => void) | undefined }

export async function openLive(pool: pg.Pool, schoolId: string, log: Log): Promise<Live> {
  const listeners = new Set<Listener>()
  let closed = false
  const ringAll = (room: boolean) => {
    for (const listener of listeners) {
      listener.rung = true
      listener.room ||= room
      listener.wake?.()
    }
  }
  const listening = await listen(
    pool,
    ['practice_post', 'practice_room'],
    (channel, school) => {
      if (school === undefined || school === schoolId) ringAll(channel === 'practice_room' && school !== undefined)
    },
    log,
  )
  return {
    join() {
      const listener: Listener = { rung: false, room: false, wake: undefined }
      listeners.add(listener)
      return listener
    },
    leave(listener) {
      listeners.delete(listener)
      listener.wake?.()
    },
    async wait(listener, ms) {
      if (!closed && !listener.rung && listeners.has(listener)) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const timer = setTimeout(resolve, ms)
        listener.wake = resolve
        await promise
        clearTimeout(timer)
        listener.wake = undefined
      }
      if (closed) return 'closed'
      const rung = listener.rung
      listener.rung = false
      return rung ? 'rung' : 'beat'
    },
    async close() {
      closed = true
      ringAll(false)
      await listening.stop()
    },
  }
}

/**
 * Follows the room as `person`: first what changed after `after`, then every change as it happens. Each event's id is
 * its change number, so a page that was away asks for exactly what it missed. Events: `post`, `room` (people changed),
 * `reset` (the number is from another database: load everything again).
 */
export function follow(
  c: Context,
  live: Live,
  from: { db: Db; log: Log; schoolId: string; person: string; after: number },
): Response {
  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (stream) => {
    const listener = live.join()
    stream.onAbort(() => live.leave(listener))
    try {
      await stream.writeSSE({ event: 'hello', data: '{}', retry: RETRY_MS })
      if (from.after > (await lastChange(from.db, from.schoolId))) {
        await stream.writeSSE({ event: 'reset', data: '{}' })
        return
      }
      let after = from.after
      while (!stream.aborted && !stream.closed) {
        const posts = await listChanges(from.db, { ...from, after, limit: BATCH })
        for (const post of posts) {
          after = post.change
          await stream.writeSSE({ event: 'post', id: String(post.change), data: JSON.stringify(postJson(post)) })
        }
        if (listener.room) {
          listener.room = false
          await stream.writeSSE({ event: 'room', data: '{}' })
        }
        if (posts.length === BATCH) continue
        const why = await live.wait(listener, BEAT_MS)
        if (why === 'closed') return
        if (why === 'beat') await stream.writeSSE({ event: 'beat', data: '{}' })
      }
    } catch (error) {
      from.log.warn({ err: error }, 'a live page was cut off; it will connect again')
    } finally {
      live.leave(listener)
    }
  })
}
