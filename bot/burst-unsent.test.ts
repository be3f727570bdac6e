import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import { takeArrivals } from '#db/rows/intake-batch.ts'
import { insertMessage } from '#db/rows/messages.ts'
import { seen } from '#db/rows/people.ts'
import { fakeClock } from '#kit/clock.ts'
import { RetryLater } from '#kit/errors.ts'
import { silentLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { textOf } from '#test/said.ts'
import { sentence, type View } from '#workers/view.ts'
import type { Bot } from './app.ts'
import type { Outgoing, Platform } from './platform.ts'
import { openSender } from './sender.ts'

const NAME = 'sparing'
const START = new Date('2026-11-23T02:00:00Z')
let database: TestDatabase
let clock: ReturnType<typeof fakeClock>
let chats = 0
let chat: { id: string; row: number }
let uploads = 0
let said: Outgoing[] = []
/** Keys under which something may have been shown. */
let begun: Set<string>
/** What the next posts meet, and whether they were begun by then. */
let trouble: { error: Error; begins: boolean }[] = []

beforeAll(async () => {
  database = await freshDatabase()
  clock = fakeClock(START)
  await seedPracticeSchool(database.db, { now: START, timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
})
afterAll(() => database.drop())
beforeEach(async () => {
  clock.to(START)
  said = []
  begun = new Set()
  trouble = []
  chats += 1
  const place = { id: `room-${chats}`, kind: 'group' as const, name: '备课组' }
  const found = await seen(
    database.db,
    { platform: NAME, chat: place, sender: { id: 'li', name: '李老师' } },
    SAMPLE_SCHOOL,
  )
  chat = { id: place.id, row: found.chatId }
})

/** A platform that changes nothing it has said, in the test's hands. */
const platform: Platform = {
  name: NAME,
  can: {
    cards: false,
    buttons: false,
    edits: false,
    replies: false,
    files: true,
    images: true,
    direct: true,
    marks: false,
    bursts: false,
  },
  start: async () => undefined,
  async post(_chat, out) {
    const problem = trouble.shift()
    if (problem) {
      if (problem.begins) begun.add(out.key)
      throw problem.error
    }
    begun.add(out.key)
    said.push(out)
    return { ref: `ref-${out.key}` }
  },
  begun: async (key) => begun.has(key),
  edit: async () => {
    throw new Error('nothing is changed here')
  },
  mark: async () => undefined,
  fetch: async () => {
    throw new Error('nothing to fetch')
  },
  direct: async () => undefined,
  state: () => ({ ready: true, detail: '' }),
  stop: async () => undefined,
}

async function drain(): Promise<void> {
  const bot = { db: database.db, log: silentLog, clock, platforms: new Map([[NAME, platform]]) }
  const sender = openSender(bot as unknown as Bot)
  await sender.drain(SAMPLE_SCHOOL, chat.row)
  await sender.stop()
}

async function receipt(title: string, more: { late?: boolean; who?: string; points?: string } = {}): Promise<void> {
  uploads += 1
  const [taken] = await takeArrivals(database.db, [
    {
      platform: NAME,
      eventKey: `file-${uploads}`,
      kind: 'file',
      chat: { id: chat.id, name: chat.id },
      sender: { id: 'li' },
      payload: { sender: { id: 'li' }, ...(more.late && { late: true }) },
      sentAt: START.toISOString(),
      isKnown: true,
    },
  ])
  if (taken?.is !== 'fresh') throw new Error('the event was not taken')
  const view: View = {
    title: '已收录',
    tone: 'good',
    blocks: [
      { kind: 'text', text: title },
      {
        kind: 'fields',
        fields: [
          { label: '分享者', value: more.who ?? '李老师' },
          { label: '积分', value: `+${more.points ?? '8.00'}`, note: '教案 8' },
        ],
      },
    ],
    about: { upload: uploads, resource: 100 + uploads },
  }
  await insertMessage(database.db, {
    schoolId: SAMPLE_SCHOOL,
    chatId: chat.row,
    key: `receipt:${uploads}`,
    view,
    lang: 'zh-CN',
    intakeId: taken.key.id,
  })
}

async function say(text: string): Promise<void> {
  uploads += 1
  const message = {
    schoolId: SAMPLE_SCHOOL,
    chatId: chat.row,
    key: `in:x${uploads}`,
    view: sentence(text),
    lang: 'zh-CN',
  }
  await insertMessage(database.db, message)
}

const shown = () => said.map(({ view }) => textOf(view))
const pass = (ms: number) => clock.to(new Date(clock.now().getTime() + ms))
const wait = () => new RetryLater('the account keeps its pace', 20_000)

test('receipts that wait are one message that says who earned what', async () => {
  await receipt('分数', { points: '12.00' })
  await receipt('周长', { who: '王老师' })
  await receipt('面积')
  await drain()
  expect(shown()).toEqual([
    expect.stringMatching(/^收到 3 份文件\n已收录 3 份。\n李老师 \+20\.00，王老师 \+8\.00\n分数\n/),
  ])
  const rows = await database.db
    .selectFrom('message')
    .select('status')
    .where('chat_id', '=', chat.row)
    .orderBy('id')
    .execute()
  expect(rows.map((row) => row.status)).toEqual(['sent', 'superseded', 'superseded'])
})

test('while the head waits for its turn, what comes is merged too', async () => {
  await receipt('分数')
  trouble = [{ error: wait(), begins: false }]
  await drain()
  await receipt('周长')
  pass(21_000)
  trouble = [{ error: wait(), begins: false }]
  await drain()
  await receipt('面积')
  pass(21_000)
  await drain()
  expect(shown()).toEqual([expect.stringMatching(/^收到 3 份文件/)])
})

test('a receipt of which something may have been said stays as it is', async () => {
  await receipt('分数')
  trouble = [{ error: wait(), begins: true }]
  await drain()
  await receipt('周长')
  await receipt('面积')
  pass(21_000)
  await drain()
  expect(shown()).toEqual([expect.stringMatching(/^已收录\n分数/), expect.stringMatching(/^收到 2 份文件/)])
})

test('an answer goes past a receipt that waits, and answers keep their order', async () => {
  await receipt('分数')
  trouble = [{ error: wait(), begins: false }]
  await say('第一')
  await say('第二')
  await drain()
  expect(shown()).toEqual(['第一', '第二'])
  pass(21_000)
  await drain()
  expect(shown()).toHaveLength(3)
})

test('more than twenty files are two messages; files found long after are none', async () => {
  for (let n = 1; n <= 22; n += 1) await receipt(`第 ${n} 份`, { late: n === 5 })
  await drain()
  expect(shown().map((text) => text.split('\n')[0])).toEqual(['收到 20 份文件', '已收录'])
})
