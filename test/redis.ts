import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'

/**
 * Decides where the tests find a Redis: `REDIS`, otherwise the usual port of this machine. `undefined` when none
 * answers: such tests then say so and skip, unless `FORBID_SKIPS=1` turns that into a failure.
 */
export async function findRedis(): Promise<string | undefined> {
  const url = process.env.REDIS || 'redis://127.0.0.1:6379'
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 2_000 })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    await redis.ping()
    return url
  } catch {
    if (process.env.FORBID_SKIPS === '1') throw new Error(`no Redis at ${new URL(url).host}; set REDIS`)
    console.warn(`No Redis at ${new URL(url).host}: its tests are skipped. Start one or set REDIS.`)
    return undefined
  } finally {
    redis.disconnect()
  }
}

/** A key prefix of this test alone. */
export const freshPrefix = () => `test-${randomBytes(6).toString('hex')}`

/** Removes the keys of one prefix, and nothing else. */
export async function dropPrefix(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url)
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 500 })) {
      if (Array.isArray(keys) && keys.length > 0) await redis.del(...keys)
    }
  } finally {
    redis.disconnect()
  }
}
