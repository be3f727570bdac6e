import { listRefused } from '#db/rows/refused.ts'
import type { Db } from '#db/schema.ts'
import { systemClock } from '#kit/clock.ts'
import { UserFacingError } from '#kit/errors.ts'
import { openQueues, type Queues } from '#workers/queue.ts'
import { withDb } from './database.ts'
import type { Io } from './io.ts'

type Common = { json?: boolean }

/** Messages that a platform would not take: so far back, and so many, are listed. */
const REFUSED_DAYS = 30
const REFUSED_SHOWN = 20

/** `jobs`: how much waits, and what has failed for good, with the reason. */
export async function list(io: Io, options: Common): Promise<void> {
  await withQueues(io, async (queues, db) => {
    const since = new Date(systemClock.now().getTime() - REFUSED_DAYS * 86_400_000)
    const [counts, failed, refused] = await Promise.all([
      queues.counts(),
      queues.failed(),
      listRefused(db, { since, limit: REFUSED_SHOWN }),
    ])
    if (options.json) return io.json({ backend: queues.backend, counts, failed, refused })
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
    for (const one of refused) io.print([one.id, one.at.toISOString(), one.platform, one.chat, one.reason].join('\t'))
    if (refused.length > 0) {
      io.say({
        zh: `近 ${REFUSED_DAYS} 天有 ${refused.length} 条消息平台没有接收，原因见上；代码的含义见 docs/feishu.md。`,
        en: `${refused.length} message(s) were not taken by their platform in ${REFUSED_DAYS} days; docs/feishu.md explains the codes.`,
      })
    }
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

async function withQueues(io: Io, work: (queues: Queues, db: Db) => Promise<void>): Promise<void> {
  await withDb(io, async (db, databaseUrl) => {
    const queues = await openQueues({ databaseUrl, redisUrl: io.env.REDIS_URL, log: io.log })
    try {
      await work(queues, db)
    } finally {
      await queues.close()
    }
  })
}
