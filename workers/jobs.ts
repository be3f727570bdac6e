import { z } from 'zod'

/**
 * The one list of jobs. A payload is ids; the subject is a row, committed before the bell is rung, so a lost job costs
 * nothing: the sweep rings again. Names are chosen once; renaming one would orphan what is queued.
 */
const ids = { schoolId: z.string().min(1) }

export const JOBS = {
  /** Fetch the bytes from the platform into the file store. Handled in bot/deliver.ts: only a platform can fetch. */
  'file.fetch': {
    queue: 'bot',
    payload: z.object({ ...ids, uploadId: z.number().int() }),
    attempts: 6,
    backoffMs: 2_000,
  },
  /** Send waiting messages of one chat. Handled in bot/deliver.ts. */
  'chat.post': { queue: 'bot', payload: z.object({ ...ids, chatId: z.number().int() }), attempts: 6, backoffMs: 1_000 },
  /** Run the catalogue pipeline over a stored upload. */
  'upload.catalogue': {
    queue: 'work',
    payload: z.object({ ...ids, uploadId: z.number().int() }),
    attempts: 3,
    backoffMs: 2_000,
  },
  /** Wake the recogniser: a picture or a scan waits. It takes them by itself, outside the queue, one at a time. */
  'resource.recognise': { queue: 'work', payload: z.object({}), attempts: 1, backoffMs: 1_000 },
  /** Project waiting facts of a school into the ledger, in order. */
  'fact.settle': { queue: 'work', payload: z.object({ ...ids }), attempts: 5, backoffMs: 1_000 },
  /** Make a report that somebody asked for, and hand it over in private. */
  'report.make': {
    queue: 'work',
    payload: z.object({ ...ids, requestId: z.number().int() }),
    attempts: 3,
    backoffMs: 5_000,
  },
  /** Try a draft of the policy out over the past, for whoever asked. */
  'policy.try': {
    queue: 'work',
    payload: z.object({
      ...ids,
      draftId: z.number().int(),
      memberId: z.number().int(),
      since: z.string().optional(),
      key: z.string(),
    }),
    attempts: 2,
    backoffMs: 5_000,
  },
  /** Draw a certificate that was issued and hand it to its owner. `ask` tells one request from another. */
  'certificate.make': {
    queue: 'work',
    payload: z.object({ ...ids, number: z.string(), ask: z.string() }),
    attempts: 3,
    backoffMs: 5_000,
  },
  /** Run what is due this night in every school. On a schedule, every five minutes. */
  'night.run': { queue: 'work', payload: z.object({}), attempts: 1, backoffMs: 60_000 },
  /** Build scheduled posts that are due. On a schedule, every minute. */
  'post.due': { queue: 'work', payload: z.object({}), attempts: 3, backoffMs: 5_000 },
  /** Ring again for rows that wait. On a schedule, every 15 seconds. */
  'row.sweep': { queue: 'work', payload: z.object({}), attempts: 1, backoffMs: 1_000 },
} as const

export type JobName = keyof typeof JOBS
export type QueueName = (typeof JOBS)[JobName]['queue']
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]['payload']>
export type JobsOn<Q extends QueueName> = { [N in JobName]: (typeof JOBS)[N]['queue'] extends Q ? N : never }[JobName]

/** What a handler says: `done`, or `skipped` with the reason (a second run, a row that moved on). */
export type Outcome = { done: true } | { skipped: string }
export type Handler<N extends JobName> = (payload: JobPayload<N>, signal: AbortSignal) => Promise<Outcome>
/** One handler per job of a queue: a missing or an extra one is a type error. */
export type Handlers<Q extends QueueName> = { [N in JobsOn<Q>]: Handler<N> }

/** Rings the doorbell. Never throws for a queue that is down: the sweep will ring again. */
export type Ring = <N extends JobName>(name: N, payload: JobPayload<N>) => Promise<void>
