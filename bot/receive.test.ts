import { afterAll, beforeAll, expect, test } from 'vitest'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import type { IntakeKey } from '#db/rows/intake.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import type { Bot } from './app.ts'
import type { Incoming } from './incoming.ts'
import { openReceiver } from './receive.ts'

let database: TestDatabase
let taken: IntakeKey[] = []
let events = 0

beforeAll(async () => {
  database = await freshDatabase()
  const now = new Date('2026-11-23T02:00:00Z')
  await seedPracticeSchool(database.db, { now, timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
})
afterAll(() => database.drop())

function receiver() {
  taken = []
  const bot = { db: database.db, defaultSchool: SAMPLE_SCHOOL } as unknown as Bot
  return openReceiver(bot, async (key) => {
    taken.push(key)
    return undefined
  })
}

function says(text: string, more: { chat?: string; name?: string; sender?: string; eventKey?: string } = {}): Incoming {
  events += 1
  const { chat = 'g1', name = '备课组', sender = 'li', eventKey = `e${events}` } = more
  return {
    kind: 'text',
    platform: 'test',
    eventKey,
    chat: { id: chat, kind: 'group', name },
    sender: { id: sender, name: sender },
    sentAt: '2026-11-23T02:00:00.000Z',
    messageRef: eventKey,
    text,
    mentionsBot: false,
  }
}

const textsTaken = async () => {
  const rows = await database.db.selectFrom('intake').select(['id', 'payload']).execute()
  const texts = new Map(rows.map((row) => [row.id, (row.payload as { text: string }).text]))
  return taken.map((key) => texts.get(key.id))
}

test('events of a chat keep their order, also when a stranger speaks among people who are known', async () => {
  const receive = receiver()
  await receive(says('before', { chat: 'order' }))
  await Promise.all([
    receive(says('starts a run', { chat: 'order' })),
    receive(says('1', { chat: 'order' })),
    receive(says('2, of a stranger', { chat: 'order', sender: 'new' })),
    receive(says('3', { chat: 'order' })),
  ])
  expect(await textsTaken()).toEqual(['before', 'starts a run', '1', '2, of a stranger', '3'])
  const ids = taken.map((key) => key.id)
  expect(ids).toEqual([...ids].sort((a, b) => a - b))
})

test('a copy is committed once, whether it comes at once or later', async () => {
  const receive = receiver()
  const copies = ['dup', 'dup', 'dup'].map((eventKey) => receive(says('once', { eventKey })))
  await Promise.all(copies)
  await (await receive(says('once', { eventKey: 'dup' }))).handled
  const rows = await database.db.selectFrom('intake').select('id').where('event_key', '=', 'dup').execute()
  expect(rows).toHaveLength(1)
  expect(new Set(taken.map((key) => key.id)).size).toBe(1)
})

test('a chat goes by its last name, two names in one run included', async () => {
  const receive = receiver()
  await Promise.all(['甲', '乙', '丙'].map((name) => receive(says('hello', { chat: 'renamed', name }))))
  const chat = await database.db
    .selectFrom('chat')
    .select('name')
    .where('external_id', '=', 'renamed')
    .executeTakeFirstOrThrow()
  expect(chat.name).toBe('丙')
  expect(taken).toHaveLength(3)
})

test('what PostgreSQL can not store is left out, and no other event suffers', async () => {
  const receive = receiver()
  const found = await Promise.allSettled([
    receive(says('first')),
    receive(says('good')),
    receive(says('half \ud83d and NUL \u0000')),
    receive({ ...says('a date that is none'), sentAt: 'yesterday-ish' }),
    receive(says('good too')),
  ])
  expect(found.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(await textsTaken()).toEqual(['first', 'good', 'half \ufffd and NUL ', 'good too'])
})
