import { describe, expect, test } from 'vitest'
import { openProxy, type TcpProxy } from './proxy.ts'
import { findRedis } from './redis.ts'
import { all, openSchool, type TestSchool, until } from './school.ts'
import { lessonPlan } from './stories.ts'

/** How long the server is away, as the promise says. In milliseconds. */
const AWAY_MS = 30_000

const redis = await findRedis()
/** Twelve files dropped, the server taken away for 30 s, and then everything is there once. */
async function survives(school: TestSchool, proxy: TcpProxy): Promise<void> {
  const li = school.member('李老师')
  const names = Array.from({ length: 12 }, (_, index) => `五年级数学上册《小数乘法》第${index + 1}课时教案.docx`)
  const files = await Promise.all(names.map((name, index) => lessonPlan(name, [`课时内容 ${index}`])))
  for (const [index, name] of names.entries()) await li.drops(name, files[index] ?? '')
  await proxy.cut('refuse')
  const back = performance.now() + AWAY_MS
  await until(async () => performance.now() >= back, 'the outage', AWAY_MS + 5_000)
  await proxy.mend()
  await until(async () => (await school.said()).length >= names.length, 'receipts after the outage', 90_000)
  await school.settle()
  const resources = await school.db.selectFrom('resource').select('id').execute()
  expect(resources).toHaveLength(names.length)
  const awards = await school.db.selectFrom('point_tx').select('seq').where('rule', '=', 'upload.accepted').execute()
  expect(awards).toHaveLength(names.length)
  const said = await school.said()
  expect(said, all(said)).toHaveLength(names.length)
}

// Both at once: thirty seconds of an outage are thirty seconds of waiting.
describe.concurrent('taken away for 30 s in the middle, work resumes, and nothing is lost or doubled', () => {
  test('the database', async () => {
    const proxies: TcpProxy[] = []
    const school = await openSchool({
      through: async (target) => {
        const proxy = await openProxy(target)
        proxies.push(proxy)
        return proxy.port
      },
    })
    const [proxy] = proxies
    try {
      if (!proxy) throw new Error('the database was not put behind the proxy')
      await survives(school, proxy)
    } finally {
      await school.close()
      await proxy?.close()
    }
  })

  test.skipIf(!redis)('Redis', async () => {
    const { hostname, port } = new URL(redis ?? '')
    const proxy = await openProxy({ host: hostname, port: Number(port || 6379) })
    const school = await openSchool({ redisUrl: `redis://127.0.0.1:${proxy.port}` })
    try {
      await survives(school, proxy)
    } finally {
      await school.close()
      await proxy.close()
    }
  })
})
