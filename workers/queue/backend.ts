import type { Job, JobsOptions, Processor, RepeatOptions, WorkerOptions } from 'bullmq'
import type { Log } from '#kit/log.ts'
import type { JobName, QueueName } from '../jobs.ts'

/** What is in the queue: ids by name, checked against the registry when it comes out. */
export type Payload = Record<string, unknown>
/** What a finished job leaves: nothing, or why it had nothing to do. */
export type Result = { done: true } | { skipped: string }
export type QueuedJob = Pick<
  Job<Payload, Result, JobName>,
  | 'id'
  | 'name'
  | 'data'
  | 'opts'
  | 'timestamp'
  | 'processedOn'
  | 'finishedOn'
  | 'attemptsMade'
  | 'attemptsStarted'
  | 'failedReason'
  | 'moveToDelayed'
  | 'retry'
  | 'remove'
>

/** The part of BullMQ's Queue that we use; the same on both backends. */
export type BullQueue = {
  add(name: JobName, data: Payload, options?: JobsOptions): Promise<unknown>
  getJob(id: string): Promise<QueuedJob | undefined>
  getFailed(start: number, end: number): Promise<QueuedJob[]>
  getJobCounts(
    ...states: ('waiting' | 'active' | 'delayed' | 'failed' | 'prioritized')[]
  ): Promise<Record<string, number>>
  getJobScheduler(id: string): Promise<{ next?: number; pattern?: string; tz?: string; every?: number } | undefined>
  upsertJobScheduler(
    id: string,
    repeat: Omit<RepeatOptions, 'key'>,
    template: { name: JobName; data: Payload; opts: JobsOptions },
  ): Promise<unknown>
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

export type BullWorker = {
  waitUntilReady(): Promise<unknown>
  close(force?: boolean): Promise<void>
}

export type BullProcessor = Processor<Payload, Result, JobName>
export type BullWorkerOptions = Omit<WorkerOptions, 'connection'>

/** A place where queues can live. `openRedis` and `openPostgres` make one; everything above is the same code. */
export type Backend = {
  readonly kind: 'postgres' | 'redis'
  queue(name: QueueName): BullQueue
  worker(name: QueueName, run: BullProcessor, options: BullWorkerOptions): BullWorker
  /** Resolves with the server's version when it answers. */
  ping(): Promise<string>
  close(): Promise<void>
}

/**
 * Connection troubles come by the hundred while a server is away: one line for the first, then at most one every ten
 * seconds with how many were swallowed.
 */
export function calmly(log: Log, source: string): (error: Error) => void {
  let last = Number.NEGATIVE_INFINITY
  let swallowed = 0
  return (error) => {
    const now = performance.now()
    if (now - last < 10_000) {
      swallowed += 1
      return
    }
    log.warn({ source, why: error.message, swallowed }, 'queue trouble')
    last = now
    swallowed = 0
  }
}

/** Queue events serve nobody here: keep few, they are rows or stream entries. */
export const EVENTS_KEPT = 100
