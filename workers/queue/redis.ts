import { createRedisBackend, withBackend } from 'bullmq'
import { Redis, type RedisOptions } from 'ioredis'
import { UserFacingError } from '#kit/errors.ts'
import type { Log } from '#kit/log.ts'
import type { JobName } from '../jobs.ts'
import { type Backend, calmly, EVENTS_KEPT, type Payload, type Result } from './backend.ts'

/** Wait 0.1, 0.2, 0.3 … at most 1 s between attempts to reach a Redis that is away. */
const reconnect = (times: number) => Math.min(times * 100, 1_000)

/**
 * Queues in Redis. Whoever rings must not wait for a Redis that is away, so the ringing connection fails at once; a
 * worker's waits. Throws UserFacingError `redis_unreachable` when it does not answer at the start.
 */
export async function openRedis(redisUrl: string, log: Log, prefix: string): Promise<Backend> {
  const trouble = calmly(log, 'redis')
  const open = (options: RedisOptions) => {
    const redis = new Redis(redisUrl, { connectTimeout: 5_000, retryStrategy: reconnect, ...options })
    redis.on('error', trouble)
    return redis
  }
  const ringing = open({ maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 5_000, lazyConnect: true })
  try {
    await ringing.connect()
  } catch (error) {
    ringing.disconnect()
    throw unreachable(redisUrl, error)
  }
  const working: Redis[] = []
  const { Queue, Worker } = withBackend(createRedisBackend)
  return {
    kind: 'redis',
    queue(name) {
      const queue = new Queue<Payload, Result, JobName>(name, {
        connection: ringing,
        prefix,
        streams: { events: { maxLen: EVENTS_KEPT } },
      })
      queue.on('error', trouble)
      return queue
    },
    worker(name, run, options) {
      const connection = open({ maxRetriesPerRequest: null })
      working.push(connection)
      const worker = new Worker<Payload, Result, JobName>(name, run, { ...options, connection, prefix })
      worker.on('error', trouble)
      return worker
    },
    async ping() {
      const info = await ringing.info('server')
      return /redis_version:(\S+)/.exec(info)?.[1] ?? '?'
    },
    async close() {
      for (const redis of [...working, ringing]) redis.disconnect()
    },
  }
}

function unreachable(redisUrl: string, error: unknown): UserFacingError {
  const { hostname, port } = new URL(redisUrl)
  const why = error instanceof Error ? error.message : String(error)
  return new UserFacingError('redis_unreachable', {
    zh: `连不上 Redis ${hostname}:${port || 6379}（${why}）。请确认 Redis 已启动、REDIS_URL 正确；不设 REDIS_URL 时队列放在数据库里。`,
    en: `Redis at ${hostname}:${port || 6379} can not be reached (${why}). Check that it runs and that REDIS_URL is right; without REDIS_URL the queue lives in the database.`,
  })
}
