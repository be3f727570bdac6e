import type { Log } from '#kit/log.ts'
import type { Handler, Handlers, JobName, QueueName, Ring } from './jobs.ts'
import type { Backend, BullQueue, BullWorker, QueuedJob } from './queue/backend.ts'
import { migratePostgresQueues, openPostgres } from './queue/postgres.ts'
import { openRedis } from './queue/redis.ts'
import { makeRing } from './queue/ring.ts'
import { type Failure, runJob } from './queue/run.ts'
import { keepSchedules, type Which } from './queue/schedule.ts'

export type QueueOptions = {
  /** Set: the queues live in this Redis. Not set: in the database. */
  redisUrl?: string | undefined
  databaseUrl: string
  log: Log
  /** Told when a job has failed for good, so that a person can be told its number. */
  errors?: (failure: Failure) => Promise<void>
  /** Keeps apart what shares a Redis. */
  prefix?: string
}

export type FailedJob = { id: string; name: JobName; payload: Record<string, unknown>; reason: string; at: Date }
export type QueueCounts = Record<QueueName, { waiting: number; active: number; delayed: number; failed: number }>

export type Queues = {
  readonly backend: Backend['kind']
  ring: Ring
  /** Begins to work a queue in this process, at most `concurrency` jobs at once. Resolves when it listens. */
  work<Q extends QueueName>(queue: Q, handlers: Handlers<Q>, options: { concurrency: number }): Promise<void>
  /** Keeps the schedules of queue `work` in the school's zone. Every process that works that queue calls it. */
  schedule(zone: string, now: () => Date, which: Which): Promise<void>
  counts(): Promise<QueueCounts>
  /** Newest first, at most 100 of each queue. */
  failed(): Promise<FailedJob[]>
  /** Puts a failed job back; false when there is none with this id. */
  retryFailed(id: string): Promise<boolean>
  /** The backend's version, when it answers. Throws when it does not. */
  ping(): Promise<string>
  /** Takes no more jobs, waits for those under way, aborts them after 8 s, is done within 10 s. */
  close(): Promise<void>
}

const QUEUES = ['bot', 'work'] as const satisfies readonly QueueName[]
/**
 * A killed process's lock ends after 5 s; a stall check marks the job, the one after it takes it back: 5 to 10 s in all.
 * BullMQ's defaults of 30 s leave it for a minute and more.
 */
const LOCK_MS = 5_000
const STALL_CHECK_MS = 2_500
/** A job whose process was killed so often is failed: it may be what kills them. Its row's sweep goes on, slowly. */
const MAX_KILLED = 10
/** While a server is away, workers look so often. */
const AWAY_MS = 1_000
const ABORT_AFTER_MS = 8_000
const FORCE_AFTER_MS = 9_300
const FAREWELL_MS = 500

/** The one way to the queues, on either backend. Throws UserFacingError when Redis does not answer. */
export async function openQueues(options: QueueOptions): Promise<Queues> {
  const { log, redisUrl, databaseUrl, errors = async () => undefined, prefix = 'gongxiang' } = options
  const backend = redisUrl ? await openRedis(redisUrl, log, prefix) : openPostgres(databaseUrl, log)
  const queues: Record<QueueName, BullQueue> = { bot: backend.queue('bot'), work: backend.queue('work') }
  await Promise.all(QUEUES.map((name) => queues[name].waitUntilReady()))
  const workers: BullWorker[] = []
  const endings: (() => void)[] = []
  const leaving = new AbortController()
  let closing: Promise<void> | undefined

  return {
    backend: backend.kind,
    ring: makeRing(queues, log),
    async work(name, handlers, { concurrency }) {
      const byName = new Map<string, Handler<never>>(Object.entries(handlers))
      const worker = backend.worker(
        name,
        (job, token, signal) => {
          const handler = byName.get(job.name)
          if (!handler) throw new Error(`nobody handles ${job.name} on queue ${name}`)
          return runJob(handler, job, token, signal, { log, errors, leaving: leaving.signal })
        },
        {
          concurrency,
          lockDuration: LOCK_MS,
          stalledInterval: STALL_CHECK_MS,
          maxStalledCount: MAX_KILLED,
          runRetryDelay: AWAY_MS,
          drainDelay: 5,
        },
      )
      workers.push(worker)
      await worker.waitUntilReady()
    },
    async schedule(zone, now, which) {
      endings.push(await keepSchedules(queues.work, { zone, log, now, which }))
    },
    async counts() {
      const each = await Promise.all(QUEUES.map(async (name) => [name, await countsOf(queues[name])] as const))
      return Object.fromEntries(each) as QueueCounts
    },
    async failed() {
      const each = await Promise.all(
        QUEUES.map(async (name) => (await queues[name].getFailed(0, 99)).map((job) => failedJob(name, job))),
      )
      return each.flat().sort((a, b) => b.at.getTime() - a.at.getTime())
    },
    async retryFailed(id) {
      const [name, ...rest] = id.split('/')
      if (name !== 'bot' && name !== 'work') return false
      const job = (await queues[name].getFailed(0, -1)).find((one) => one.id === rest.join('/'))
      await job?.retry('failed')
      return job !== undefined
    },
    ping: () => backend.ping(),
    close() {
      closing ??= close()
      return closing
    },
  }

  async function close(): Promise<void> {
    for (const end of endings) end()
    const abort = setTimeout(() => leaving.abort(new Error('the process is leaving')), ABORT_AFTER_MS)
    await within(FORCE_AFTER_MS, Promise.allSettled(workers.map((worker) => worker.close())))
    clearTimeout(abort)
    const rest = Promise.allSettled(QUEUES.map((name) => queues[name].close())).then(() => backend.close())
    // A server that is away can not be taken leave of: whatever is left ends with the process.
    await within(FAREWELL_MS, rest)
  }
}

/** Brings the queue's own tables up to date; nothing to do for Redis. Run with the other migrations. */
export async function migrateQueues(databaseUrl: string): Promise<void> {
  await migratePostgresQueues(databaseUrl)
}

/** Waits for `work`, but no longer than `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise]).finally(() => clearTimeout(timer))
}

async function countsOf(queue: BullQueue): Promise<QueueCounts[QueueName]> {
  const {
    waiting = 0,
    prioritized = 0,
    active = 0,
    delayed = 0,
    failed = 0,
  } = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed')
  return { waiting: waiting + prioritized, active, delayed, failed }
}

function failedJob(queue: QueueName, job: QueuedJob): FailedJob {
  return {
    id: `${queue}/${job.id}`,
    name: job.name,
    payload: job.data,
    reason: job.failedReason ?? '?',
    at: new Date(job.finishedOn ?? job.timestamp),
  }
}

export type { Failure }
