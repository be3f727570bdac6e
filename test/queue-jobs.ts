import { pino } from 'pino'
import { expect } from 'vitest'
import { RetryLater, UserFacingError } from '#kit/errors.ts'
import type { JobPayload } from '#workers/jobs.ts'
import type { Failure } from '#workers/queue.ts'
import { done, gate, idleBot, idleWork, type QueueRig } from './queue-rig.ts'

/** What a queue promises about jobs, on any backend. */
export function jobsRun({ kind, run }: QueueRig): void {
  run('a job reaches its handler with its ids, and leaves nothing behind', async ({ open }) => {
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

  run('ringing twice before the job runs is one run', async ({ open }) => {
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

  run('rings during a run lead to exactly one more run', async ({ open }) => {
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
    async ({ open }) => {
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

  run('a ring for a job that is kept as failed leads to a run', async ({ open }) => {
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

  run('RetryLater puts a job off as long as it says and counts no attempt', async ({ open }) => {
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

  run('a payload that does not fit the registry is kept as failed and never handled', async ({ open }) => {
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
}
