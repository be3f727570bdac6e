import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
  await li().uploads('三年级数学上册《周长》教案.docx', await lessonPlan('周长'))
  await school.tick()
})
afterAll(() => school.close())

const li = () => school.member('李老师')
const wang = () => school.member('王老师')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}

test('the board of a group names who was seen in it, the board of all schools says which school', async () => {
  const here = one(await wang().says('/top 本群'))
  expect(here.view.title).toBe('本群个人积分榜')
  expect(here.text).toContain('李老师')
  const all = one(await wang().says('/top 集团'))
  expect(all.view.title).toBe('集团个人积分榜')
  expect(all.text).toContain('李老师')
  expect(one(await wang().says('/top 本群', { chat: wang().direct })).text).toContain('本群榜要在群里看')
})

test('quality and beneficiaries have boards of their own, in words and by button', async () => {
  const points = one(await wang().says('/top 本月'))
  expect(points.view.title).toBe('个人积分榜')
  const used = one(await wang().presses(points, '受益'))
  expect(used.view.title).toBe('个人受益榜')
  expect(one(await wang().says('/top 受益者 本周')).view.title).toBe('个人受益榜')
  expect(used.text).toContain('这段时间还没有人用到别人分享的资源')
  expect(one(await wang().says('/top 质量 教研组')).view.title).toBe('教研组质量榜')
  expect(one(await wang().says('/top 新人')).view.title).toBe('新人积分榜')
})

test('in private: the own place, the best week; and what a prize would be decided by', async () => {
  const mine = one(await li().says('/top 我'))
  expect(mine.chat).toBe(li().direct)
  expect(mine.text).toContain('您的名次：第 1 名')
  expect(mine.text).toMatch(/您最好的一周：11月23日 起，\d+\.\d\d 分/)
  const prize = one(await wang().says('/top 奖'))
  expect(prize.text).toContain('第 1 名：李老师')
  expect(prize.text).toContain('不看姓名、编号和先后')
})

test('a board that stands in the group follows within a tick, and so does the weekly one', async () => {
  const board = one(await wang().says('/top 本学期'))
  expect(board.text).toContain('李老师')
  one(await li().says('/visibility 花名 青山'))
  await school.tick()
  const now = (await school.said()).find((said) => said.id === board.id)
  expect(now?.text).toContain('青山')
  expect(now?.text).not.toContain('李老师')
  const back = one(await li().says('/visibility 默认'))
  expect(back.text).toContain('花名 → 按学校的规定（实名）')
  await school.tick()
  expect((await school.said()).find((said) => said.id === board.id)?.text).toContain('李老师')
})

test('who is hidden reads a place of their own that nobody else sees, not a second one of the same number', async () => {
  await wang().uploads('四年级数学上册《面积》教案.docx', await lessonPlan('面积'))
  await li().says('/visibility 不上榜')
  const mine = one(await li().says('/top 我'))
  expect(mine.text).toContain('您不上榜；上榜的话是第 1 名')
  const places = mine.view.blocks.flatMap((block) => (block.kind === 'ranking' ? block.rows : []))
  expect(places.map(({ name, note }) => [name, note])).toContainEqual(['李老师', '不上榜，只有您看得到'])
  await li().says('/visibility 默认')
  expect(one(await li().says('/top 我')).text).toContain('您的名次：第 1 名')
})

test.each([
  ['/top 明年', '没有「明年」的榜'],
  ['/top 下周 教研组', '没有「下周」的榜'],
  ['/top 3月', '没有「3月」的榜'],
  ['/top 今天 教研组', '没有「今天」的榜'],
  ['/top jintian jiaoyanzu', '没有「jintian」的榜'],
  ['@小享 今天教研组排行', '没有「今天」的榜'],
  ['/top 历史', '没有「历史」的榜'],
  ['/top next year', '没有「next year」的榜'],
])('a time of which there is no board is not taken for another: %s', async (words, answer) => {
  const said = one(await wang().says(words))
  expect(said.text).toContain(answer)
  expect(one(await wang().presses(said, '本月')).view.title).toMatch(/积分榜$/)
})

test('a time that there is not leaves the rest as it was asked for', async () => {
  const said = one(await wang().says('/top today quality departments'))
  expect(said.text).toContain('没有「today」的榜')
  expect(one(await wang().presses(said, '本月')).view.title).toBe('教研组质量榜')
})

test.each([
  ['/top 李老师 本月', '没有看懂「李老师」'],
  ['/top 数学', '没有看懂「数学」'],
  ['/top 教研组 本群', '「教研组」和「本群」不能同时看'],
  ['/top 本周 本月', '「本周」和「本月」不能同时看'],
  ['/top 教研组 奖', '「教研组」和「奖」不能同时看'],
])('a word that has no effect on the board is said: %s', async (words, answer) => {
  expect(one(await wang().says(words)).text).toContain(answer)
})

test('last year is the school year before this', async () => {
  expect(one(await wang().says('/top 去年')).text).toContain('2025-2026学年')
})

test('in English, and words that mean nothing show the usage', async () => {
  one(await wang().says('/language English'))
  const board = one(await wang().says('/top last month all schools beneficiaries', { chat: wang().direct }))
  expect(board.view.title).toBe('Beneficiaries by person, all schools')
  expect(one(await wang().says('/top this group')).view.title).toBe('Points by person in this group')
  expect(one(await wang().says('/top my dog')).text).toContain('/top [week|')
  expect(one(await wang().says('/top today departments')).text).toContain('There is no board of “today”')
  expect(one(await wang().says('/top departments this group')).text).toContain('both “departments” and “this group”')
})
