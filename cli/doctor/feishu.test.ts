import { afterEach, beforeEach, expect, test } from 'vitest'
import { readEnv } from '#kit/env.ts'
import { type FeishuStandIn, openFeishuStandIn } from '#test/feishu/stand-in.ts'
import { feishuFindings } from './feishu.ts'

let feishu: FeishuStandIn
beforeEach(async () => {
  feishu = await openFeishuStandIn()
})
afterEach(() => feishu.close())

const look = (more: Record<string, string> = {}) =>
  feishuFindings(
    readEnv({
      FEISHU_APP_ID: feishu.appId,
      FEISHU_APP_SECRET: feishu.appSecret,
      FEISHU_DOMAIN: feishu.origin,
      PORT: '0',
      ...more,
    }),
  )

test('without an app there is nothing to examine', async () => {
  expect(await feishuFindings(readEnv({}))).toMatchObject([{ level: 'ok' }])
})

test('right credentials name the bot, and no connection is opened', async () => {
  expect(await look()).toMatchObject([{ level: 'ok', found: { en: expect.stringContaining('共享助手') } }])
  expect(feishu.gateway.handshakes()).toBe(0)
})

test('a wrong secret and an unreachable platform each say where to look, without the secret', async () => {
  const [wrong] = await look({ FEISHU_APP_SECRET: 'hunter2' })
  expect(wrong).toMatchObject({ level: 'fail', look: { zh: expect.stringContaining('凭证与基础信息') } })
  const [far] = await look({ FEISHU_DOMAIN: 'http://127.0.0.1:9' })
  expect(far).toMatchObject({ level: 'fail', look: { en: expect.stringContaining('FEISHU_DOMAIN') } })
  expect(JSON.stringify([wrong, far])).not.toContain('hunter2')
})
