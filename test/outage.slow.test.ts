import { afterAll, beforeAll, expect, test } from 'vitest'
import { openProxy, type TcpProxy } from './proxy.ts'
import { openSchool, type TestSchool, until } from './school.ts'
import { lessonPlan } from './stories.ts'

/** How long the database is away, as the promise says. In milliseconds. */
const AWAY_MS = 30_000

let school: TestSchool
let proxy: TcpProxy
beforeAll(async () => {
  school = await openSchool({
    through: async (target) => {
      proxy = await openProxy(target)
      return proxy.port
    },
  })
})
afterAll(async () => {
  await school.close()
  await proxy.close()
})

test('the database gone for 30 s in the middle: work resumes, nothing is lost or doubled', async () => {
  const li = school.member('李老师')
  const names = Array.from({ length: 12 }, (_, index) => `五年级数学上册《小数乘法》第${index + 1}课时教案.docx`)
  const files = await Promise.all(names.map((name, index) => lessonPlan(name, [`课时内容 ${index}`])))
  for (const [index, name] of names.entries()) await li.drops(name, files[index] ?? '')
  await proxy.cut('refuse')
  const back = performance.now() + AWAY_MS
  await until(async () => performance.now() >= back, 'the outage', AWAY_MS + 5_000)
  await proxy.mend()
  await until(async () => (await school.said()).length === names.length, 'receipts after the outage', 90_000)
  await school.settle()
  const resources = await school.db.selectFrom('resource').select('id').execute()
  expect(resources).toHaveLength(names.length)
  const awards = await school.db.selectFrom('point_tx').select('seq').where('rule', '=', 'upload.accepted').execute()
  expect(awards).toHaveLength(names.length)
  expect(await school.said()).toHaveLength(names.length)
})
