import type { Log } from '#kit/log.ts'
import type { JobName } from '../jobs.ts'
import type { BullQueue } from './backend.ts'
import { jobOptions } from './ring.ts'

/** What runs on a schedule, all of it on queue `work`. Cron is read in the school's zone. */
const SCHEDULES = [
  { name: 'post.due', cron: '* * * * *', periodMs: 60_000 },
  { name: 'night.run', cron: '*/5 * * * *', periodMs: 300_000 },
  { name: 'row.sweep', everyMs: 15_000, periodMs: 15_000 },
] as const satisfies readonly { name: JobName; cron?: string; everyMs?: number; periodMs: number }[]

/** How often to look whether the schedules are still there. */
const WATCH_MS = 20_000
/** A next run this many periods away, in either direction, means that the chain broke or the clock was moved. */
const TOLERANCE = 3

/**
 * Keeps the schedules alive until the returned function is called. A scheduler's next run is made by the run before,
 * so a Redis that lost its memory, a crash between the two or a clock that was set back would end it for good: any
 * process that works the queue looks every 20 s and puts it right. Any number of processes may.
 */
export async function keepSchedules(queue: BullQueue, given: Given): Promise<() => void> {
  await putRight(queue, given)
  const timer = setInterval(() => {
    putRight(queue, given).catch((error) => given.log.warn({ err: error }, 'the schedules could not be checked'))
  }, WATCH_MS)
  timer.unref()
  return () => clearInterval(timer)
}

export type Given = {
  /** The school's zone, in which cron is read. */
  zone: string
  log: Log
  /** The time of the machine, by which the queue makes its runs. */
  now: () => Date
  /** Which schedules are kept. */
  which: Which
}

/**
 * `sweep` leaves out what comes at a time of day, because the queue goes by the machine's clock: whoever runs a school
 * on another clock starts the nights and the posts that are due by that one.
 */
export type Which = 'all' | 'sweep'

/** One look at every schedule; returns the names of those that had to be made anew. */
export async function putRight(queue: BullQueue, { zone, log, now, which }: Given): Promise<JobName[]> {
  const made: JobName[] = []
  for (const schedule of SCHEDULES) {
    if (which === 'sweep' && 'cron' in schedule) continue
    const repeat = 'cron' in schedule ? { pattern: schedule.cron, tz: zone } : { every: schedule.everyMs }
    const current = await queue.getJobScheduler(schedule.name)
    const distance = Math.abs((current?.next ?? Number.POSITIVE_INFINITY) - now().getTime())
    const sameZone = !('cron' in schedule) || current?.tz === zone
    if (current && sameZone && distance <= schedule.periodMs * TOLERANCE) continue
    await queue.upsertJobScheduler(schedule.name, repeat, {
      name: schedule.name,
      data: {},
      opts: jobOptions(schedule.name),
    })
    made.push(schedule.name)
    log.info({ schedule: schedule.name }, current ? 'schedule put right' : 'schedule made')
  }
  return made
}
