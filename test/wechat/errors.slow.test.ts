import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runChild } from './child.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-errors-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const run = (...more: string[]) =>
  runChild(['test/wechat/errors.ts', ...more], {
    WECHAT_ENABLED: 'true',
    WECHAT_DATA_DIR: dir,
    WECHATY_PUPPET_SERVICE_TOKEN: 'insecure_00000000-0000-4000-8000-000000000000',
  })

test('nothing that goes wrong inside wechaty, awaited or not, ends the process', async () => {
  const { code, out } = await run()
  expect([code, JSON.parse(out)]).toEqual([0, { why: 'alive', broken: [] }])
})

test('without the rule that passes over its errors, it would', async () => {
  const { out } = await run('strict')
  expect(JSON.parse(out).why).toBe('crash')
})

test('an error of our own that nobody caught still does', async () => {
  const { out } = await run('ours')
  expect(JSON.parse(out).why).toBe('crash')
})
