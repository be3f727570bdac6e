import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

const zhao = () => school.member('赵主任')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}
const kept = () => school.db.selectFrom('own_term').select(['field', 'key', 'words']).orderBy('key').execute()

test('an administrator adds a subject, files use it at once, and one tap takes it away again', async () => {
  const said = one(await zhao().says('/分类用词 加 学科 围棋 弈棋'))
  expect(said.text).toContain('学科「围棋」的用词：围棋、弈棋')
  expect(said.chat).toBe(zhao().direct)
  const [receipt] = await school.member('李老师').uploads('三年级弈棋入门教案.docx', await lessonPlan('弈棋入门'))
  expect(receipt?.text).toContain('围棋')
  expect(one(await zhao().says('/taxonomy')).text).toContain('学科：围棋')
  await zhao().presses(said, '改回去')
  expect(await kept()).toEqual([])
})

test('words for a term of the taxonomy come and go, and undo brings back exactly what was there', async () => {
  await zhao().says('/taxonomy 加 类型 教案 备课稿')
  const more = one(await zhao().says('/taxonomy add type 教案 说课底稿'))
  expect(more.text).toContain('类型「教案」的用词：备课稿、说课底稿')
  await zhao().presses(more, '改回去')
  const before = [{ field: 'type', key: 'lesson_plan', words: ['备课稿'] }]
  expect(await kept()).toEqual(before)
  const gone = one(await zhao().presses(one(await zhao().says('/taxonomy')), '去掉'))
  expect(gone.text).toContain('已去掉学校为类型「教案」加的用词')
  expect(await kept()).toEqual([])
  await zhao().presses(gone, '改回去')
  expect(await kept()).toEqual(before)
})

test('what is no word, what is not there and who may not are told in a clear sentence', async () => {
  expect(one(await zhao().says('/taxonomy 加 学科 棋')).text).toContain('不能作为名称或用词')
  expect(one(await zhao().says('/taxonomy 去掉 学科 象棋')).text).toContain('学校没有加过学科「象棋」')
  expect(one(await zhao().says('/taxonomy 加 年级 三')).text).toContain('/taxonomy')
  expect(one(await school.member('李老师').says('/taxonomy 加 学科 象棋')).text).toContain('管理员')
  expect((await kept()).map(({ key }) => key)).toEqual(['lesson_plan'])
})
