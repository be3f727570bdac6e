import type { JobsOptions } from 'bullmq'
import type { Log } from '#kit/log.ts'
import { JOBS, type JobName, type Ring } from '../jobs.ts'
import type { BullQueue, Payload } from './backend.ts'

/** Failed jobs are kept for two weeks, at most a thousand per queue: a person must be able to read the list. */
const FAILED_KEPT = { age: 14 * 24 * 3_600, count: 1_000 }

/** Attempts and backoff from the registry. Finished jobs leave no trace: the row says what came of it. */
export function jobOptions(name: JobName): JobsOptions {
  const { attempts, backoffMs } = JOBS[name]
  return {
    attempts,
    backoff: { type: 'exponential', delay: backoffMs, jitter: 0.2 },
    removeOnComplete: true,
    removeOnFail: FAILED_KEPT,
    stackTraceLimit: 0,
  }
}

/**
 * The same bell twice is one job. The key is not the job's id, because a job id also blocks while the job runs or
 * when it is kept as failed, and then the ring would be lost: with `keepLastIfActive` a ring during a run makes one
 * more run, and a failed or finished job frees its key. A key whose job is gone is taken over.
 */
export function bellKey(name: JobName, payload: Payload): string {
  return [name, ...Object.values(payload)].join('-')
}

/** Rings. Never throws: whoever rings has committed the row, and the sweep rings again. */
export function makeRing(queues: Record<'bot' | 'work', BullQueue>, log: Log): Ring {
  return async (name, payload) => {
    try {
      await queues[JOBS[name].queue].add(name, payload, {
        ...jobOptions(name),
        deduplication: { id: bellKey(name, payload), keepLastIfActive: true },
      })
    } catch (error) {
      const where: Payload = payload
      log.warn({ err: error, job: name, ...where }, 'the bell could not be rung; the sweep will ring again')
    }
  }
}
