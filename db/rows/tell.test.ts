import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type PointsSchool, pointsSchool } from '#test/points.ts'
import { tellAdmins, tellMember } from './tell.ts'

let t: TestDatabase
let school: PointsSchool
let n = 0
beforeAll(async () => {
  t = await freshDatabase()
})
afterAll(() => t.drop())

async function person(platform: string, more: { role?: 'admin' } = {}): Promise<number> {
  n += 1
  const id = await school.member(`人${n}`, more)
  await t.db
    .insertInto('account')
    .values({ school_id: school.id, platform, external_id: `ou_${n}`, member_id: id })
    .execute()
  return id
}

const tell = (member: number, at = '2026-11-20T08:00:00Z') =>
  t.db.transaction().execute((trx) =>
    tellMember(trx, school.id, member, {
      key: `hello:${member}`,
      view: (say) => ({ blocks: [{ kind: 'text', text: say({ zh: '您好', en: 'Hello' }) }] }),
      now: new Date(at),
    }),
  )

beforeAll(async () => {
  school = await pointsSchool(t.db, 'tell')
})

test('somebody who never wrote to the bot is told where the platform lets it write first, and once', async () => {
  const member = await person('feishu')
  const chat = await tell(member)
  expect(chat).toBeTypeOf('number')
  expect(await tell(member)).toBeUndefined()
  const rows = await t.db.selectFrom('message').selectAll().where('key', '=', `hello:${member}`).execute()
  expect(rows).toMatchObject([{ chat_id: chat, lang: 'zh-CN' }])
})

test('a stranger on WeChat is not written to', async () => {
  expect(await tell(await person('wechat'))).toBeUndefined()
})

test('what falls into the quiet hours waits for their end', async () => {
  const member = await person('feishu')
  await tell(member, '2026-11-20T15:00:00Z')
  const row = await t.db
    .selectFrom('message')
    .select('next_at')
    .where('key', '=', `hello:${member}`)
    .executeTakeFirstOrThrow()
  expect(row.next_at.toISOString()).toBe('2026-11-20T23:00:00.000Z')
})

test('every administrator is told in private', async () => {
  const [one, two] = [await person('feishu', { role: 'admin' }), await person('practice', { role: 'admin' })]
  const chats = await t.db
    .transaction()
    .execute((trx) =>
      tellAdmins(trx, school.id, { key: 'news', view: () => ({ blocks: [] }), now: new Date('2026-11-20T08:00:00Z') }),
    )
  expect(chats).toHaveLength([one, two].length)
})
