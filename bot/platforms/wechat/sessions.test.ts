import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { SAMPLE_SCHOOL, seedPracticeSchool } from '#db/practice/seed.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { openSessions, type Sessions } from './sessions.ts'
import type { Choices } from './text/choices.ts'

const choice = (id: string) => ({ label: '下载', command: 'download', args: { id } })
const LIST: Choices = {
  numbered: [choice('7'), choice('8')],
  next: { label: '下一页', command: 'search', args: { page: '2' } },
}

let database: TestDatabase
let sessions: Sessions
let now = new Date('2026-11-21T08:00:00Z')
const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000)
}
const open = () => openSessions({ db: database.db, schoolId: SAMPLE_SCHOOL, clock: { now: () => now } })

beforeAll(async () => {
  database = await freshDatabase()
  await seedPracticeSchool(database.db, { now, timeZone: 'Asia/Shanghai', locale: 'zh-CN' })
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.db.deleteFrom('wechat_session').execute()
  sessions = open()
})

test('a number means what was shown to that person in that room, also after a restart', async () => {
  await sessions.shown('room', 'li', 'm1', LIST, 'zh-CN')
  const again = open()
  expect(await again.meaningOf('room', 'li', ' ２ ')).toEqual({
    kind: 'chosen',
    ref: 'm1',
    choice: choice('8'),
    lang: 'zh-CN',
  })
  expect(await again.meaningOf('room', 'li', '下页')).toMatchObject({ kind: 'chosen', choice: { command: 'search' } })
  for (const [room, person] of [
    ['room', 'wang'],
    ['other', 'li'],
  ] as const) {
    expect(await again.meaningOf(room, person, '2')).toBeUndefined()
  }
})

test('ordinary talk is nobody’s business, with a list open or not', async () => {
  expect(await sessions.meaningOf('room', 'li', '1')).toBeUndefined()
  await sessions.shown('room', 'li', 'm1', LIST, 'zh-CN')
  for (const text of ['好的', '1班', '第1题', '123', '1 2', 'no']) {
    expect(await sessions.meaningOf('room', 'li', text)).toBeUndefined()
  }
})

test('ten minutes after its last use a list is forgotten', async () => {
  await sessions.shown('room', 'li', 'm1', LIST, 'zh-CN')
  later(9)
  expect(await sessions.meaningOf('room', 'li', '1')).toBeDefined()
  later(9)
  expect(await sessions.meaningOf('room', 'li', '1')).toBeDefined()
  later(11)
  expect(await sessions.meaningOf('room', 'li', '1')).toBeUndefined()
})

test('a number that is not there is answered once, and 取消 ends it', async () => {
  await sessions.shown('room', 'li', 'm1', LIST, 'zh-CN')
  expect(await sessions.meaningOf('room', 'li', '9')).toEqual({ kind: 'hint', most: 2, lang: 'zh-CN' })
  expect(await sessions.meaningOf('room', 'li', '9')).toEqual({ kind: 'over' })
  expect(await sessions.meaningOf('room', 'li', '取消')).toEqual({ kind: 'over' })
  expect(await sessions.meaningOf('room', 'li', '1')).toBeUndefined()
})

test('a newer list takes the place of the older', async () => {
  await sessions.shown('room', 'li', 'm1', LIST, 'zh-CN')
  await sessions.shown('room', 'li', 'm2', { numbered: [choice('30')] }, 'zh-CN')
  expect(await sessions.meaningOf('room', 'li', '1')).toEqual({
    kind: 'chosen',
    ref: 'm2',
    choice: choice('30'),
    lang: 'zh-CN',
  })
  expect(await sessions.meaningOf('room', 'li', '下一页')).toEqual({ kind: 'over' })
})
