import { buffer } from 'node:stream/consumers'
import { read } from '@e965/xlsx'
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
const wang = () => school.member('王老师')
const zhao = () => school.member('赵主任')
const one = (said: Said[]): Said => {
  const [first] = said
  if (!first) throw new Error('the bot said nothing')
  return first
}
const fileOf = (said: Said) => {
  const file = said.view.blocks.find((block) => block.kind === 'file')
  if (!file) throw new Error(`no file in: ${said.text}`)
  return file
}

test('a teacher gets the own appraisal in private, whatever the group', async () => {
  const said = await li().says('/export')
  const handed = said.find((one) => one.view.blocks.some((block) => block.kind === 'file'))
  expect(handed?.chat).toBe(li().direct)
  const file = fileOf(one(handed ? [handed] : []))
  expect(file.name).toBe('个人考核表-李老师-2026-autumn.pdf')
  expect(file.size).toBeGreaterThan(1_000)
})

test('a teacher cannot export a colleague’s sheet or the school’s', async () => {
  expect(one(await wang().says('/export 李老师')).text).toContain('只能导出自己')
  expect(one(await wang().says('/export 汇总')).text).toContain('只有管理员')
})

test('an administrator chooses from a list and gets a workbook', async () => {
  const menu = one(await zhao().says('/export'))
  expect(menu.chat).toBe(zhao().direct)
  const said = await zhao().presses(menu, '全校考核汇总')
  const handed = said.find((one) => one.view.blocks.some((block) => block.kind === 'file'))
  const { name, sha256 } = fileOf(one(handed ? [handed] : []))
  expect(name).toBe('全校考核汇总-2026-autumn.xlsx')
  const { stream } = await school.blobs.open('sample', sha256)
  expect(read(await buffer(stream)).SheetNames).toContain('全校考核汇总')
})

test('an unknown term is refused at once with those that there are', async () => {
  expect(one(await zhao().says('/export 汇总 2026-夏')).text).toContain('2026-autumn')
})

test('a format or a report that does not exist is refused with those that do', async () => {
  expect(one(await zhao().says('/export 指标 docx')).text).toContain('xlsx、csv、pdf')
  expect(one(await zhao().says('/export 考试成绩')).text).toContain('全校考核汇总')
  expect(one(await zhao().says('/export kpi 李老师')).text).toContain('不认识“李老师”')
})

test('the year is the sum of its locked terms; without one it says so', async () => {
  const said = await zhao().says('/export 年度 2026-2027')
  expect(one(said).text).toContain('学年汇总')
  expect(said.map((each) => each.text).join()).toContain('2026-2027 学年还没有锁定的学期')
  expect(one(await zhao().says('/export 年度 2026-autumn')).text).toContain('学年写作 2026-2027')
})

test('this month’s check so far names each item with its target', async () => {
  const text = one(await zhao().says('/check 2026-11')).text
  expect(text).toContain('月检查 2026-11')
  expect(text).toContain('参与率')
  expect(one(await wang().says('/check')).text).toContain('管理员')
})

test('the figures of the term come with targets, in private', async () => {
  const said = one(await zhao().says('/metrics'))
  expect(said.chat).toBe(zhao().direct)
  expect(said.text).toMatch(/资源利用率：\d/)
})
