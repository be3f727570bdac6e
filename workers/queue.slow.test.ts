import { expect, test } from 'vitest'
import { jobsRun } from '#test/queue-jobs.ts'
import { done, idleBot, queueRig } from '#test/queue-rig.ts'
import { troublesPass } from '#test/queue-troubles.ts'
import type { Queues } from './queue.ts'

const rig = await queueRig('postgres')
jobsRun(rig)
troublesPass(rig)

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
