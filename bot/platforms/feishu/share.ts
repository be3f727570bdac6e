import { randomUUID } from 'node:crypto'
import { forgetPlaces, pausedFor, pausePlace, takePlace } from '#db/feishu/pace.ts'
import { countProcesses, leaveProcesses } from '#db/feishu/sending.ts'
import type { Db } from '#db/schema.ts'
import type { Log } from '#kit/log.ts'
import type { Common, Limits } from './limits.ts'

/** How often a process says that it sends, and how long it counts after it last did. In milliseconds. */
const BEAT_MS = 5_000
const STALE_MS = 15_000

export type Share = { stop(): Promise<void> }

/**
 * Divides the app's limits among the processes that send for it. Each says that it is there and takes one part of as many
 * as there are, so that together they never ask for more than the platform gives.
 */
export async function openShare(parts: { db: Db; appId: string; limits: Limits; log: Log }): Promise<Share> {
  const { db, appId, limits, log } = parts
  const processId = randomUUID()
  const beat = async () => {
    const processes = await countProcesses(db, appId, processId, STALE_MS)
    limits.shareAmong(processes)
    if (processes > 1) await forgetPlaces(db, appId)
  }
  await beat()
  let under: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    under = beat().catch((error) => log.warn({ err: error }, 'the number of feishu processes is not known'))
  }, BEAT_MS)
  return {
    async stop() {
      clearInterval(timer)
      await under
      await leaveProcesses(db, appId, processId).catch(() => undefined)
    },
  }
}

/** What the app's processes count together, in the database. */
export function commonPace(db: Db, appId: string): Common {
  return {
    take: (place, limit, spanMs) => takePlace(db, appId, place, limit, spanMs),
    pause: (place, forMs) => pausePlace(db, appId, place, forMs),
    paused: (places) => pausedFor(db, appId, places),
  }
}
