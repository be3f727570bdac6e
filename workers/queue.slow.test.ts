import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RetryLater, UserFacingError } from '#kit/errors.ts'
import { type Log, silentLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { openProxy, type TcpProxy, targetOf, through } from '#test/proxy.ts'
import { dropPrefix, findRedis, freshPrefix } from '#test/redis.ts'
import type { Handlers, JobPayload } from './jobs.ts'
import { openPostgres } from './queue/postgres.ts'
import { openRedis } from './queue/redis.ts'
import { putRight } from './queue/schedule.ts'
import { type Failure, openQueues, type Queues } from './queue.ts'

const redis = await findRedis()

const done = { done: true } as const
const idleBot: Handlers<'bot'> = { 'file.fetch': async () => done, 'chat.post': async () => done }
const idleWork: Handlers<'work'> = {
  'upload.catalogue': async () => done,
  'resource.recognise': async () => done,
  'fact.settle': async () => done,
  'post.due': async () => done,
  'row.sweep': async () => done,
}

/** A door that a handler waits at. */
function gate() {
  return Promise.withResolvers<void>()
}

describe.each([
  { kind: 'postgres' as const, usable: true },
  { kind: 'redis' as const, usable: redis !== undefined },
])('on $kind', ({ kind, usable }) => {
  let database: TestDatabase
  let prefix: string
  let proxy: TcpProxy | undefined
  let opened: Queues[]

  beforeEach(async () => {
    if (!usable) return
    database = await freshDatabase()
    prefix = freshPrefix()
    opened = []
  })

  afterEach(async () => {
    if (!usable) return
    await Promise.all(opened.map((queues) => queues.close()))
    await proxy?.close()
    proxy = undefined
    if (kind === 'redis' && redis) await dropPrefix(redis, prefix)
    await database.drop()
  })

  async function open(more: { log?: Log; errors?: (failure: Failure) => Promise<void>; viaProxy?: boolean } = {}) {
    const server = (kind === 'redis' ? redis : database.url) ?? ''
    if (more.viaProxy) proxy ??= await openProxy(targetOf(server, kind === 'redis' ? 6379 : 5432))
    const url = proxy && more.viaProxy ? through(proxy, server) : server
    const queues = await openQueues({
      databaseUrl: kind === 'redis' ? database.url : url,
      redisUrl: kind === 'redis' ? url : undefined,
      log: more.log ?? silentLog,
      errors: more.errors,
      prefix,
    })
    opened.push(queues)
    return queues
  }

  const run = test.runIf(usable)

  run('a job reaches its handler with its ids, and leaves nothing behind', async () => {
    const queues = await open()
    expect(queues.backend).toBe(kind)
    const seen: JobPayload<'file.fetch'>[] = []
    await queues.work(
      'bot',
      {
        ...idleBot,
        'file.fetch': async (payload) => {
          seen.push(payload)
          return done
        },
      },
      { concurrency: 2 },
    )
    await queues.ring('file.fetch', { schoolId: 's:1', uploadId: 12 })
    await expect.poll(() => seen).toEqual([{ schoolId: 's:1', uploadId: 12 }])
    await expect.poll(() => queues.counts()).toMatchObject({ bot: { waiting: 0, active: 0, delayed: 0, failed: 0 } })
    expect(await queues.ping()).toMatch(/^\d+\.\d+/)
  })

  run('ringing twice before the job runs is one run', async () => {
    const queues = await open()
    let runs = 0
    for (let i = 0; i < 5; i += 1) await queues.ring('fact.settle', { schoolId: 's' })
    await queues.ring('fact.settle', { schoolId: 'other' })
    expect((await queues.counts()).work.waiting).toBe(2)
    await queues.work(
      'work',
      {
        ...idleWork,
        'fact.settle': async () => {
          runs += 1
          return done
        },
      },
      { concurrency: 1 },
    )
    await expect.poll(() => queues.counts()).toMatchObject({ work: { waiting: 0, active: 0 } })
    expect(runs).toBe(2)
  })

  run('rings during a run lead to exactly one more run', async () => {
    const queues = await open()
    const started = gate()
    const finish = gate()
    let runs = 0
    await queues.work(
      'work',
      {
        ...idleWork,
        'fact.settle': async () => {
          runs += 1
          started.resolve()
          if (runs === 1) await finish.promise
          return done
        },
      },
      { concurrency: 4 },
    )
    await queues.ring('fact.settle', { schoolId: 's' })
    await started.promise
    for (let i = 0; i < 3; i += 1) await queues.ring('fact.settle', { schoolId: 's' })
    expect(runs).toBe(1)
    finish.resolve()
    await expect.poll(() => runs).toBe(2)
    await expect.poll(() => queues.counts()).toMatchObject({ work: { waiting: 0, active: 0 } })
    expect(runs).toBe(2)
  })

  run(
    'an unexpected error is tried as often as the registry says, kept with its number, and can be put back',
    async () => {
      const told: Failure[] = []
      const lines: string[] = []
      const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) })
      const queues = await open({ log, errors: async (failure) => void told.push(failure) })
      let runs = 0
      let broken = true
      await queues.work(
        'work',
        {
          ...idleWork,
          'upload.catalogue': async () => {
            runs += 1
            if (broken) throw new TypeError('a fault of ours')
            return done
          },
        },
        { concurrency: 1 },
      )
      await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 7 })
      await expect.poll(() => told.length, { timeout: 30_000 }).toBe(1)
      expect(runs).toBe(3)
      const [failure] = told
      expect(failure).toMatchObject({ name: 'upload.catalogue', payload: { schoolId: 's', uploadId: 7 } })
      expect(failure?.number).toMatch(/^[2-9A-Z]{4}$/)
      expect(lines.filter((line) => line.includes(failure?.number ?? '?'))).toHaveLength(1)

      await expect.poll(() => queues.failed()).toHaveLength(1)
      const [kept] = await queues.failed()
      expect(kept).toMatchObject({ name: 'upload.catalogue', payload: { schoolId: 's', uploadId: 7 } })
      expect(kept?.reason).toBe(`${failure?.number} a fault of ours`)

      broken = false
      expect(await queues.retryFailed(kept?.id ?? '')).toBe(true)
      await expect.poll(() => queues.failed()).toHaveLength(0)
      expect(await queues.retryFailed('work/nothing')).toBe(false)
    },
  )

  run('a ring for a job that is kept as failed leads to a run', async () => {
    const queues = await open()
    let runs = 0
    await queues.work(
      'work',
      {
        ...idleWork,
        'upload.catalogue': async () => {
          runs += 1
          if (runs === 1) throw new UserFacingError('closed', { zh: '已关闭', en: 'It is closed' })
          return done
        },
      },
      { concurrency: 1 },
    )
    await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 7 })
    await expect.poll(() => queues.failed()).toHaveLength(1)
    expect(runs, 'what a person can fix fails once').toBe(1)
    expect((await queues.failed())[0]?.reason).toBe('closed: It is closed')
    await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 7 })
    await expect.poll(() => runs).toBe(2)
  })

  run('RetryLater puts a job off as long as it says and counts no attempt', async () => {
    const queues = await open()
    const at: number[] = []
    await queues.work(
      'work',
      {
        ...idleWork,
        'upload.catalogue': async () => {
          at.push(performance.now())
          if (at.length <= 5) throw new RetryLater('rate limit', 120)
          return done
        },
      },
      { concurrency: 1 },
    )
    await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 7 })
    // Three attempts are allowed; six starts were needed.
    await expect.poll(() => at.length, { timeout: 20_000 }).toBe(6)
    await expect.poll(() => queues.counts()).toMatchObject({ work: { waiting: 0, delayed: 0, failed: 0 } })
    for (const [i, start] of at.slice(1).entries()) expect(start - (at[i] ?? 0)).toBeGreaterThan(100)
  })

  run('a payload that does not fit the registry is kept as failed and never handled', async () => {
    const queues = await open()
    let runs = 0
    await queues.work(
      'bot',
      {
        ...idleBot,
        'file.fetch': async () => {
          runs += 1
          return done
        },
      },
      { concurrency: 1 },
    )
    await queues.ring('file.fetch', { schoolId: '', uploadId: 1.5 })
    await expect.poll(() => queues.failed()).toHaveLength(1)
    expect(runs).toBe(0)
  })

  run('closing waits for the job under way and takes no further one', async () => {
    const queues = await open()
    const started = gate()
    const finish = gate()
    const finished: number[] = []
    await queues.work(
      'work',
      {
        ...idleWork,
        'upload.catalogue': async ({ uploadId }) => {
          started.resolve()
          await finish.promise
          finished.push(uploadId)
          return done
        },
      },
      { concurrency: 1 },
    )
    await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 1 })
    await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 2 })
    await started.promise
    const closed = queues.close()
    finish.resolve()
    await closed
    expect(finished).toEqual([1])
    const later = await open()
    expect((await later.counts()).work).toMatchObject({ waiting: 1, active: 0, failed: 0 })
  })

  run('a job that does not end is aborted after eight seconds and goes back, within ten', async () => {
    const queues = await open()
    const started = gate()
    await queues.work(
      'work',
      {
        ...idleWork,
        'upload.catalogue': (_payload, signal) =>
          new Promise((_, reject) => {
            started.resolve()
            signal.addEventListener('abort', () => reject(signal.reason))
          }),
      },
      { concurrency: 1 },
    )
    await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 1 })
    await started.promise
    const before = performance.now()
    await queues.close()
    expect(performance.now() - before).toBeLessThan(10_000)
    const next = await open()
    const seen: number[] = []
    await next.work(
      'work',
      {
        ...idleWork,
        'upload.catalogue': async ({ uploadId }) => {
          seen.push(uploadId)
          return done
        },
      },
      { concurrency: 1 },
    )
    await expect.poll(() => seen, { timeout: 15_000 }).toEqual([1])
    expect(await next.failed()).toEqual([])
  })

  run('a server that goes away is survived: rings fail softly, workers come back by themselves', async () => {
    const queues = await open({ viaProxy: true })
    const direct = await open()
    const seen: number[] = []
    await queues.work(
      'work',
      {
        ...idleWork,
        'upload.catalogue': async ({ uploadId }) => {
          seen.push(uploadId)
          return done
        },
      },
      { concurrency: 2 },
    )
    await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 1 })
    await expect.poll(() => seen).toEqual([1])

    await proxy?.cut('refuse')
    const before = performance.now()
    await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 2 })
    expect(performance.now() - before, 'whoever rings does not wait for a server that is away').toBeLessThan(6_000)
    await expect(queues.ping()).rejects.toThrow()
    await direct.ring('upload.catalogue', { schoolId: 's', uploadId: 3 })
    await proxy?.mend()
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual([1, 3])

    await proxy?.cut('drop')
    const dropping = performance.now()
    await expect.poll(() => proxy?.dropped(), { timeout: 60_000 }).toBeGreaterThan(12)
    expect(performance.now() - dropping, 'workers wait between looks, they do not spin').toBeGreaterThan(500)
    await direct.ring('upload.catalogue', { schoolId: 's', uploadId: 5 })
    await proxy?.mend()
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual([1, 3, 5])
    await expect
      .poll(
        async () => {
          await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 4 })
          return seen.includes(4)
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBe(true)
  })

  run('a job of a killed process is taken over by another', async () => {
    const child = spawn(
      process.execPath,
      ['test/programs/hang-in-job.ts', database.url, prefix, kind === 'redis' ? (redis ?? '') : ''],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const queues = await open()
    await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 9 })
    const [line] = await once(createInterface(child.stdout), 'line')
    expect(line).toBe('took 9')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const killed = performance.now()
    const seen: number[] = []
    await queues.work(
      'work',
      {
        ...idleWork,
        'upload.catalogue': async ({ uploadId }) => {
          seen.push(uploadId)
          return done
        },
      },
      { concurrency: 1 },
    )
    await expect.poll(() => seen, { timeout: 30_000 }).toEqual([9])
    expect(performance.now() - killed).toBeLessThan(15_000)
  })

  run('schedules are made once by any number of processes, and the sweep runs', async () => {
    const queues = await open()
    const second = await open()
    let sweeps = 0
    await queues.work(
      'work',
      {
        ...idleWork,
        'row.sweep': async () => {
          sweeps += 1
          return done
        },
      },
      { concurrency: 1 },
    )
    const now = () => new Date()
    await queues.schedule('Asia/Shanghai', now)
    await second.schedule('Asia/Shanghai', now)
    await expect.poll(() => sweeps, { timeout: 20_000 }).toBeGreaterThan(0)
    const { waiting, delayed } = (await queues.counts()).work
    expect(waiting + delayed).toBeLessThanOrEqual(2)
  })

  run(
    'a schedule that was lost, or that a moved clock has carried away, is put right; a sound one is left alone',
    async () => {
      const backend =
        kind === 'redis' ? await openRedis(redis ?? '', silentLog, prefix) : openPostgres(database.url, silentLog)
      const queue = backend.queue('work')
      try {
        const look = (at = new Date()) => putRight(queue, 'Asia/Shanghai', silentLog, () => at)
        expect(await look()).toEqual(['post.due', 'row.sweep'])
        expect(await look()).toEqual([])
        expect(await putRight(queue, 'Asia/Urumqi', silentLog, () => new Date()), 'the school moved').toEqual([
          'post.due',
        ])
        expect(await look()).toEqual(['post.due'])

        if (kind === 'redis' && redis) await dropPrefix(redis, prefix)
        else await database.pool.query('delete from bullmq.scheduler; delete from bullmq.job')
        expect(await look()).toEqual(['post.due', 'row.sweep'])
        expect(await look(new Date(Date.now() - 86_400_000)), 'the clock was set back by a day').toHaveLength(2)
      } finally {
        await queue.close()
        await backend.close()
      }
    },
  )
})

test('a missing and an extra handler are type errors', () => {
  const check = async (queues: Queues) => {
    // @ts-expect-error chat.post is missing
    await queues.work('bot', { 'file.fetch': async () => done }, { concurrency: 1 })
    // @ts-expect-error row.sweep belongs to the other queue
    await queues.work('bot', { ...idleBot, 'row.sweep': async () => done }, { concurrency: 1 })
    // @ts-expect-error a payload is ids
    await queues.ring('file.fetch', { schoolId: 's' })
  }
  expect(check).toBeTypeOf('function')
})
