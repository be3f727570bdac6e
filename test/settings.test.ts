import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'

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
const set = async (words: string) => one(await zhao().says(`/settings ${words}`)).text

test.each([
  ['周榜星期 周一', '→ 周一'],
  ['发榜日 星期天', '→ 周日'],
  ['周榜星期 friday', '→ 周五'],
  ['board_weekday tue', '→ 周二'],
  ['周榜时间 17：05', '→ 17:05'],
  ['发榜时间 8点半', '→ 08:30'],
  ['周榜时间 下午4点', '→ 16:00'],
  ['board_time 4:30pm', '→ 16:30'],
  ['周榜时间 9:15', '→ 09:15'],
])('a day or time is taken as people write it: %s', async (words, change) => {
  expect(await set(words)).toContain(change)
})

test.each(['周榜时间 25:00', '周榜时间 17', '周榜星期 周八', '周榜时间 周一 8:00'])(
  'what is none is refused: %s',
  async (words) => {
    expect(await set(words)).toContain('应为')
  },
)

test('a name alone shows that setting', async () => {
  const shown = await set('免打扰开始')
  expect(shown).toContain('免打扰开始：21:30（全校）')
  expect(shown).toContain('例如 21:30')
})

test('a board inside the quiet hours is told to wait for their end', async () => {
  expect(await set('周榜时间 3:00')).toContain('周榜会等到 07:00 才发')
  expect(await set('周榜时间 16:30')).not.toContain('周榜会等到')
  expect(await set('免打扰开始 16:00')).toContain('周榜会等到 07:00 才发')
  await set('免打扰开始 21:30')
})

test('the principal is an administrator who is there; the weekly board is a matter of groups', async () => {
  expect(await set('校长 没有人')).toContain('没有叫「没有人」的管理员')
  expect(await set('校长 李老师')).toContain('没有叫「李老师」的管理员')
  expect(await set('校长 赵主任')).toContain('→ 赵主任')
  expect(await set('校长 不指定')).toContain('赵主任 → —')
  const direct = one(await zhao().says('/settings 周榜 关', { chat: zhao().direct })).text
  expect(direct).toContain('周榜只发到群里')
})
