import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { webhookRoutes } from '#web/webhooks.ts'
import type { View } from '#workers/view.ts'
import { openSchool, type TestSchool, until } from '../school.ts'
import { lessonPlan } from '../stories.ts'
import { openListener } from './listener.ts'
import { feishuRoom, runningClock } from './room.ts'
import type { FeishuStandIn } from './stand-in.ts'
import type { Chat, User } from './world.ts'

describe('a school on Feishu', () => {
  let school: TestSchool
  let feishu: FeishuStandIn
  let li: User
  let group: Chat

  beforeEach(async () => {
    const room = feishuRoom({ hasLimits: false }, (stand) => {
      feishu = stand
    })
    school = await openSchool({ room, clock: runningClock(new Date('2026-11-23T02:00:00Z')) })
    const found = [...feishu.world.users.values()].find((one) => one.name === '李老师')
    const chat = [...feishu.world.chats.values()].find((one) => one.name === '备课组')
    if (!found || !chat) throw new Error('the room is empty')
    li = found
    group = chat
  })
  afterEach(() => school.close())

  const again = async () => {
    const before = feishu.gateway.handshakes()
    feishu.gateway.drop()
    await until(async () => feishu.gateway.handshakes() > before, 'connected again')
  }
  const resources = () =>
    school.db
      .selectFrom('resource')
      .select('title')
      .where('status', '=', 'live')
      .where('chat_id', 'is not', null)
      .execute()

  test('hours after an outage, commands are left alone and files are catalogued with a mark and no words', async () => {
    await school.member('李老师').says('/help')
    const before = feishu.sent().length
    const { message } = feishu.deeds.uploads(li, group, '分数 教案.docx', await lessonPlan('分数', ['准备']), {
      isMissed: true,
    })
    feishu.deeds.says(li, group, '/search 分数', { isMissed: true })
    school.clock.advance(3 * 3_600_000)
    await again()
    await until(async () => message.reactions.some((one) => one.emoji === 'DONE'), 'the mark')
    await school.settle()
    expect(feishu.sent()).toHaveLength(before)
    expect((await resources()).length).toBe(1)
    const awards = () => school.db.selectFrom('point_tx').select('idem_key').execute()
    const paid = await awards()
    expect(paid.length).toBeGreaterThan(0)
    await again()
    await school.settle()
    expect(await awards()).toEqual(paid)
    expect(feishu.sent()).toHaveLength(before)
  })

  test('a file missed for a minute is catalogued and answered as if nothing had happened', async () => {
    await school.member('李老师').says('/help')
    feishu.deeds.uploads(li, group, '小数 教案.docx', await lessonPlan('小数', ['准备']), { isMissed: true })
    await again()
    await until(async () => (await resources()).length === 1, 'the resource')
    await school.settle()
    expect((await school.said()).at(-1)?.text).toContain('小数')
  })

  test('the bot greets a group that it comes to, and shows the administrator who brought it the settings', async () => {
    const wang = [...feishu.world.users.values()].find((one) => one.name === '王老师')
    if (!wang) throw new Error('no 王老师')
    await school.db.updateTable('member').set({ role: 'teacher' }).where('role', '=', 'admin').execute()
    const fresh = feishu.deeds.addGroup('新群', [li, wang], { hasBot: false })
    const viewsIn = async (chat: Chat) =>
      (
        await school.db
          .selectFrom('message')
          .innerJoin('chat', 'chat.id', 'message.chat_id')
          .select('message.view')
          .where('chat.external_id', '=', chat.id)
          .orderBy('message.id')
          .execute()
      ).map((row) => row.view as View)
    await feishu.deeds.invitesBot(li, fresh).settled
    await school.settle()
    const [greeting, settings, ...more] = await viewsIn(fresh)
    expect(JSON.stringify(greeting)).toContain('我是共享助手')
    expect(settings?.title).toBe('设置')
    expect(JSON.stringify(settings)).toContain('已成为管理员')
    expect(more).toEqual([])
    const second = feishu.deeds.addGroup('又一群', [wang], { hasBot: false })
    await feishu.deeds.invitesBot(wang, second).settled
    await school.settle()
    expect(await viewsIn(second)).toHaveLength(1)
    await feishu.deeds.removesBot(wang, second).settled
    await school.settle()
    const row = await school.db
      .selectFrom('chat')
      .select('removed_at')
      .where('external_id', '=', second.id)
      .executeTakeFirstOrThrow()
    expect(row.removed_at).not.toBeNull()
    await school.db.updateTable('member').set({ role: 'teacher' }).where('role', '=', 'admin').execute()
    const third = feishu.deeds.addGroup('不知谁请来的群', [wang], { hasBot: false })
    await feishu.deeds.invitesBot(wang, third, false).settled
    await school.settle()
    expect((await viewsIn(third)).map((view) => JSON.stringify(view))).toEqual([
      expect.stringContaining('我是共享助手'),
    ])
    expect(await school.db.selectFrom('member').select('id').where('role', '=', 'admin').execute()).toEqual([])
  })

  test('a press is answered within three seconds with words, and a refused one with the reason', async () => {
    await school.member('李老师').uploads('面积 教案.docx', await lessonPlan('面积', ['准备']))
    const [found] = await school.member('王老师').says('/search 面积')
    if (!found) throw new Error('no answer')
    const message = [...feishu.world.messages.values()].find((one) => one.seq === found.id)
    if (!message) throw new Error('no card')
    const pressed = await feishu.deeds.presses(li, message, {
      value: { c: 'settings', a: { key: 'catalogue', value: 'off' } },
    })
    expect(pressed).toMatchObject({
      kind: 'answered',
      toast: { type: 'warning', content: expect.stringContaining('管理员') },
    })
    expect(pressed.kind === 'answered' && pressed.tookMs).toBeLessThan(3_000)
    const unknown = await feishu.deeds.presses(li, message, { value: { c: 'gone', a: {} } })
    expect(unknown).toMatchObject({ kind: 'answered', toast: { type: 'warning' } })
    await school.settle()
    const wasSaid = await school.said('direct:li')
    expect(wasSaid).toEqual([])
  })

  test('a press behind a chat’s long line is answered in time, and its refusal follows in private, once', async () => {
    await school.member('李老师').uploads('体积 教案.docx', await lessonPlan('体积', ['准备']))
    const message = feishu.sent(group.id).at(-1)
    if (!message) throw new Error('no card')
    const value = { c: 'settings', a: { key: 'catalogue', value: 'off' } }
    // As a process that works in the chat.
    await school.db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('sample:' || id, 1)) from chat
        where platform = 'feishu' and external_id = ${group.id}`.execute(trx)
      const pressed = await feishu.deeds.presses(li, message, { value })
      expect(pressed).toMatchObject({ kind: 'answered', toast: { content: expect.stringContaining('正在处理') } })
      expect(pressed.kind === 'answered' && pressed.tookMs).toBeLessThan(3_000)
    })
    await school.settle()
    const found = await school.said('direct:li')
    expect(found.map((one) => one.text)).toEqual([expect.stringContaining('管理员')])
  })
})

test('over webhooks events, presses and the platform’s test of the address work, strangers are refused', async () => {
  const doors = new Map<
    string,
    { handle: NonNullable<Awaited<ReturnType<typeof openListener>>['platform']['webhook']>['handle'] }
  >()
  const server = createServer((request, response) => {
    void getRequestListener(webhookRoutes(doors).fetch)(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feishu/webhook`
  const keys = { encryptKey: 'a key', verificationToken: 'a token' }
  const at = await openListener({ webhook: { url, ...keys } }, { config: { mode: 'webhook', ...keys } })
  try {
    if (!at.platform.webhook) throw new Error('no webhook')
    doors.set('feishu', at.platform.webhook)
    at.feishu.deeds.says(at.li, at.group, '你好')
    await at.hear((one) => one.kind === 'text' && one.text === '你好', 'the text')
    const { ref } = await at.platform.post(
      { id: at.group.id, kind: 'group' },
      { view: { blocks: [] }, lang: 'zh-CN', key: 'k' },
    )
    const message = at.feishu.world.messages.get(ref)
    if (!message) throw new Error('nothing was sent')
    const pressed = await at.feishu.deeds.presses(at.li, message, { value: { c: 'help', a: {} } })
    expect(pressed.kind).toBe('answered')
    await at.hear((one) => one.kind === 'button', 'the press')
    expect((await fetch(url, { method: 'POST', body: '{"schema":"2.0"}' })).status).toBe(401)
    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(1_100_000) })).status).toBe(413)
    expect(at.platform.state()).toMatchObject({
      ready: true,
      detail: expect.stringMatching(/^webhook, \d+ events taken, 1 requests refused/),
    })
  } finally {
    await at.close()
    server.closeAllConnections()
    server.close()
  }
})
