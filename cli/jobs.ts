import { UserFacingError } from '#kit/errors.ts'
import { openQueues, type Queues } from '#workers/queue.ts'
import { openDatabase } from './database.ts'
import type { Io } from './io.ts'

type Common = { json?: boolean }

/** `jobs`: how much waits, and what has failed for good, with the reason. */
export async function list(io: Io, options: Common): Promise<void> {
  await withQueues(io, async (queues) => {
    const [counts, failed] = await Promise.all([queues.counts(), queues.failed()])
    if (options.json) return io.json({ backend: queues.backend, counts, failed })
    for (const [name, { waiting, active, delayed }] of Object.entries(counts)) {
      io.say({
        zh: `队列 ${name}：等待 ${waiting}，进行中 ${active}，推迟 ${delayed}`,
        en: `queue ${name}: ${waiting} waiting, ${active} active, ${delayed} delayed`,
      })
    }
    for (const job of failed) {
      io.print([job.id, job.at.toISOString(), job.name, JSON.stringify(job.payload), job.reason].join('\t'))
    }
    io.say(
      failed.length > 0
        ? {
            zh: `${failed.length} 个任务失败。原因排除后运行 gongxiang jobs retry <编号>，日志里有同样的错误编号。`,
            en: `${failed.length} job(s) failed. When the cause is gone: gongxiang jobs retry <id>. The log has the same number.`,
          }
        : { zh: '没有失败的任务。', en: 'No job has failed.' },
    )
  })
}

/** `jobs retry <id>`, or `all`. */
export async function retry(io: Io, id: string, options: Common): Promise<void> {
  await withQueues(io, async (queues) => {
    const ids = id === 'all' ? (await queues.failed()).map((job) => job.id) : [id]
    const retried: string[] = []
    for (const one of ids) if (await queues.retryFailed(one)) retried.push(one)
    if (id !== 'all' && retried.length === 0) {
      throw new UserFacingError('no_job', {
        zh: `没有编号为 ${id} 的失败任务，用 gongxiang jobs 查看。`,
        en: `There is no failed job ${id}; see gongxiang jobs.`,
      })
    }
    if (options.json) return io.json({ retried })
    io.say({ zh: `已重新排队 ${retried.length} 个任务。`, en: `${retried.length} job(s) put back.` })
  })
}

async function withQueues(io: Io, work: (queues: Queues) => Promise<void>): Promise<void> {
  const database = await openDatabase(io, 'guest')
  try {
    const queues = await openQueues({ databaseUrl: database.url, redisUrl: io.env.REDIS_URL, log: io.log })
    try {
      await work(queues)
    } finally {
      await queues.close()
    }
  } finally {
    await database.stop()
  }
}
