import type pg from 'pg'
import type { Log } from '#kit/log.ts'

export type Listening = { ready(): boolean; stop(): Promise<void> }

/** How long to wait before the next try to reach a database that is gone. In milliseconds. */
const RECONNECT_MS = [100, 500, 1_000, 2_000]

/**
 * Hears NOTIFY on `channels` through one connection of the pool. `heard(channel, payload)` is called for each, and
 * with `payload` undefined for every channel whenever the connection is new: something may have been missed, so look
 * at the rows. Survives a database that goes away and returns. Resolves when the first connection listens.
 */
export async function listen(
  pool: pg.Pool,
  channels: readonly string[],
  heard: (channel: string, payload: string | undefined) => void,
  log: Log,
): Promise<Listening> {
  let client: pg.PoolClient | undefined
  let stopped = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  const connect = async () => {
    const next = await pool.connect()
    const lost = (error?: Error) => {
      if (client !== next) return
      client = undefined
      next.release(true)
      if (stopped) return
      log.warn({ err: error?.message }, 'the listening connection is gone')
      later()
    }
    next.on('error', lost)
    next.on('end', () => lost())
    next.on('notification', (note) => heard(note.channel, note.payload))
    try {
      for (const channel of channels) await next.query(`listen ${next.escapeIdentifier(channel)}`)
    } catch (error) {
      next.release(true)
      throw error
    }
    if (stopped) {
      next.release(true)
      return
    }
    client = next
    failures = 0
    for (const channel of channels) heard(channel, undefined)
  }
  const later = () => {
    const wait = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)]
    failures += 1
    timer = setTimeout(() => {
      if (!stopped) connect().catch(later)
    }, wait)
  }

  await connect()
  return {
    ready: () => client !== undefined,
    async stop() {
      stopped = true
      clearTimeout(timer)
      const last = client
      client = undefined
      last?.release(true)
    },
  }
}
