import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { readEnv } from '#kit/env.ts'
import { wechatFindings } from './wechat.ts'

const TOKEN = 'insecure_00000000-0000-4000-8000-00000000dead'
const look = (more: Record<string, string> = {}) =>
  wechatFindings(
    readEnv({
      WECHAT_ENABLED: 'true',
      WECHATY_PUPPET_SERVICE_TOKEN: TOKEN,
      PORT: '0',
      WECHAT_ROOMS: '备课组',
      ...more,
    }),
  )

test('while WeChat is off there is one line and no warning', async () => {
  expect(await wechatFindings(readEnv({}))).toMatchObject([{ level: 'ok' }])
})

test('while it is on the risk is said plainly: which puppets, what they cost, bans, and the reliable channel', async () => {
  const findings = await look()
  const risk = findings.find((one) => one.name === 'wechat risk')
  expect(risk?.level).toBe('warn')
  for (const word of ['wechaty-puppet-service', 'wechat4u', '收费', '免费', '封', '备用账号', '飞书'])
    expect(risk?.found.zh).toContain(word)
  expect(JSON.stringify(findings)).not.toContain(TOKEN)
})

test('a puppet that is not there, groups that are not named and ids that change are each said', async () => {
  const findings = await look({
    WECHATY_PUPPET: 'wechaty-puppet-nowhere',
    WECHAT_ROOMS: '',
    WECHAT_STABLE_IDS: 'false',
  })
  expect(findings.map(({ name, level }) => [name, level])).toEqual([
    ['wechat', 'fail'],
    ['wechat risk', 'warn'],
    ['wechat groups', 'warn'],
    ['wechat ids', 'warn'],
  ])
})

test('a puppet server is only knocked at', async () => {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const levelAt = async () =>
    (await look({ WECHATY_PUPPET_SERVICE_ENDPOINT: endpoint })).find((one) => one.name === 'wechat server')?.level
  expect(await levelAt()).toBe('ok')
  await new Promise((resolve) => server.close(resolve))
  expect(await levelAt()).toBe('fail')
})
