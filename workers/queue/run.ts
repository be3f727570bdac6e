import { DelayedError, UnrecoverableError } from 'bullmq'
import { isOutage } from '#db/outage.ts'
import { systemClock } from '#kit/clock.ts'
import { RetryLater, UserFacingError } from '#kit/errors.ts'
import { errorNumber } from '#kit/ids.ts'
import type { Log } from '#kit/log.ts'
import { type Handler, JOBS, type JobName, type JobPayload, type Outcome } from '../jobs.ts'
import type { QueuedJob } from './backend.ts'

/** A job that gave up: it is kept in the list of failed jobs under this number, which people are told. */
export type Failure = { name: JobName; payload: Record<string, unknown>; number: string; error: unknown }

export type RunContext = {
  log: Log
  /** Told once, when the last attempt has failed. Its own failure is logged and changes nothing. */
  errors: (failure: Failure) => Promise<void>
  /** Aborts when the process must leave; the job goes back and counts no attempt. */
  leaving: AbortSignal
}

/** While the database or Redis is away a job waits so long between looks, and counts no attempt. */
const OUTAGE_WAIT_MS = 2_000
/** So often may a job be put off because time would help; then it fails like any other, and its row's sweep goes on. */
const MAX_STARTS = 100

/**
 * Runs one job at the border between queue and handlers: parses the payload, and translates what is thrown.
 * UserFacingError fails once; RetryLater and outages put the job off and count no attempt; anything else is tried
 * `attempts` times and then kept as failed, with a number in the log.
 */
export async function runJob<N extends JobName>(
  handler: Handler<N>,
  job: QueuedJob,
  token: string | undefined,
  signal: AbortSignal | undefined,
  context: RunContext,
): Promise<Outcome> {
  const name = job.name as N
  const where = { job: name, id: job.id, ...job.data }
  const started = performance.now()
  const parsed = JOBS[name].payload.safeParse(job.data)
  if (!parsed.success) {
    const number = await giveUp(new Error('the payload does not fit the registry'), job, where, context)
    throw new UnrecoverableError(`${number} the payload does not fit the registry`)
  }
  const stop = signal ? AbortSignal.any([signal, context.leaving]) : context.leaving
  try {
    const outcome = await handler(parsed.data as JobPayload<N>, stop)
    const ms = Math.round(performance.now() - started)
    const level = 'skipped' in outcome ? 'debug' : 'info'
    context.log[level]({ ...where, ms, ...('skipped' in outcome && { skipped: outcome.skipped }) }, 'job')
    return outcome
  } catch (error) {
    if (context.leaving.aborted) return putOff(job, token, 0)
    if (error instanceof UserFacingError) {
      context.log.info({ ...where, code: error.code }, 'job refused')
      throw new UnrecoverableError(`${error.code}: ${error.sentence.en}`)
    }
    const waitMs = error instanceof RetryLater ? error.afterMs : isOutage(error) ? OUTAGE_WAIT_MS : undefined
    if (waitMs !== undefined && job.attemptsStarted < MAX_STARTS) {
      context.log.warn({ ...where, waitMs, why: error instanceof Error ? error.message : undefined }, 'job put off')
      return putOff(job, token, waitMs)
    }
    if (job.attemptsMade + 1 < JOBS[name].attempts) {
      context.log.error({ ...where, err: error, attempt: job.attemptsMade + 1 }, 'job failed, will be tried again')
      throw error
    }
    const number = await giveUp(error, job, where, context)
    throw new Error(`${number} ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

async function putOff(job: QueuedJob, token: string | undefined, waitMs: number): Promise<never> {
  await job.moveToDelayed(systemClock.now().getTime() + waitMs, token)
  throw new DelayedError()
}

async function giveUp(error: unknown, job: QueuedJob, where: object, { log, errors }: RunContext): Promise<string> {
  const number = errorNumber()
  log.error({ ...where, err: error, number }, 'job failed for good')
  try {
    await errors({ name: job.name, payload: job.data, number, error })
  } catch (cause) {
    log.error({ ...where, err: cause, number }, 'the failure could not be told')
  }
  return number
}
