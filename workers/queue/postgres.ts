import { createPostgresBackend, runMigrations, withBackend } from 'bullmq'
import pg from 'pg'
import { isOutage } from '#db/outage.ts'
import type { Log } from '#kit/log.ts'
import type { JobName } from '../jobs.ts'
import { type Backend, calmly, EVENTS_KEPT, type Payload, type Result } from './backend.ts'

/** BullMQ's tables live in a schema of their own, beside ours. */
const SCHEMA = 'bullmq'
/** Two workers listen on a connection each; the rest serves queries, which are short. */
const POOL_SIZE = 12

/** Brings BullMQ's tables up to date, in one transaction under an advisory lock. Several processes may call it at once. */
export async function migratePostgresQueues(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await runMigrations(client, SCHEMA)
  } finally {
    await client.end()
  }
}

/** Queues in PostgreSQL: LISTEN/NOTIFY wakes the workers, so an idle one asks every five seconds only. */
export function openPostgres(databaseUrl: string, log: Log): Backend {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    options: `-c search_path=${SCHEMA}`,
  })
  const trouble = calmly(log, 'postgres')
  // A connection that breaks between two queries of a transaction has no other listener; see db/client.ts.
  pool.on('connect', (client) => client.on('error', trouble))
  const connection = patient(pool)
  const { Queue, Worker } = withBackend(createPostgresBackend)
  return {
    kind: 'postgres',
    queue(name) {
      const queue = new Queue<Payload, Result, JobName>(name, {
        connection,
        streams: { events: { maxLen: EVENTS_KEPT } },
      })
      queue.on('error', trouble)
      return queue
    },
    worker(name, run, options) {
      const worker = new Worker<Payload, Result, JobName>(name, run, { ...options, connection })
      worker.on('error', trouble)
      return worker
    },
    async ping() {
      const { rows } = await pool.query<{ version: string }>(`select current_setting('server_version') as version`)
      return rows[0]?.version.split(' ')[0] ?? '?'
    },
    close: () => pool.end(),
  }
}

/**
 * The pool as BullMQ sees it. BullMQ takes only ECONNREFUSED for a lost connection and waits then; any other error of
 * a database that restarts (57P01, "Connection terminated") would make a worker ask again at once, for ever.
 */
function patient(pool: pg.Pool) {
  const away = (error: unknown): never => {
    if (!isOutage(error)) throw error
    throw Object.assign(new Error(`database away: ${String(error)}`, { cause: error }), { code: 'ECONNREFUSED' })
  }
  return {
    options: { keepAlive: true },
    // biome-ignore lint/suspicious/noExplicitAny: rows are whatever BullMQ's own SQL returns
    query: <R = any>(text: string, values?: readonly unknown[]): Promise<{ rows: R[]; rowCount: number | null }> =>
      pool.query(text, values === undefined ? undefined : [...values]).catch(away),
    connect: () => pool.connect().catch(away),
    end: () => pool.end(),
    // biome-ignore lint/suspicious/noExplicitAny: an event emitter's listener
    on(event: string, listener: (value: any) => void) {
      pool.on(event as 'error', listener)
      return this
    },
    removeAllListeners(event?: string) {
      pool.removeAllListeners(event)
      return this
    },
  }
}
