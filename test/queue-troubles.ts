import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { silentLog } from '#kit/log.ts'
import { openPostgres } from '#workers/queue/postgres.ts'
import { openRedis } from '#workers/queue/redis.ts'
import { putRight, type Which } from '#workers/queue/schedule.ts'
import { done, gate, idleWork, noting, type QueueRig } from './queue-rig.ts'
import { dropPrefix } from './redis.ts'

/** What a queue promises when processes and servers come and go, on any backend. */
export function troublesPass({ kind, redis, run }: QueueRig): void {
  run('closing waits for the job under way and takes no further one', async ({ open }) => {
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

  run('a job that does not end is aborted after eight seconds and goes back, within ten', async ({ open }) => {
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
    await next.work('work', noting(seen), { concurrency: 1 })
    await expect.poll(() => seen, { timeout: 15_000 }).toEqual([1])
    expect(await next.failed()).toEqual([])
  })

  run(
    'a server that goes away is survived: rings fail softly, workers come back by themselves',
    async ({ open, proxy }) => {
      const queues = await open({ viaProxy: true })
      const direct = await open()
      const seen: number[] = []
      await queues.work('work', noting(seen), { concurrency: 2 })
      await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 1 })
      await expect.poll(() => seen).toEqual([1])

      await proxy().cut('refuse')
      const before = performance.now()
      await queues.ring('upload.catalogue', { schoolId: 's', uploadId: 2 })
      expect(performance.now() - before, 'whoever rings does not wait for a server that is away').toBeLessThan(6_000)
      await expect(queues.ping()).rejects.toThrow()
      await direct.ring('upload.catalogue', { schoolId: 's', uploadId: 3 })
      await proxy().mend()
      await expect.poll(() => seen, { timeout: 20_000 }).toEqual([1, 3])

      await proxy().cut('drop')
      const dropping = performance.now()
      await expect.poll(() => proxy().dropped(), { timeout: 60_000 }).toBeGreaterThan(12)
      expect(performance.now() - dropping, 'workers wait between looks, they do not spin').toBeGreaterThan(500)
      await direct.ring('upload.catalogue', { schoolId: 's', uploadId: 5 })
      await proxy().mend()
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
    },
  )

  run('a job of a killed process is taken over by another', async ({ open, database, prefix }) => {
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
    await queues.work('work', noting(seen), { concurrency: 1 })
    await expect.poll(() => seen, { timeout: 30_000 }).toEqual([9])
    expect(performance.now() - killed).toBeLessThan(15_000)
  })

  run('schedules are made once by any number of processes, and the sweep runs', async ({ open }) => {
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
    await queues.schedule('Asia/Shanghai', now, 'all')
    await second.schedule('Asia/Shanghai', now, 'all')
    await expect.poll(() => sweeps, { timeout: 20_000 }).toBeGreaterThan(0)
    const { waiting, delayed } = (await queues.counts()).work
    expect(waiting + delayed).toBeLessThanOrEqual(3)
  })

  run(
    'a schedule that was lost, or that a moved clock has carried away, is put right; a sound one is left alone',
    async ({ database, prefix }) => {
      const backend =
        kind === 'redis' ? await openRedis(redis ?? '', silentLog, prefix) : openPostgres(database.url, silentLog)
      const queue = backend.queue('work')
      try {
        const look = (at = new Date(), given: { zone?: string; which?: Which } = {}) =>
          putRight(queue, { zone: 'Asia/Shanghai', log: silentLog, now: () => at, which: 'all', ...given })
        expect(
          await look(undefined, { which: 'sweep' }),
          'what comes at a time of day is left to its own clock',
        ).toEqual(['row.sweep'])
        expect(await look()).toEqual(['post.due', 'night.run'])
        expect(await look()).toEqual([])
        expect(await look(undefined, { zone: 'Asia/Urumqi' }), 'the school moved').toEqual(['post.due', 'night.run'])
        expect(await look()).toEqual(['post.due', 'night.run'])

        if (kind === 'redis' && redis) await dropPrefix(redis, prefix)
        else await database.pool.query('delete from bullmq.scheduler; delete from bullmq.job')
        expect(await look()).toEqual(['post.due', 'night.run', 'row.sweep'])
        expect(await look(new Date(Date.now() - 86_400_000)), 'the clock was set back by a day').toHaveLength(3)
      } finally {
        await queue.close()
        await backend.close()
      }
    },
  )
}
