import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { editBotPost, insertBotPost, markPost } from './bot-posts.ts'
import { type Deed, MAX_TEXT, postNotice, postText, pressButton, reactTo, recallPost } from './deeds.ts'
import { countWaitingEvents, listWaitingEvents, markDelivered, postponeEvent } from './events.ts'
import { mentionsBot } from './names.ts'
import { addPerson, findPerson, listPeople } from './people.ts'
import { findPost, lastChange, listChanges, listPosts } from './posts.ts'
import { SAMPLE_PEOPLE, seedPracticeSchool } from './seed.ts'

let database: TestDatabase
const now = new Date('2026-11-23T02:00:00Z')
const schoolId = 'sample'
const seed = () => seedPracticeSchool(database.db, { now, timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
const deed = (person = 'li', chat = 'beike'): Deed => ({ schoolId, chat, person, key: randomUUID(), now })
const card = (chat: string, key: string) => ({ schoolId, chat, key, view: { blocks: [] }, lang: 'zh-CN' })

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

describe('the sample school', () => {
  test('is the same after many starts, also when several processes start at once', async () => {
    await Promise.all([seed(), seed(), seed()])
    await seed()
    const people = await listPeople(database.db, schoolId)
    expect(people.map(({ id, name, role }) => ({ id, name, role }))).toEqual(
      SAMPLE_PEOPLE.map(({ id, name, role }) => ({ id, name, role })),
    )
    const members = await database.db.selectFrom('member').select('id').execute()
    expect(members).toHaveLength(people.length)
  })

  test('keeps what people changed', async () => {
    await database.db.updateTable('member').set({ role: 'head' }).where('name', '=', '王老师').execute()
    await seed()
    expect((await findPerson(database.db, schoolId, 'wang'))?.role).toBe('head')
    await database.db.updateTable('member').set({ role: 'teacher' }).where('name', '=', '王老师').execute()
  })

  test('somebody who joins twice under one id is there once', async () => {
    const wish = { id: 'own-1', name: '孙老师', role: 'teacher' as const }
    const first = await addPerson(database.db, schoolId, wish, now)
    expect(await addPerson(database.db, schoolId, wish, now)).toEqual(first)
  })
})

describe('posts and events', () => {
  beforeEach(async () => {
    await seed()
    await database.db.deleteFrom('practice_event').execute()
    await database.db.deleteFrom('practice_post').execute()
  })

  test('a deed and its event are one: what cannot be posted leaves no event', async () => {
    const { db } = database
    await expect(postText(db, deed('nobody'), '大家好')).rejects.toMatchObject({ code: 'person_unknown' })
    await expect(postText(db, deed('li', 'nowhere'), '大家好')).rejects.toMatchObject({ code: 'chat_unknown' })
    await expect(postText(db, deed('li', 'direct:wang'), '大家好')).rejects.toMatchObject({ code: 'chat_unknown' })
    await expect(postText(db, deed(), '大家好', 12345)).rejects.toMatchObject({ code: 'post_unknown' })
    await expect(postText(db, deed(), ' \n ')).rejects.toMatchObject({ code: 'text_empty' })
    await expect(postText(db, deed(), 'x'.repeat(MAX_TEXT + 1))).rejects.toMatchObject({ code: 'text_too_long' })
    expect(await countWaitingEvents(db, schoolId)).toBe(0)
    expect(await listPosts(db, { schoolId, person: 'li', chat: 'beike', limit: 9 })).toEqual([])
  })

  test('one key of two people is two posts', async () => {
    const key = randomUUID()
    const one = await postText(database.db, { ...deed('li'), key }, '早')
    const other = await postText(database.db, { ...deed('wang'), key }, '早')
    expect(other).not.toBe(one)
  })

  test('an event waits until it is delivered, and not before its time once it was put off', async () => {
    const { db } = database
    await postText(db, deed(), '一')
    await postText(db, deed(), '二')
    const [first, second] = await listWaitingEvents(db, schoolId, now, 9)
    await markDelivered(db, schoolId, [first?.id ?? 0], now)
    await postponeEvent(db, schoolId, second?.id ?? 0, new Date(now.getTime() + 1_000))
    expect(await listWaitingEvents(db, schoolId, now, 9)).toEqual([])
    const [again] = await listWaitingEvents(db, schoolId, undefined, 9)
    expect(again).toMatchObject({ id: second?.id, attempts: 1, person: { id: 'li', name: '李老师' } })
  })

  test('a button is pressed on the bot’s posts only, and only by who can see them', async () => {
    const { db } = database
    const said = await postText(db, deed(), '大家好')
    const secret = await insertBotPost(db, card('direct:li', 'k'), now)
    const press = { command: 'help', args: {} }
    await expect(pressButton(db, deed(), said, press)).rejects.toMatchObject({ code: 'post_unknown' })
    await expect(pressButton(db, deed('wang', 'direct:li'), secret, press)).rejects.toMatchObject({
      code: 'chat_unknown',
    })
    await pressButton(db, deed('li', 'direct:li'), secret, press)
    expect(await countWaitingEvents(db, schoolId)).toBe(2)
  })

  test('a second recall and a second equal reaction tell the bot nothing new', async () => {
    const { db } = database
    const id = await postText(db, deed(), '发错了')
    for (let time = 0; time < 2; time += 1) await reactTo(db, deed('wang'), id, '👍', true)
    for (let time = 0; time < 2; time += 1) await recallPost(db, deed(), id)
    const kinds = (await listWaitingEvents(db, schoolId, undefined, 9)).map((event) => event.kind)
    expect(kinds).toEqual(['text', 'reaction', 'recalled'])
    expect(await findPost(db, { schoolId, person: 'li', id })).toMatchObject({
      body: {},
      reactions: { '👍': ['wang'] },
    })
  })

  test('reactions of many people at once are all kept', async () => {
    const { db } = database
    const id = await postText(db, deed(), '好资源')
    const people = ['wang', 'zhang', 'chen', 'zhao', 'xiaoming']
    await Promise.all(people.map((person) => reactTo(db, deed(person), id, '👍', true)))
    const post = await findPost(db, { schoolId, person: 'li', id })
    expect([...(post?.reactions['👍'] ?? [])].sort()).toEqual([...people].sort())
  })

  test('a notice is seen by its person only', async () => {
    await postNotice(database.db, deed(), { zh: '太大了。', en: 'Too large.' })
    const seen = (person: string) => listPosts(database.db, { schoolId, person, chat: 'beike', limit: 9 })
    expect(await seen('li')).toHaveLength(1)
    expect(await seen('wang')).toEqual([])
  })

  test('every change of a post has a higher number, and one that changes nothing has none', async () => {
    const { db } = database
    const id = await insertBotPost(db, card('beike', 'k2'), now)
    const after = await lastChange(db, schoolId)
    await markPost(db, { schoolId, chat: 'beike', id }, 'done')
    await markPost(db, { schoolId, chat: 'beike', id }, 'done')
    await editBotPost(db, { schoolId, chat: 'beike', id }, { view: { blocks: [] }, lang: 'en' }, now)
    expect(await lastChange(db, schoolId)).toBe(after + 2)
    const changed = await listChanges(db, { schoolId, person: 'li', after, limit: 9 })
    expect(changed).toMatchObject([{ id, mark: 'done', change: after + 2 }])
  })
})

test('the bot is mentioned after an @ of either width, and not by its name alone', () => {
  for (const text of ['@共享助手 找分数', '谢谢＠共享助手', 'hi @Gongxiang', '@bot /help']) {
    expect(mentionsBot(text), text).toBe(true)
  }
  for (const text of ['共享助手真好用', '@李老师 你好', 'robot']) expect(mentionsBot(text), text).toBe(false)
})
