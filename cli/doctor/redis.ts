import { Redis } from 'ioredis'
import type { Env } from '#kit/env.ts'
import { type Finding, plain } from './finding.ts'

/** BullMQ's floor is 5.0; below 6.2 it warns, and we do not test there. */
const OLDEST = [6, 2] as const

/** Redis, when one is configured: there, new enough, and set never to throw jobs away. */
export async function redisFindings(env: Env): Promise<Finding[]> {
  if (env.REDIS_URL === undefined) {
    return [
      {
        name: 'redis',
        level: 'ok',
        found: { zh: '未配置，队列放在数据库里', en: 'not set; the queue lives in the database' },
      },
    ]
  }
  const { hostname, port } = new URL(env.REDIS_URL)
  const redis = new Redis(env.REDIS_URL, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 3_000 })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    const info = await redis.info()
    const version = /redis_version:(\S+)/.exec(info)?.[1] ?? '?'
    const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1] ?? '?'
    return [versionFinding(version), policyFinding(policy)]
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return [
      {
        name: 'redis',
        level: 'fail',
        found: {
          zh: `连不上 ${hostname}:${port || 6379}（${why}）`,
          en: `${hostname}:${port || 6379} can not be reached (${why})`,
        },
        look: {
          zh: '请启动 Redis、检查 REDIS_URL 里的地址与密码，或删掉 REDIS_URL。',
          en: 'Start Redis, check address and password in REDIS_URL, or unset REDIS_URL.',
        },
      },
    ]
  } finally {
    redis.disconnect()
  }
}

function versionFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const good = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
  return {
    name: 'redis',
    level: good ? 'ok' : 'fail',
    found: plain(`Redis ${version}`),
    look: { zh: `需要 ${OLDEST.join('.')} 或更新。`, en: `${OLDEST.join('.')} or newer is needed.` },
  }
}

function policyFinding(policy: string): Finding {
  return {
    name: 'redis memory',
    level: policy === 'noeviction' ? 'ok' : 'warn',
    found: plain(`maxmemory-policy ${policy}`),
    look: {
      zh: '请在 redis.conf 设 maxmemory-policy noeviction，否则内存不足时会丢任务（稍后会补上，但会慢）。',
      en: 'Set maxmemory-policy noeviction in redis.conf, or jobs are thrown away when memory is short (the sweep brings them back, later).',
    },
  }
}
