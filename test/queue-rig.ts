import { afterEach, beforeEach, test } from 'vitest'
import { type Log, silentLog } from '#kit/log.ts'
import type { Handlers } from '#workers/jobs.ts'
import { type Failure, openQueues, type Queues } from '#workers/queue.ts'
import { freshDatabase, type TestDatabase } from './database.ts'
import { openProxy, type TcpProxy, targetOf, through } from './proxy.ts'
import { dropPrefix, findRedis, freshPrefix } from './redis.ts'

export const done = { done: true } as const
export const idleBot: Handlers<'bot'> = { 'file.fetch': async () => done, 'chat.post': async () => done }
export const idleWork: Handlers<'work'> = {
  'upload.catalogue': async () => done,
  'resource.recognise': async () => done,
  'fact.settle': async () => done,
  'night.run': async () => done,
  'policy.try': async () => done,
  'report.make': async () => done,
  'certificate.make': async () => done,
  'post.due': async () => done,
  'row.sweep': async () => done,
}

/** Notes which uploads it was asked to catalogue. */
export const noting = (seen: number[]): Handlers<'work'> => ({
  ...idleWork,
  'upload.catalogue': async ({ uploadId }) => {
    seen.push(uploadId)
    return done
  },
})

/** A door that a handler waits at. */
export function gate() {
  return Promise.withResolvers<void>()
}

export type Backend = 'postgres' | 'redis'
export type QueueRig = {
  kind: Backend
  /** Where Redis listens, when the queue lives there. */
  redis: string | undefined
  /** A test with a database and a prefix of its own; skipped where the backend is not there. */
  run(name: string, work: (at: QueueTest) => Promise<void>): void
}
export type QueueTest = {
  database: TestDatabase
  prefix: string
  /** A process's queues; closed after the test. `viaProxy` puts a proxy before the server. */
  open(more?: { log?: Log; errors?: (failure: Failure) => Promise<void>; viaProxy?: boolean }): Promise<Queues>
  /** The proxy that `viaProxy` opened. Throws when none was. */
  proxy(): TcpProxy
}

/** The queues on one backend, for the files that test them. */
export async function queueRig(kind: Backend): Promise<QueueRig> {
  const redis = kind === 'redis' ? await findRedis() : undefined
  const isUsable = kind === 'postgres' || redis !== undefined
  let database: TestDatabase
  let prefix: string
  let proxy: TcpProxy | undefined
  let opened: Queues[] = []

  beforeEach(async () => {
    if (!isUsable) return
    database = await freshDatabase()
    prefix = freshPrefix()
    opened = []
  })
  afterEach(async () => {
    if (!isUsable) return
    await Promise.all(opened.map((queues) => queues.close()))
    await proxy?.close()
    proxy = undefined
    if (redis) await dropPrefix(redis, prefix)
    await database.drop()
  })

  const open: QueueTest['open'] = async (more = {}) => {
    const server = redis ?? database.url
    if (more.viaProxy) proxy ??= await openProxy(targetOf(server, redis ? 6379 : 5432))
    const url = proxy && more.viaProxy ? through(proxy, server) : server
    const queues = await openQueues({
      databaseUrl: redis ? database.url : url,
      redisUrl: redis ? url : undefined,
      log: more.log ?? silentLog,
      errors: more.errors,
      prefix,
    })
    opened.push(queues)
    return queues
  }
  return {
    kind,
    redis,
    run: (name, work) =>
      test.runIf(isUsable)(`on ${kind}: ${name}`, () =>
        work({
          database,
          prefix,
          open,
          proxy() {
            if (!proxy) throw new Error('nothing was opened through the proxy')
            return proxy
          },
        }),
      ),
  }
}
