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
    '高中國文 赤壁賦 ＰＰＴ.pptx',
  ]
  await school.add(titles.map((title) => ({ id: title.replace(/\.\w+$/, ''), title })))
  await school.add([{ id: 'poems', title: 'Poems for Grade 5', subject: '英语' }])
  await school.add([{ id: 'long', title: '阅读手册', text: `${'祥子拉着车在街上跑。'.repeat(1000)}书里藏着蝉蜕。` }])
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

test('a slip is not mended by a word of what the viewer may not see', async () => {
  await test_.db.updateTable('resource').set({ visibility: 'private' }).where('external_id', '=', 'poems').execute()
  expect(await ask('poemz')).toMatchObject({ total: 0, meant: undefined })
  await test_.db.updateTable('resource').set({ visibility: 'school' }).where('external_id', '=', 'poems').execute()
  expect(await ask('poemz')).toMatchObject({ meant: 'poems', first: 'poems' })
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
  expect(await ask('请问有没有三年级 鸵鸟的羽毛')).toMatchObject({ missing: '鸵鸟的羽毛' })
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

test('a phrase in quotes is found in traditional characters and full-width letters, and typed so', async () => {
  for (const text of ['"赤壁赋"', '「赤壁賦」', '"赤壁赋 PPT"', '“國文　赤壁賦”'])
    expect(await ask(text), text).toMatchObject({ total: 1, relaxed: false, first: '高中國文 赤壁賦 ＰＰＴ' })
  expect((await ask('"赤壁.赋"')).relaxed).toBe(true)
})

test('who only says what is to be left out gets the rest of what is filtered by, all of it', async () => {
  expect(await ask('类型:课件 -方程')).toMatchObject({ total: 2, strictTotal: 2, didWiden: false })
  expect(await ask('-方程')).toMatchObject({ total: 8 })
  expect((await ask('-赤壁赋')).hits.map(({ external_id }) => external_id)).not.toContain('高中國文 赤壁賦 ＰＰＴ')
})

test('what is left out is the whole of what was typed, and a subject or grade also where no text names it', async () => {
  const ids = async (text: string) => (await ask(text)).hits.map(({ external_id }) => external_id)
  expect((await ids('数学 -三年级')).sort()).toEqual(['五年级数学下册 方程 课件', '六年级数学上册 圆的周长 教学反思'])
  expect(await ids('课件 -英语')).not.toContain('五年级英语 My weekend 课件')
  expect(await ids('课件 -"My weekend"')).not.toContain('五年级英语 My weekend 课件')
  expect(await ids('-英语')).not.toContain('poems')
  expect(await ids('数学 -教学课件')).toContain('五年级数学下册 方程 课件')
  expect(await ids('三年级 -《分数的初步认识》')).not.toContain('三年级数学上册《分数的初步认识》教案')
})

test('far behind in a long text is a reason, too, and its snippet', async () => {
  const [hit] = (await ask('蝉蜕')).hits
  expect(hit?.why).toEqual([{ field: 'body', words: ['蝉蜕'] }])
  expect(hit?.snippet).toContainEqual({ text: '蝉蜕', hit: true })
})

test('a hit that has a single character of the question says which', async () => {
  expect((await ask('周瑜')).hits.every(({ why }) => why.length > 0)).toBe(true)
})
