import { afterEach, beforeEach, expect, test } from 'vitest'
import { becomeFirstAdmin, seen } from '#db/rows/people.ts'
import { readEnv } from '#kit/env.ts'
import { freshDatabase } from '#test/database.ts'
import { type FeishuStandIn, openFeishuStandIn } from '#test/feishu/stand-in.ts'
import { feishuFindings, feishuRecords } from './feishu.ts'

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

test('a school without an administrator is told who will be one, then who is, and what was not delivered', async () => {
  const { db, drop } = await freshDatabase()
  try {
    const env = readEnv({ FEISHU_APP_ID: feishu.appId, FEISHU_APP_SECRET: feishu.appSecret })
    expect(await feishuRecords(readEnv({}), db)).toEqual([])
    const [nobody] = await feishuRecords(env, db)
    expect(nobody).toMatchObject({ level: 'warn', look: { en: expect.stringContaining('brings the bot') } })
    await db
      .insertInto('school')
      .values({ id: 's', name: '校', name_en: 'S', locale: 'zh-CN', time_zone: 'Asia/Shanghai' })
      .execute()
    const sighting = { platform: 'feishu', chat: { id: 'oc_1', kind: 'group' as const, name: '备课组' } }
    const { memberId, chatId } = await seen(db, { ...sighting, sender: { id: 'ou_1', name: '李老师' } }, 's')
    await db.transaction().execute((trx) => becomeFirstAdmin(trx, 's', memberId))
    const row = { school_id: 's', chat_id: chatId, key: 'k', view: '{}', lang: 'zh-CN', reason: '230022: no' }
    await db
      .insertInto('message')
      .values({ ...row, status: 'refused' })
      .execute()
    const [admin, sent] = await feishuRecords(env, db)
    expect(admin).toMatchObject({ level: 'ok', found: { zh: '李老师' } })
    expect(sent).toMatchObject({ level: 'warn', found: { zh: expect.stringContaining('230022') } })
  } finally {
    await drop()
  }
})
