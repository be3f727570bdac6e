import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openFolderBlobs } from '#db/blobs.ts'
import { postText } from '#db/practice/deeds.ts'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import { finishIntake, type IntakeKey } from '#db/rows/intake.ts'
import { takeArrivals } from '#db/rows/intake-batch.ts'
import { insertMessage } from '#db/rows/messages.ts'
import { findMemberId, seen } from '#db/rows/people.ts'
import { insertUpload } from '#db/rows/uploads.ts'
import { fakeClock } from '#kit/clock.ts'
import { RetryLater } from '#kit/errors.ts'
import { silentLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { textOf } from '#test/said.ts'
import { sentence, type View } from '#workers/view.ts'
import type { Bot } from './app.ts'
import { type Platform, PlatformRefusal } from './platform.ts'
import { openPractice } from './platforms/practice/practice.ts'
import { openSender } from './sender.ts'

const START = new Date('2026-11-23T02:00:00Z')
let database: TestDatabase
let folder: TempFolder
let practice: Platform
let clock: ReturnType<typeof fakeClock>
let chats = 0
let chat: { id: string; row: number; member: number }
/** What the next edits meet in place of the platform. */
let trouble: Error[] = []

beforeAll(async () => {
  database = await freshDatabase()
  folder = await tempFolder()
  const { db, pool } = database
  clock = fakeClock(START)
  await seedPracticeSchool(db, { now: START, timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
  const blobs = await openFolderBlobs(folder.path)
  practice = openPractice({ db, pool, blobs, schoolId: SAMPLE_SCHOOL, clock, log: silentLog })
})
afterAll(async () => {
  await database.drop()
  await folder.drop()
})
beforeEach(async () => {
  clock.to(START)
  trouble = []
  chats += 1
  const sighting = {
    platform: practice.name,
    chat: { id: `burst-${chats}`, kind: 'group' as const, name: '备课组' },
    sender: { id: 'li', name: '李老师' },
  }
  const found = await seen(database.db, sighting, SAMPLE_SCHOOL)
  chat = { id: sighting.chat.id, row: found.chatId, member: found.memberId }
})

/** A real platform that wants few messages in a row. */
function platform(bursts: boolean): Platform {
  return {
    ...practice,
    can: { ...practice.can, bursts },
    async edit(...given) {
      const problem = trouble.shift()
      if (problem) throw problem
      await practice.edit(...given)
    },
  }
}

async function drain(bursts = false): Promise<void> {
  const bot = { db: database.db, log: silentLog, clock, platforms: new Map([[practice.name, platform(bursts)]]) }
  const sender = openSender(bot as unknown as Bot)
  await sender.drain(SAMPLE_SCHOOL, chat.row)
  await sender.stop()
}

/** Sends what waits, long enough after the files came. */
async function later(): Promise<void> {
  clock.to(new Date(START.getTime() + 70_000))
  await drain()
}

/** Somebody asks something that is answered. */
async function asks(afterMs: number): Promise<void> {
  const sentAt = new Date(START.getTime() + afterMs)
  const key = await arrives('text', sentAt, 'li')
  await database.db.transaction().execute((trx) => finishIntake(trx, key, 'done', sentAt))
}

async function arrives(kind: string, sentAt: Date, person: string): Promise<IntakeKey> {
  const [taken] = await takeArrivals(database.db, [
    {
      platform: practice.name,
      eventKey: randomUUID(),
      kind,
      chat: { id: chat.id, name: chat.id },
      sender: { id: person },
      payload: {},
      sentAt: sentAt.toISOString(),
      isKnown: true,
    },
  ])
  if (taken?.is !== 'fresh') throw new Error('the event was not taken')
  return taken.key
}

/** A file that came `afterMs` after the start, and its receipt in the outbox. Answers its number. */
async function receipt(afterMs: number, title: string, tone: View['tone'] = 'good', person = 'li'): Promise<number> {
  const { db } = database
  const sentAt = new Date(START.getTime() + afterMs)
  const deed = { schoolId: SAMPLE_SCHOOL, chat: chat.id, person: 'li', key: randomUUID(), now: sentAt }
  const file = String(await postText(db, deed, title))
  const memberId = await findMemberId(db, SAMPLE_SCHOOL, practice.name, person)
  if (memberId === undefined) throw new Error(`nobody is called ${person}`)
  const base = { schoolId: SAMPLE_SCHOOL, chatId: chat.row, memberId }
  const intake = await arrives('file', sentAt, person)
  const upload = await db
    .transaction()
    .execute((trx) =>
      insertUpload(trx, { ...base, intakeId: intake.id, fileName: title, fileRef: {}, messageRef: file, sentAt }),
    )
  const view: View = {
    title: tone === 'bad' ? '没有收录' : '已收录',
    tone,
    blocks: [
      { kind: 'text', text: title, style: 'strong' },
      { kind: 'fields', fields: [{ label: '学科', value: '数学' }] },
      { kind: 'actions', actions: [{ label: '更正', command: 'correct', args: { id: '1' } }] },
    ],
    about: { upload, resource: upload + 1_000 },
  }
  await insertMessage(db, {
    schoolId: SAMPLE_SCHOOL,
    chatId: chat.row,
    key: `receipt:${upload}`,
    view,
    lang: 'zh-CN',
    replyTo: file,
  })
  return upload
}

async function say(text: string): Promise<void> {
  const message = { schoolId: SAMPLE_SCHOOL, chatId: chat.row, key: randomUUID(), view: sentence(text), lang: 'zh-CN' }
  await insertMessage(database.db, message)
}

/** What the chat shows of the bot. */
async function shown(): Promise<string[]> {
  const rows = await database.db
    .selectFrom('practice_post')
    .select('body')
    .where('chat_external_id', '=', chat.id)
    .where('kind', '=', 'bot')
    .orderBy('id')
    .execute()
  return rows.map((row) => textOf((row.body as { view: View }).view))
}

const statuses = async () => {
  const rows = await database.db
    .selectFrom('message')
    .select('status')
    .where('chat_id', '=', chat.row)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.status)
}

test('twelve files at once are one card that counts and lists them, and each file gets its mark', async () => {
  for (let index = 0; index < 12; index += 1) {
    await receipt(index * 300, `第 ${index + 1} 份`, index === 7 ? 'bad' : 'good')
    clock.to(new Date(START.getTime() + index * 300 + 500))
    await drain()
  }
  const [card, ...others] = await shown()
  expect(others).toEqual([])
  expect(card).toContain('收到 12 份文件\n已收录 11 份，没有收录 1 份。')
  for (let number = 1; number <= 12; number += 1) expect(card).toContain(`第 ${number} 份`)
  expect(await statuses()).toEqual(['sent', ...Array.from({ length: 11 }, () => 'superseded')])
  const marks = await database.db
    .selectFrom('practice_post')
    .select(['mark'])
    .where('chat_external_id', '=', chat.id)
    .where('kind', '=', 'text')
    .orderBy('id')
    .execute()
  expect(marks.map((row) => row.mark)).toEqual(
    Array.from({ length: 12 }, (_, index) => (index === 7 ? 'refused' : 'done')),
  )
})

test('files that one person sends one after the other, each after its receipt, share a card from the third on', async () => {
  for (let index = 0; index < 12; index += 1) {
    await receipt(index * 4_000, `第 ${index + 1} 份`)
    clock.to(new Date(START.getTime() + index * 4_000 + 1_000))
    await drain()
  }
  const cards = await shown()
  expect(cards).toHaveLength(2)
  expect(cards[1]).toContain('收到 11 份文件')
})

test('in such a row a refused file is told of by itself', async () => {
  for (let index = 0; index < 5; index += 1) {
    await receipt(index * 4_000, `第 ${index + 1} 份`, index === 3 ? 'bad' : 'good')
    clock.to(new Date(START.getTime() + index * 4_000 + 1_000))
    await drain()
  }
  const cards = await shown()
  expect(cards[1]).toContain('收到 2 份文件')
  expect(cards[2]).toContain('第 4 份')
  expect(cards.slice(0, 2).join('\n')).not.toContain('第 4 份')
})

test('files with an answer between them, or from two people in turn, have their own receipts', async () => {
  for (const [index, person] of ['li', 'wang', 'li', 'li', 'wang', 'li'].entries()) {
    await receipt(index * 4_000, `第 ${index + 1} 份`, 'good', person)
    clock.to(new Date(START.getTime() + index * 4_000 + 1_000))
    await drain()
  }
  expect(await shown()).toHaveLength(6)
  await asks(25_000)
  await receipt(26_000, '第 7 份')
  clock.to(new Date(START.getTime() + 27_000))
  await drain()
  expect(await shown()).toHaveLength(7)
})

test('receipts that waited together are merged by one change of the first one’s card', async () => {
  for (let index = 0; index < 5; index += 1) await receipt(index * 1_000, `第 ${index + 1} 份`)
  await later()
  expect(await shown()).toHaveLength(1)
  expect((await shown())[0]).toContain('收到 5 份文件')
})

test('a single file has its own receipt, and a file of the next minute its own', async () => {
  await receipt(0, '早上一份')
  await receipt(61_000, '后来一份')
  await later()
  const cards = await shown()
  expect(cards).toHaveLength(2)
  expect(cards.join('\n')).not.toContain('份文件')
})

test('a platform that takes bursts shows a receipt for each file', async () => {
  for (let index = 0; index < 3; index += 1) await receipt(index, `第 ${index + 1} 份`)
  await drain(true)
  expect(await shown()).toHaveLength(3)
})

test('other answers between the receipts keep their place and their words', async () => {
  await receipt(0, '一')
  await say('搜索结果')
  await receipt(2_000, '二')
  await later()
  const cards = await shown()
  expect(cards).toHaveLength(2)
  expect(cards[0]).toContain('收到 2 份文件')
  expect(cards[1]).toBe('搜索结果')
})

test('after twenty files a new card begins', async () => {
  for (let index = 0; index < 25; index += 1) await receipt(index * 100, `第 ${index + 1} 份`)
  await later()
  const cards = await shown()
  expect(cards.map((card) => card.split('\n')[0])).toEqual(['收到 20 份文件', '收到 5 份文件'])
})

test('a crash between the change of the card and its row repeats the change and adds nothing', async () => {
  await receipt(0, '一')
  await later()
  await receipt(1_000, '二')
  const lost = new RetryLater('the answer was lost', 0)
  trouble = [lost]
  await drain()
  await drain()
  const [card, ...others] = await shown()
  expect(others).toEqual([])
  expect(card).toContain('收到 2 份文件')
  expect(await statuses()).toEqual(['sent', 'superseded'])
})

test('when the card can not be changed any more the receipt is posted by itself', async () => {
  await receipt(0, '一')
  await later()
  await receipt(1_000, '二')
  trouble = [new PlatformRefusal('230031', 'too old')]
  await drain()
  expect(await shown()).toHaveLength(2)
  expect(await statuses()).toEqual(['sent', 'sent'])
})

test('an answer to a press on a card that can not be changed is posted; a summary is never replaced', async () => {
  const first = await receipt(0, '一')
  await later()
  const row = await database.db
    .selectFrom('message')
    .select('ref')
    .where('key', '=', `receipt:${first}`)
    .executeTakeFirstOrThrow()
  const press = (text: string) =>
    insertMessage(database.db, {
      schoolId: SAMPLE_SCHOOL,
      chatId: chat.row,
      key: `in:${randomUUID()}`,
      kind: 'edit',
      target: row.ref ?? '',
      view: sentence(text),
      lang: 'zh-CN',
    })
  trouble = [new PlatformRefusal('230031', 'too old')]
  await press('卡片太旧')
  await drain()
  expect(await shown()).toHaveLength(2)
  await receipt(1_000, '二')
  await drain()
  await press('已撤回')
  await drain()
  const cards = await shown()
  expect(cards[0]).toContain('收到 2 份文件')
  expect(cards.slice(1)).toEqual(['卡片太旧', '已撤回'])
})
