import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type SearchSchool, SHARED_AT, searchSchool } from '#test/search-school.ts'
import { unindexResource } from './index-row.ts'
import { runIn } from './runs.ts'
import { searchResources } from './search.ts'

let database: TestDatabase
let school: SearchSchool

beforeAll(async () => {
  database = await freshDatabase()
  for (const id of ['other', 's']) {
    school = await searchSchool(database.db, id)
    await school.add([
      { id: 'a', title: '通知一', text: '请张晓\n\n鑫和欧阳娜于周五到会议室领取材料。' },
      { id: 'b', title: '通知二', text: '晓得张贴，鑫源公司。请数一数，就学会了几个字。' },
      { id: 'c', title: '通知三', text: '開會時間未定，會務組聯繫。' },
    ])
  }
})
afterAll(() => database.drop())

const found = async (text: string) =>
  (await searchResources(database.db, school.viewer, { text, limit: 20, offset: 0, now: SHARED_AT })).hits

test.each([
  ['a name that no dictionary has, across a line end', '张晓鑫', 'a'],
  ['a run that crosses the borders of words', '娜于周', 'a'],
  ['a word that says nothing, and one that is common', '就学会', 'b'],
  ['two characters that no word has', '一数', 'b'],
  ['simplified characters of a traditional text', '会务组联', 'c'],
])('%s: %s', async (_, text, id) => {
  const hits = await found(text)
  expect(hits[0]).toMatchObject({ external_id: id, school_id: 's' })
})

test('who holds the run comes before who holds its characters, and says so', async () => {
  const [first] = await found('张晓鑫')
  expect(first).toMatchObject({ external_id: 'a', why: [{ field: 'body', words: ['张晓鑫'] }] })
})

test('what was taken out of the search is not found by a run', async () => {
  const [hit] = await found('娜于周')
  await database.db.transaction().execute((trx) => unindexResource(trx, 's', hit?.id ?? 0))
  expect((await found('娜于周')).map((one) => one.external_id)).not.toContain('a')
})

test.each([
  ['数学', '数学'],
  [' 數學 ', '数学'],
  ['数', undefined],
  ['数学 教案', undefined],
  ['一二三四五六七八九', undefined],
  ['x数学', undefined],
])('%j asks for the run %j', (text, run) => {
  expect(runIn(text)).toBe(run)
})
