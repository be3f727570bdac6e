import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wechatConfigOf } from '#bot/platforms/wechat/config.ts'
import { openInstance } from '#bot/platforms/wechat/instance.ts'
import { makeWechaty } from '#bot/platforms/wechat/load.ts'
import { readEnv } from '#kit/env.ts'
import { silentLog } from '#kit/log.ts'
import { runChild } from './child.ts'

/** Loads the whole program as `start` does and prints which packages that took. */
const LOADS = `
import { registerHooks } from 'node:module'
const asked = new Set()
registerHooks({ resolve(name, context, next) { asked.add(name); return next(name, context) } })
const { openOwnWechat } = await import('#cli/compose-wechat.ts')
await import('#cli/start.ts')
const { readEnv } = await import('#kit/env.ts')
await openOwnWechat({ env: readEnv({}) })
console.log(JSON.stringify([...asked]))
`

test('while WeChat is off nothing of wechaty is loaded', async () => {
  const { code, out } = await runChild(['--input-type=module', '-e', LOADS], {})
  const asked: string[] = JSON.parse(out)
  expect(code).toBe(0)
  expect(asked).toContain('#bot/platforms/wechat/config.ts')
  expect(asked.filter((name) => /wechaty|file-box|grpc|qrcode/.test(name))).toEqual([])
})

test('a puppet server that is not there is noticed, and nothing of the try is left', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-dead-'))
  try {
    const config = wechatConfigOf(
      readEnv({
        WECHAT_ENABLED: 'true',
        WECHAT_DATA_DIR: dir,
        WECHATY_PUPPET_SERVICE_TOKEN: 'insecure_00000000-0000-4000-8000-000000000000',
        WECHATY_PUPPET_SERVICE_ENDPOINT: '127.0.0.1:9',
      }),
    )
    if (!config) throw new Error('WeChat is off')
    const { promise, resolve } = Promise.withResolvers<string>()
    const nothing = async () => undefined
    const hears = {
      scan: () => undefined,
      login: () => undefined,
      logout: () => undefined,
      message: nothing,
      renamed: nothing,
      friendship: async () => undefined,
      moved: nothing,
      alive: () => undefined,
      broken: resolve,
    }
    const instance = openInstance(await makeWechaty(config), hears, silentLog)
    instance.start().catch((error: unknown) => resolve(String(error)))
    const why = await promise
    expect(why).not.toContain('insecure_')
    await instance.stop()
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
