import { existsSync } from 'node:fs'
import { openDb, openPool } from '#db/client.ts'
import { findBinaries } from '#db/embedded/binaries.ts'
import { clusterPaths } from '#db/embedded/cluster.ts'
import { findEmbedded, startEmbedded } from '#db/embedded/embedded.ts'
import { pendingMigrations } from '#db/migrate.ts'
import { waitForDatabase } from '#db/ready.ts'
import { openQueues } from '#workers/queue.ts'
import type { Io } from '../io.ts'
import { feishuRecords } from './feishu.ts'
import { type Finding, failure, plain } from './finding.ts'

/** The database that the configuration means: there, new enough, its tables up to date, nothing failed in the queue. */
export async function databaseFindings(io: Io): Promise<Finding[]> {
  const { env, log } = io
  try {
    if (env.DATABASE_URL !== undefined) return await look(io, env.DATABASE_URL, 'DATABASE_URL')
    const running = await findEmbedded(env.DATA_DIR)
    if (running !== undefined) return await look(io, running, 'embedded, running')
    await findBinaries()
    if (!existsSync(clusterPaths(env.DATA_DIR).data)) {
      return [
        {
          name: 'database',
          level: 'ok',
          found: { zh: '内置数据库，首次启动时创建', en: 'embedded, made at the first start' },
        },
      ]
    }
    const started = await startEmbedded({ dataDir: env.DATA_DIR, log, role: 'guest' })
    try {
      return await look(io, started.url, 'embedded')
    } finally {
      await started.stop()
    }
  } catch (error) {
    return [failure('database', error)]
  }
}

async function look(io: Io, url: string, where: string): Promise<Finding[]> {
  const version = await waitForDatabase(url, 3_000)
  const reached: Finding = { name: 'database', level: 'ok', found: plain(`PostgreSQL ${version} (${where})`) }
  const db = openDb(openPool(url, 2))
  try {
    const pending = await pendingMigrations(db)
    const tables: Finding = {
      name: 'tables',
      level: pending.length === 0 ? 'ok' : 'warn',
      found:
        pending.length === 0
          ? { zh: '已是最新', en: 'up to date' }
          : { zh: `还差 ${pending.length} 步更新`, en: `${pending.length} migration(s) to run` },
      look: {
        zh: '运行 gongxiang migrate，或重新启动 gongxiang start。',
        en: 'Run gongxiang migrate, or restart gongxiang start.',
      },
    }
    if (pending.length > 0) return [reached, tables]
    return [reached, tables, await failedJobs(io, url), ...(await feishuRecords(io.env, db))]
  } finally {
    await db.destroy()
  }
}

async function failedJobs(io: Io, url: string): Promise<Finding> {
  try {
    const queues = await openQueues({ databaseUrl: url, redisUrl: io.env.REDIS_URL, log: io.log })
    try {
      const failed = (await queues.failed()).length
      return {
        name: 'jobs',
        level: failed === 0 ? 'ok' : 'warn',
        found: {
          zh: `失败的任务 ${failed} 个（队列在 ${queues.backend}）`,
          en: `${failed} failed (queue on ${queues.backend})`,
        },
        look: { zh: '运行 gongxiang jobs 看原因。', en: 'gongxiang jobs tells why.' },
      }
    } finally {
      await queues.close()
    }
  } catch (error) {
    return failure('jobs', error)
  }
}
