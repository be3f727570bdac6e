import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
  await li().uploads('三年级数学上册《周长》教案.docx', await lessonPlan('周长'))
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const zhao = () => school.member('赵主任')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}

test.each([
  ['/me 去年', '「去年」没有用上', '李老师的积分'],
  ['/mine 课件', '「课件」没有用上', '周长'],
  ['/rules 天气', '「天气」没有用上', '积分规则'],
  ['/new 今天', '「今天」没有用上', '周长'],
])('words that have no effect are said beside the answer: %s', async (words, note, answer) => {
  const said = one(await li().says(words))
  expect(said.text).toContain(note)
  expect(said.text).toContain(answer)
})

test.each(['/me', '/me 积分', '/me 本周', '/mine 全部', '/rules 积分', '/rules 任务', '/new 数学', '/new 最新资源'])(
  'words for what is shown anyway need no remark: %s',
  async (words) => {
    expect(one(await li().says(words)).text).not.toContain('没有用上')
  },
)

test('a term that was never settled is said, not answered with another', async () => {
  await school.db.updateTable('member').set({ role: 'admin' }).where('name', '=', '赵主任').execute()
  expect(one(await zhao().says('/term settle')).text).toContain('没有 settle 这个学期的结算')
  expect(one(await zhao().says('/term 2026-autumn')).text).toContain('学期结算')
})

test('in English, too', async () => {
  await li().says('/language English')
  expect(one(await li().says('/me yesterday')).text).toContain('“yesterday” changed nothing')
  expect(one(await li().says('/badges public', { chat: li().direct })).text).not.toContain('Usage')
})
