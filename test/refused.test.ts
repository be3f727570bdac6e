import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertMessage, setRefused } from '#db/rows/messages.ts'
import { sentence } from '#workers/view.ts'
import { openSchool, type TestSchool } from './school.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

test('an administrator sees with the settings what a platform would not take, for a week', async () => {
  const settings = async () => (await school.member('赵主任').says('/settings')).map((one) => one.text).join('\n')
  expect(await settings()).not.toContain('没有送达')
  const { id: chatId } = await school.db
    .selectFrom('chat')
    .select('id')
    .where('external_id', '=', 'beike')
    .executeTakeFirstOrThrow()
  const message = { schoolId: 'sample', chatId, key: 'refused-1', view: sentence('榜'), lang: 'zh-CN' }
  const row = await school.db.transaction().execute(async (trx) => {
    await insertMessage(trx, message)
    return trx.selectFrom('message').select('id').where('key', '=', 'refused-1').executeTakeFirstOrThrow()
  })
  await setRefused(school.db, 'sample', row.id, '230035: the group is muted')
  await school.db.updateTable('message').set({ created_at: school.clock.now() }).where('id', '=', row.id).execute()
  expect(await settings()).toContain('230035: the group is muted')
  school.clock.advance(8 * 86_400_000)
  expect(await settings()).not.toContain('230035')
})
