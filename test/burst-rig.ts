import { randomUUID } from 'node:crypto'
import type { Bot } from '#bot/app.ts'
import type { Platform } from '#bot/platform.ts'
import { openPractice } from '#bot/platforms/practice/practice.ts'
import { openSender } from '#bot/sender.ts'
import { openFolderBlobs } from '#db/blobs.ts'
import { postText } from '#db/practice/deeds.ts'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import { finishIntake, type IntakeKey } from '#db/rows/intake.ts'
import { takeArrivals } from '#db/rows/intake-batch.ts'
import { insertMessage } from '#db/rows/messages.ts'
import { findMemberId, seen } from '#db/rows/people.ts'
import { insertUpload } from '#db/rows/uploads.ts'
import { fakeClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { sentence, type View } from '#workers/view.ts'
import { freshDatabase } from './database.ts'
import { tempFolder } from './fixtures/temp.ts'
import { textOf } from './said.ts'

/** An outbox of receipts, a real sender, and a real platform that wants few messages in a row. Times are in ms after a start. */
export type BurstRig = {
  /** Another chat, at the start. */
  begin(): Promise<void>
  clockTo(afterMs: number): void
  /** Sends what waits; `bursts`: by a platform that takes them. */
  drain(bursts?: boolean): Promise<void>
  /** What the next edits meet in place of the platform. */
  meets(...errors: Error[]): void
  /** Somebody asks something that is answered. */
  asks(afterMs: number): Promise<void>
  /** A file that came, and its receipt in the outbox. Answers its number. */
  receipt(afterMs: number, title: string, tone?: View['tone'], person?: string): Promise<number>
  say(text: string): Promise<void>
  /** Somebody presses a button on the card of a receipt: the answer that is to replace it. */
  press(receipt: number, answer: string): Promise<void>
  /** What the chat shows of the bot. */
  shown(): Promise<string[]>
  /** Of the messages in the outbox. */
  statuses(): Promise<string[]>
  /** Of the files. */
  marks(): Promise<(string | null)[]>
  drop(): Promise<void>
}

const START = new Date('2026-11-23T02:00:00Z')

export async function openBurstRig(): Promise<BurstRig> {
  const database = await freshDatabase()
  const folder = await tempFolder()
  const { db, pool } = database
  const clock = fakeClock(START)
  await seedPracticeSchool(db, { now: START, timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
  const blobs = await openFolderBlobs(folder.path)
  const practice = openPractice({ db, pool, blobs, schoolId: SAMPLE_SCHOOL, clock, log: silentLog })
  let chats = 0
  let chat = { id: '', row: 0 }
  let trouble: Error[] = []

  const platform = (bursts: boolean): Platform => ({
    ...practice,
    can: { ...practice.can, bursts },
    async edit(...given) {
      const problem = trouble.shift()
      if (problem) throw problem
      await practice.edit(...given)
    },
  })

  async function arrives(kind: string, sentAt: Date, person: string): Promise<IntakeKey> {
    const [taken] = await takeArrivals(db, [
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

  async function receipt(afterMs: number, title: string, tone: View['tone'] = 'good', person = 'li'): Promise<number> {
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

  return {
    async begin() {
      clock.to(START)
      trouble = []
      chats += 1
      const place = { id: `burst-${chats}`, kind: 'group' as const, name: '备课组' }
      const sighting = { platform: practice.name, chat: place, sender: { id: 'li', name: '李老师' } }
      chat = { id: place.id, row: (await seen(db, sighting, SAMPLE_SCHOOL)).chatId }
    },
    clockTo: (afterMs) => clock.to(new Date(START.getTime() + afterMs)),
    async drain(bursts = false) {
      const bot = { db, log: silentLog, clock, platforms: new Map([[practice.name, platform(bursts)]]) }
      const sender = openSender(bot as unknown as Bot)
      await sender.drain(SAMPLE_SCHOOL, chat.row)
      await sender.stop()
    },
    meets(...errors) {
      trouble = errors
    },
    async asks(afterMs) {
      const sentAt = new Date(START.getTime() + afterMs)
      const key = await arrives('text', sentAt, 'li')
      await db.transaction().execute((trx) => finishIntake(trx, key, 'done', sentAt))
    },
    receipt,
    async say(text) {
      const to = { schoolId: SAMPLE_SCHOOL, chatId: chat.row, key: randomUUID() }
      await insertMessage(db, { ...to, view: sentence(text), lang: 'zh-CN' })
    },
    async press(on, answer) {
      const card = await db
        .selectFrom('message')
        .select('ref')
        .where('key', '=', `receipt:${on}`)
        .executeTakeFirstOrThrow()
      const to = { schoolId: SAMPLE_SCHOOL, chatId: chat.row, key: `in:${randomUUID()}`, target: card.ref ?? '' }
      await insertMessage(db, { ...to, kind: 'edit', view: sentence(answer), lang: 'zh-CN' })
    },
    async shown() {
      const rows = await db
        .selectFrom('practice_post')
        .select('body')
        .where('chat_external_id', '=', chat.id)
        .where('kind', '=', 'bot')
        .orderBy('id')
        .execute()
      return rows.map((row) => textOf((row.body as { view: View }).view))
    },
    async statuses() {
      const rows = await db
        .selectFrom('message')
        .select('status')
        .where('chat_id', '=', chat.row)
        .orderBy('id')
        .execute()
      return rows.map((row) => row.status)
    },
    async marks() {
      const rows = await db
        .selectFrom('practice_post')
        .select('mark')
        .where('chat_external_id', '=', chat.id)
        .where('kind', '=', 'text')
        .orderBy('id')
        .execute()
      return rows.map((row) => row.mark)
    },
    async drop() {
      await database.drop()
      await folder.drop()
    },
  }
}
