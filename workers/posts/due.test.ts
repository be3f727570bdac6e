import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultPolicy } from '#db/policy/defaults.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { settleSchool } from '../points/settle.ts'
import type { Block, View } from '../view.ts'
import { postDue } from './due.ts'

const FRIDAY = '2026-11-20T08:30:00Z'
let t: TestDatabase
let n = 0
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

type Room = { school: PointsSchool; chat: number }

async function newRoom(settings: Record<string, unknown> = {}): Promise<Room> {
  n += 1
  const school = await pointsSchool(t.db, `posts${n}`)
  await t.db
    .updateTable('school')
    .set({ settings: JSON.stringify(settings) })
    .where('id', '=', school.id)
    .execute()
  return { school, chat: await newChat(school) }
}

async function newChat(school: PointsSchool, more: Record<string, unknown> = {}): Promise<number> {
  n += 1
  const row = await t.db
    .insertInto('chat')
    .values({
      school_id: school.id,
      platform: 'practice',
      external_id: `c${n}`,
      kind: 'group',
      name: '备课组',
      created_at: '2026-09-01T00:00:00Z',
      ...more,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

async function share(school: PointsSchool, name: string, at = '2026-11-18T02:00:00Z'): Promise<void> {
  await school.accepted(await school.resource(await school.member(name, { department: '数学组' })), at)
  await settleSchool(t.db, school.id, new Date(at))
}

const tick = async ({ school }: Room, at: string): Promise<number> => {
  const { posted } = await postDue(t.db, new Date(at))
  return posted.filter((place) => place.schoolId === school.id).length
}
const runs = async ({ school }: Room) =>
  (await t.db.selectFrom('post_run').selectAll().where('school_id', '=', school.id).orderBy('period').execute()).map(
    (run) => `${run.period} ${run.outcome}`,
  )
const messages = ({ school }: Room) =>
  t.db.selectFrom('message').selectAll().where('school_id', '=', school.id).orderBy('id').execute()

test('the board of the week is posted once, on Friday at 16:30, with people, departments and thanks', async () => {
  const room = await newRoom()
  await share(room.school, '李老师')
  expect(await tick(room, '2026-11-20T08:29:59Z')).toBe(0)
  expect(await tick(room, FRIDAY)).toBe(1)
  expect(await tick(room, '2026-11-20T08:31:00Z')).toBe(0)
  const [message, ...more] = await messages(room)
  expect(more).toEqual([])
  expect(message).toMatchObject({ key: `board:${room.chat}:2026-W47`, status: 'waiting', lang: 'zh-CN', kind: 'post' })
  const view = message?.view as View
  expect(view.title).toBe('本周共享榜')
  const texts = view.blocks.flatMap((block: Block) => (block.kind === 'text' ? [block.text] : []))
  expect(texts).toEqual(['11月16日–11月22日', '老师', '教研组（人均）', '本周共 1 人贡献，谢谢每一位分享的老师。'])
  expect(view.blocks.filter((block) => block.kind === 'ranking')).toEqual([
    { kind: 'ranking', unit: '分', rows: [{ rank: 1, name: '李老师', amount: '13.00' }] },
    { kind: 'ranking', unit: '分/人', rows: [{ rank: 1, name: '数学组', amount: '13.00', note: '参与率 100%' }] },
  ])
  expect(await runs(room)).toEqual(expect.arrayContaining(['2026-W47 posted']))
})

test('four workers that tick at the same time post once per chat', async () => {
  const room = await newRoom()
  await newChat(room.school)
  await share(room.school, '李老师')
  const counts = await Promise.all(Array.from({ length: 4 }, () => tick(room, FRIDAY)))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2)
  expect(await messages(room)).toHaveLength(2)
})

test('missed by less than a day it is posted at the next tick, by a day or more it is left out', async () => {
  const [soon, late] = [await newRoom(), await newRoom()]
  await share(soon.school, '李老师')
  await share(late.school, '李老师')
  expect(await tick(soon, '2026-11-21T08:29:59Z')).toBe(1)
  await t.db.deleteFrom('post_run').where('school_id', '=', late.school.id).execute()
  await t.db.deleteFrom('message').where('school_id', '=', late.school.id).execute()
  expect(await tick(late, '2026-11-21T08:30:00Z')).toBe(0)
  expect(await runs(late)).toEqual(['2026-W47 missed'])
  expect(await messages(late)).toEqual([])
})

test('a clock that is set forward, back and forward again posts each week once', async () => {
  const room = await newRoom()
  await share(room.school, '李老师')
  await share(room.school, '王老师', '2026-11-25T02:00:00Z')
  expect(await tick(room, FRIDAY)).toBe(1)
  expect(await tick(room, '2026-11-27T08:30:00Z')).toBe(1)
  expect(await tick(room, '2026-11-20T09:00:00Z')).toBe(0)
  expect(await tick(room, '2026-11-27T08:31:00Z')).toBe(0)
  expect((await messages(room)).map((message) => message.key)).toEqual([
    `board:${room.chat}:2026-W47`,
    `board:${room.chat}:2026-W48`,
  ])
})

test('with nothing to say it stays silent, for that week', async () => {
  const room = await newRoom()
  expect(await tick(room, FRIDAY)).toBe(0)
  expect(await runs(room)).toEqual(['2026-W47 quiet'])
  await share(room.school, '李老师')
  expect(await tick(room, '2026-11-20T09:00:00Z')).toBe(0)
  expect(await messages(room)).toEqual([])
})

test('within the quiet hours nothing is posted, at their end it is', async () => {
  const room = await newRoom({ board_weekday: 5, board_time: '22:00' })
  await share(room.school, '李老师')
  expect(await tick(room, '2026-11-20T14:00:00Z')).toBe(0)
  expect(await tick(room, '2026-11-20T22:59:59Z')).toBe(0)
  expect(await runs(room)).toEqual([])
  expect(await tick(room, '2026-11-20T23:00:00Z')).toBe(1)
})

test('a chat that turned it off, was removed, is direct, or came later gets none', async () => {
  const room = await newRoom()
  await share(room.school, '李老师')
  await newChat(room.school, { settings: JSON.stringify({ weekly_board: 'off' }) })
  await newChat(room.school, { removed_at: '2026-11-01T00:00:00Z' })
  await newChat(room.school, { kind: 'direct' })
  await newChat(room.school, { created_at: '2026-11-20T08:45:00Z' })
  expect(await tick(room, '2026-11-20T09:00:00Z')).toBe(1)
  expect((await messages(room)).map((message) => message.chat_id)).toEqual([room.chat])
})

test('a chat reads the board in its own language', async () => {
  const room = await newRoom()
  await share(room.school, '李老师')
  await t.db.updateTable('chat').set({ locale: 'en' }).where('school_id', '=', room.school.id).execute()
  await tick(room, FRIDAY)
  const [message] = await messages(room)
  expect(message?.lang).toBe('en')
  expect(JSON.stringify(message?.view)).toContain('1 person contributed this week.')
})

test('a board that stands in a group follows who chose to be shown otherwise; its figures stay', async () => {
  const room = await newRoom()
  await share(room.school, '李老师')
  await share(room.school, '王老师')
  await tick(room, FRIDAY)
  const member = (name: string, change: Record<string, unknown>) =>
    t.db.updateTable('member').set(change).where('school_id', '=', room.school.id).where('name', '=', name).execute()
  const edits = async () => (await messages(room)).filter((message) => message.kind === 'edit')
  const names = (view: unknown) =>
    (view as View).blocks.flatMap((block) => (block.kind === 'ranking' ? block.rows.map((row) => row.name) : []))

  // Not while it waits to be sent; then at the next minute.
  await member('李老师', { board_visibility: 'anonymous' })
  await tick(room, '2026-11-20T08:31:00Z')
  expect(await edits()).toEqual([])
  await t.db
    .updateTable('message')
    .set({ status: 'sent', ref: 'om_1' })
    .where('school_id', '=', room.school.id)
    .execute()
  const { changed } = await postDue(t.db, new Date('2026-11-20T08:32:00Z'))
  expect(changed).toContainEqual({ schoolId: room.school.id, chatId: room.chat })
  const [first] = await edits()
  expect(first).toMatchObject({ target: 'om_1', lang: 'zh-CN' })
  expect(names(first?.view)).toEqual(['匿名老师', '王老师', '数学组'])

  await member('李老师', { board_visibility: 'hidden' })
  await member('王老师', { board_visibility: 'alias', alias: '青山' })
  await tick(room, '2026-11-20T08:33:00Z')
  await tick(room, '2026-11-20T08:34:00Z')
  expect((await edits()).map((message) => names(message.view)).slice(1)).toEqual([['青山', '数学组']])

  // Too old to be changed.
  await member('李老师', { board_visibility: 'real_name' })
  await tick(room, '2026-12-05T08:33:00Z')
  expect(await edits()).toHaveLength(2)
})

test('newcomers have a ranking of their own on the weekly board, and from the second week on there is a trend', async () => {
  const room = await newRoom()
  const { school } = room
  const joined = await school.member('新老师', { joinedAt: new Date('2026-10-20T00:00:00Z') })
  await school.accepted(await school.resource(joined), '2026-11-18T02:00:00Z')
  await share(school, '李老师', '2026-11-11T02:00:00Z')
  await share(school, '王老师')
  await tick(room, FRIDAY)
  const view = (await messages(room))[0]?.view as View
  const rankings = view.blocks.flatMap((block) => (block.kind === 'ranking' ? [block.rows.map((row) => row.name)] : []))
  expect(rankings).toEqual([['新老师', '王老师'], ['新老师'], ['数学组']])
  const chart = view.blocks.find((block) => block.kind === 'chart')
  expect(chart?.kind === 'chart' && chart.points.slice(-2).map((point) => point.label)).toEqual(['11/09', '11/16'])
})

test('who never chose is shown as the policy says, also on boards that stand there when it changes', async () => {
  const room = await newRoom()
  await share(room.school, '李老师')
  await tick(room, FRIDAY)
  await t.db
    .updateTable('message')
    .set({ status: 'sent', ref: 'om_2' })
    .where('school_id', '=', room.school.id)
    .execute()
  await tick(room, '2026-11-20T08:31:00Z')
  const policy = defaultPolicy()
  const publish = (version: string, from: string, visibility: string) => {
    const body = {
      ...policy,
      version,
      effective_from: from,
      board: { ...policy.board, default_visibility: visibility },
    }
    const row = {
      school_id: room.school.id,
      version,
      effective_from: from,
      source: version,
      body: JSON.stringify(body),
    }
    return t.db.insertInto('policy').values(row).execute()
  }
  await publish('2026.09.7', '2026-09-01T00:00:00+08:00', 'real_name')
  await publish('2026.11.7', '2026-11-20T16:40:00+08:00', 'anonymous')
  await tick(room, '2026-11-20T08:39:00Z')
  expect((await messages(room)).filter((message) => message.kind === 'edit')).toEqual([])
  await tick(room, '2026-11-20T08:40:00Z')
  await tick(room, '2026-11-20T08:41:00Z')
  const edits = (await messages(room)).filter((message) => message.kind === 'edit')
  expect(edits).toHaveLength(1)
  expect(JSON.stringify(edits[0]?.view)).toContain('匿名老师')
})
