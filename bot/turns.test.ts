import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import { finishIntake, type IntakeKey, lockIntake } from '#db/rows/intake.ts'
import { takeArrivals } from '#db/rows/intake-batch.ts'
import { seen } from '#db/rows/people.ts'
import { systemClock } from '#kit/clock.ts'
import { silentLog } from '#kit/log.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import type { Bot } from './app.ts'
import { handleIntake } from './handle.ts'
import { openInbox } from './inbox.ts'

/** Several processes at the desk of one school: each is a `Bot` of its own over the same database. */
let database: TestDatabase
let chat: { id: string; row: number }
let chats = 0
let events = 0

beforeAll(async () => {
  database = await freshDatabase()
  const now = new Date('2026-11-23T02:00:00Z')
  await seedPracticeSchool(database.db, { now, timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
})
afterAll(() => database.drop())
beforeEach(async () => {
  chats += 1
  chat = await openChat(`turns-${chats}`)
})

const sender = { id: 'li', name: '李老师' }

async function openChat(id: string) {
  const there = { platform: 'test', chat: { id, kind: 'group' as const, name: id }, sender }
  return { id, row: (await seen(database.db, there, SAMPLE_SCHOOL)).chatId }
}

function process(): Bot {
  return {
    db: database.db,
    log: silentLog,
    clock: systemClock,
    platforms: new Map(),
    defaultSchool: SAMPLE_SCHOOL,
    wake: () => undefined,
  } as unknown as Bot
}

async function says(text: string, where = chat): Promise<IntakeKey> {
  events += 1
  const name = `turn-${events}`
  const sentAt = new Date().toISOString()
  const base = { platform: 'test', eventKey: name, kind: 'text', sentAt }
  const place = { id: where.id, kind: 'group', name: where.id }
  const payload = { ...base, chat: place, sender, messageRef: name, text, mentionsBot: false }
  const [taken] = await takeArrivals(database.db, [{ ...base, chat: place, sender, payload }])
  if (taken?.is !== 'fresh') throw new Error('not taken')
  return taken.key
}

/** The events of the chat in the order in which they were answered. */
async function answered(where = chat): Promise<(number | null)[]> {
  const rows = await database.db
    .selectFrom('message')
    .select('intake_id')
    .where('chat_id', '=', where.row)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.intake_id)
}

const isAsOld = (key: IntakeKey, ms: number) =>
  database.db
    .updateTable('intake')
    .set({ received_at: new Date(Date.now() - ms) })
    .where('id', '=', key.id)
    .execute()

test('while one process deals with an event, another leaves the next one of that chat alone', async () => {
  const [first, second] = [await says('/help'), await says('/help')]
  const elsewhere = await says('/help', await openChat(`${chat.id}-other`))
  await database.db.transaction().execute(async (trx) => {
    expect((await lockIntake(trx, first, new Date())).is).toBe('taken')
    expect(await handleIntake(process(), second)).toEqual({ is: 'busy' })
    expect(await handleIntake(process(), elsewhere)).toMatchObject({ is: 'done', said: { where: 'chat' } })
    await finishIntake(trx, first, 'done', new Date())
  })
  expect(await handleIntake(process(), second)).toMatchObject({ is: 'done', said: { where: 'chat' } })
  expect(await handleIntake(process(), first)).toEqual({ is: 'done', said: undefined })
})

test('an older event of the chat is left to who received it for a while, then it is dealt with first', async () => {
  const [first, second] = [await says('/help'), await says('/help')]
  expect(await handleIntake(process(), second)).toEqual({ is: 'busy' })
  expect(await answered()).toEqual([])
  await isAsOld(first, 3_000)
  expect(await handleIntake(process(), second)).toMatchObject({ is: 'done', said: { where: 'chat' } })
  expect(await answered()).toEqual([first.id, second.id])
})

test('an event that was put off does not hold up its chat, and one that can not be dealt with neither', async () => {
  const [first, broken, third] = [await says('/help'), await says('/help'), await says('/help')]
  await database.db
    .updateTable('intake')
    .set({ next_at: new Date(Date.now() + 60_000) })
    .where('id', '=', first.id)
    .execute()
  await database.db.updateTable('intake').set({ payload: '{}' }).where('id', '=', broken.id).execute()
  await isAsOld(broken, 3_000)
  expect(await handleIntake(process(), third)).toMatchObject({ is: 'done', said: { where: 'chat' } })
  expect(await answered()).toEqual([third.id])
})

test('two processes that receive a chat’s events by turns answer them in the order in which they came', async () => {
  const inboxes = [process(), process()].map((bot) => openInbox(bot, (key) => handleIntake(bot, key)))
  const places = [chat, await openChat(`${chat.id}-b`), await openChat(`${chat.id}-c`)]
  const came = new Map(places.map((one) => [one.row, [] as number[]]))
  for (let turn = 0; turn < 60; turn += 1) {
    const key = await says('/help', places[turn % 3])
    came.get(key.chatId)?.push(key.id)
    // The second process also comes by with its sweep while the first is at work.
    void inboxes[(turn + Math.floor(turn / 3)) % 2]?.take(key)
    if (turn % 10 === 0) for (const inbox of inboxes) await inbox.sweep(true)
  }
  for (const inbox of inboxes) await inbox.idle()
  for (const one of places) expect(await answered(one)).toEqual(came.get(one.row))
  for (const inbox of inboxes) await inbox.stop()
})
