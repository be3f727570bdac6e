import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { composeApp } from '#cli/compose.ts'
import { readEnv } from '#kit/env.ts'
import { silentLog } from '#kit/log.ts'
import { tempFolder } from '../fixtures/temp.ts'
import { openSchool, type TestSchool, until } from '../school.ts'
import { lessonPlan } from '../stories.ts'
import { buttonsOf, wordsOf } from './read-card.ts'
import { feishuRoom, runningClock } from './room.ts'
import type { FeishuStandIn } from './stand-in.ts'
import type { Chat, Message, User } from './world.ts'

/** The whole program on days that are bad in ways that are not one failed call; see the matrix for those. */
let school: TestSchool
let feishu: FeishuStandIn
let li: User
let wang: User
let group: Chat
let env: Record<string, string>

beforeAll(async () => {
  school = await openSchool({
    room: async (clock) => {
      const room = await feishuRoom({ hasLimits: false, ackMs: 3_000, redeliverMs: [500, 1_000, 2_000] }, (stand) => {
        feishu = stand
      })(clock)
      env = room.env
      return room
    },
    clock: runningClock(new Date('2026-11-23T02:00:00Z')),
  })
  li = user('李老师')
  wang = user('王老师')
  const found = [...feishu.world.chats.values()].find((one) => one.name === '备课组')
  if (!found) throw new Error('the room is empty')
  group = found
})
afterAll(() => school.close())

function user(name: string): User {
  const found = [...feishu.world.users.values()].find((one) => one.name === name)
  if (!found) throw new Error(`nobody is called ${name}`)
  return found
}

const answersTo = (message: Message) => feishu.sent().filter((one) => one.replyTo === message.id)
const words = (message: Message | undefined) => (message ? wordsOf(message.type, message.content) : '')
const count = async (table: 'resource' | 'intake' | 'message' | 'point_tx') =>
  (
    await school.db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
  ).n

describe('deliveries', () => {
  test('everything delivered again a week later changes nothing', async () => {
    const { message } = feishu.deeds.says(li, group, '/help')
    feishu.deeds.uploads(li, group, '四年级科学 教案.docx', await lessonPlan('种子发芽'))
    await school.settle()
    const [card] = answersTo(message)
    const before = await Promise.all([count('resource'), count('intake'), count('message'), count('point_tx')])
    const sent = feishu.sent().length
    school.clock.advance(7 * 86_400_000)
    for (const delivery of feishu.deliveries.all) feishu.deliveries.again(delivery)
    // A question asked now is answered after what came before it.
    const now = feishu.deeds.says(li, group, '/help')
    await until(async () => answersTo(now.message).length > 0, 'an answer')
    await school.settle()
    expect(await Promise.all([count('resource'), count('intake'), count('message'), count('point_tx')])).toEqual([
      before[0],
      (before[1] ?? 0) + 1,
      (before[2] ?? 0) + 1,
      before[3],
    ])
    expect(feishu.sent()).toHaveLength(sent + 1)
    expect(card?.edits).toBe(0)
  })

  test('a recall that overtakes its file keeps the file out of the library', async () => {
    const before = await count('resource')
    feishu.gateway.wire.reverse = 2
    const { message } = feishu.deeds.uploads(li, group, '发错了.docx', await lessonPlan('发错了'))
    feishu.deeds.recalls(li, message)
    feishu.gateway.wire.reverse = 0
    await school.settle()
    expect(await count('resource')).toBe(before)
    expect(answersTo(message)).toHaveLength(0)
  })

  test('a file of 100 MB is acknowledged within the platform’s three seconds', async () => {
    const bytes = randomBytes(100 * 1_048_576)
    const { delivery } = feishu.deeds.uploads(li, group, '公开课录像.mp4', bytes, { type: 'media' })
    const done = await delivery?.settled
    expect(done?.pushes).toBe(1)
    expect((done?.ackedAt ?? Number.NaN) - (done?.firstPushAt ?? 0)).toBeLessThan(3_000)
    await school.settle()
  })
})

describe('sending', () => {
  test('a message that the platform refuses for good is kept with its reason, and the next one goes out', async () => {
    for (const api of ['message.reply', 'message.create'] as const) {
      feishu.faults.next(api, { kind: 'code', code: 230022, status: 400 })
    }
    const { message } = feishu.deeds.says(li, group, '/help')
    await school.settle()
    feishu.faults.clear()
    expect(answersTo(message)).toHaveLength(0)
    const refused = await school.db.selectFrom('message').select('reason').where('status', '=', 'refused').execute()
    expect(refused).toHaveLength(1)
    expect(refused[0]?.reason).toContain('230022')
    const next = feishu.deeds.says(li, group, '/help')
    await school.settle()
    expect(answersTo(next.message)).toHaveLength(1)
  })

  test('a download that the platform forbids is told to the teacher once', async () => {
    feishu.faults.next('resource.get', { kind: 'code', code: 234038, status: 400 }, 20)
    const { message } = feishu.deeds.uploads(li, group, '保密.docx', await lessonPlan('保密'))
    await school.settle()
    feishu.faults.clear()
    expect(answersTo(message)).toHaveLength(1)
    expect(words(answersTo(message)[0])).toContain('没有收录')
  })

  test('twelve files at once are a few messages, not twelve, and each file gets its mark', async () => {
    school.clock.advance(120_000)
    const before = feishu.sent(group.id).length
    const files = await Promise.all(Array.from({ length: 12 }, (_, n) => lessonPlan(`单元 ${n}`, [`内容 ${n * 31}`])))
    const sent = files.map((bytes, n) => feishu.deeds.uploads(wang, group, `第${n}单元 练习.docx`, bytes).message)
    await school.settle()
    expect(feishu.sent(group.id).length - before).toBeLessThanOrEqual(3)
    const isMarked = (message: Message) => message.reactions.map((one) => one.emoji).join() === 'DONE'
    await until(async () => sent.every(isMarked), 'the marks of all files')
  })
})

describe('people and chats', () => {
  test('the bot greets a group that it is added to, once, and is silent in one that it left', async () => {
    const chat = feishu.deeds.addGroup('新群', [li], { hasBot: false })
    feishu.deeds.invitesBot(li, chat)
    await school.settle()
    expect(feishu.sent(chat.id)).toHaveLength(1)
    feishu.deeds.removesBot(li, chat)
    feishu.deeds.says(li, chat, '/help')
    await school.settle()
    expect(feishu.sent(chat.id)).toHaveLength(1)
  })

  test('a folder and a merged forward get a sentence each', async () => {
    const others = [
      ['folder', { file_key: 'file_v3_x', file_name: '期中资料' }],
      ['merge_forward', { content: 'Merged and Forwarded Message' }],
    ] as const
    for (const [type, content] of others) {
      // What comes in one minute may share a card.
      school.clock.advance(120_000)
      const { message } = feishu.deeds.sendsOther(li, group, type, content)
      await school.settle()
      expect(answersTo(message)).toHaveLength(1)
      expect(words(answersTo(message)[0])).toContain('没有收录')
    }
  })

  test('a stranger who turns somebody else’s page gets an answer of their own; the card stays', async () => {
    const { message } = feishu.deeds.says(li, group, '/search 单元')
    await school.settle()
    const [card] = answersTo(message)
    if (!card) throw new Error('no answer')
    const button = buttonsOf(card.content).find((one) => /下一页|更多/.test(one.label))
    if (!button) throw new Error(`no pager: ${words(card)}`)
    const content = card.content
    expect((await feishu.deeds.presses(wang, card, { value: button.value })).kind).toBe('answered')
    await school.settle()
    expect(card.content).toBe(content)
    expect((await feishu.deeds.presses(li, card, { value: button.value })).kind).toBe('answered')
    await school.settle()
    expect(card.content).not.toBe(content)
  })

  test('a button with a made-up value is answered with a sentence and does nothing', async () => {
    const [card] = feishu.sent(group.id).filter((one) => one.type === 'interactive')
    if (!card) throw new Error('no card')
    for (const value of [{ c: 'withdraw', a: { id: '1; drop table' } }, { c: 'no-such' }, 'x', {}, null]) {
      const before = await count('resource')
      const pressed = await feishu.deeds.presses(wang, card, { value })
      expect(pressed.kind).toBe('answered')
      expect(await count('resource')).toBe(before)
    }
    await school.settle()
  })
})

test('a refused press is told to the presser alone; the next words follow the page that a press has turned', async () => {
  const { message } = feishu.deeds.says(li, group, '/search 单元')
  await school.settle()
  const [card] = answersTo(message)
  if (!card) throw new Error('no answer')
  const next = buttonsOf(card.content).find((one) => /下一页|更多/.test(one.label))
  if (!next) throw new Error(`no pager: ${words(card)}`)
  await feishu.deeds.presses(li, card, { value: next.value })
  await school.settle()
  const second = words(card)
  const before = feishu.sent(group.id).length
  const { message: typed } = feishu.deeds.says(li, group, '下一页', { replyTo: card.id })
  await school.settle()
  const third = words(answersTo(typed)[0])
  expect(third).not.toBe(second)
  expect(second).toContain('第 6–10 份')
  expect(third).toContain('第 11–12 份')
  const sent = feishu.sent(group.id).length
  expect(sent).toBe(before + 1)
  const refused = await feishu.deeds.presses(wang, card, { value: { c: 'withdraw', a: { id: '999999' } } })
  expect(refused).toMatchObject({ kind: 'answered', toast: { type: 'warning' } })
  await school.settle()
  expect(feishu.sent(group.id)).toHaveLength(sent)
})

test('two processes share the app’s events: each question is answered once, in the outbox’s order', async () => {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(school.db)
  const databaseUrl = `${process.env.GONGXIANG_TEST_PG}/${rows[0]?.name}`
  const folder = await tempFolder()
  const second = await composeApp({
    env: readEnv({ PORT: '0', PRACTICE: 'on', DATA_DIR: folder.path, ...env }),
    log: silentLog,
    clock: school.clock,
    databaseUrl,
    roles: { bot: true, worker: false, web: false },
  })
  try {
    await feishu.gateway.connected(2)
    const questions = Array.from({ length: 20 }, () => feishu.deeds.says(li, group, '/help').message)
    await school.settle()
    for (const question of questions) expect(answersTo(question)).toHaveLength(1)
    const answers = questions.flatMap(answersTo)
    const rows = await school.db
      .selectFrom('message')
      .select('ref')
      .where('status', '=', 'sent')
      .orderBy('id')
      .execute()
    const order = rows.flatMap((row) => answers.find((one) => one.id === row.ref)?.seq ?? [])
    expect(order).toHaveLength(questions.length)
    // Sent in the order in which they were put into the outbox, whichever process sent them.
    expect(order).toEqual([...order].sort((left, right) => left - right))
  } finally {
    await second.stop()
    await folder.drop()
  }
})
