import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { type SearchSchool, SHARED_AT, searchSchool } from '#test/search-school.ts'
import { askResources } from './ask.ts'

let test_: TestDatabase
let school: SearchSchool

beforeAll(async () => {
  test_ = await freshDatabase()
  school = await searchSchool(test_.db)
  const titles = [
    '三年级数学上册《分数的初步认识》教案.docx',
    '五年级数学下册 方程 课件.pptx',
    '三年级下册语文 第三单元检测卷.docx',
    'Seasons lesson plan Grade 5.docx',
    '五年级英语 My weekend 课件.pptx',
    '六年级数学上册 圆的周长 教学反思.docx',
  ]
  await school.add(titles.map((title) => ({ id: title.replace(/\.\w+$/, ''), title })))
})
afterAll(() => test_.drop())

async function ask(text: string) {
  const answer = await askResources(test_.db, school.viewer, { text, limit: 10, offset: 0, now: SHARED_AT })
  return { ...answer, first: answer.hits[0]?.external_id }
}

test.each([
  ['seasens', 'seasons', 'Seasons lesson plan Grade 5'],
  ['seasnos', 'seasons', 'Seasons lesson plan Grade 5'],
  ['My weekand', 'My weekend', '五年级英语 My weekend 课件'],
])('a slip in an English word is mended: %s', async (typed, meant, first) => {
  expect(await ask(typed)).toMatchObject({ meant, first })
})

test('a word that is there, pinyin and nonsense are left as they are', async () => {
  for (const text of ['seasons', 'zhouchang', 'qqqqqqqq']) expect((await ask(text)).meant).toBeUndefined()
  expect((await ask('qqqqqqqq')).total).toBe(0)
})

test('what was found by its sound or its initials is not called missing', async () => {
  for (const [text, first] of [
    ['fsja', '三年级数学上册《分数的初步认识》教案'],
    ['周常', '六年级数学上册 圆的周长 教学反思'],
  ])
    expect(await ask(text ?? '')).toMatchObject({ first, missing: undefined })
})

test('a topic that nothing is about is missing, though grade and subject fit', async () => {
  expect(await ask('三年级数学 鸵鸟')).toMatchObject({ missing: '鸵鸟' })
})

test('a volume written short at either end, and a unit without 第, are understood', async () => {
  expect((await ask('五下方程')).chips.map(({ key }) => key)).toEqual(['5', 'second'])
  expect((await ask('语文 三单元')).strictTotal).toBe(1)
})

test('the reasons name the topic; what a chip says is not said twice', async () => {
  const { hits } = await ask('小三 分数')
  expect(hits[0]?.why).toEqual([
    { field: 'title', words: ['分数'] },
    { field: 'grade', words: ['3'] },
  ])
})

test.each([
  ['fenshu', ['分数']],
  ['fsja', ['分数', '教案']],
  ['周常', ['周长']],
  ['识初', ['识', '初']],
])('a hit that has none of the words says what of it fits: %s', async (text, words) => {
  expect((await ask(text)).hits[0]?.why).toEqual([{ field: 'title', words }])
})
