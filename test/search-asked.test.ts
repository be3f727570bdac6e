import { afterAll, beforeAll, expect, test } from 'vitest'
import { addOwnTerm } from '#db/own-terms.ts'
import { openSchool, type Said, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
  for (const [person, name, topic] of [
    [li(), '三年级数学上册《周长》教案.docx', '周长'],
    [li(), '三年级数学上册《周长》练习题.docx', '周长练习'],
    [wang(), '四年级数学上册《周长与面积》教案.docx', '周长与面积'],
    [wang(), '五年级语文下册《草船借箭》教案.docx', '草船借箭'],
  ] as const) {
    await person.uploads(name, await lessonPlan(topic))
    school.clock.advance(61_000)
  }
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
const titles = (said: Said) =>
  said.view.blocks.flatMap((block) => (block.kind === 'list' ? block.items.map(({ title }) => title) : []))
const search = async (words: string) => one(await zhao().says(`/search ${words}`))

test('作者: and 类型: filter, words alone only prefer', async () => {
  expect(titles(await search('周长'))).toHaveLength(3)
  const byLi = titles(await search('周长 作者:李'))
  expect(byLi).toHaveLength(2)
  expect(byLi.every((title) => title.includes('三年级'))).toBe(true)
  expect(titles(await search('周长 类型:教案'))).toHaveLength(2)
  expect(titles(await search('周长 年级:四'))).toEqual(['四年级数学上册《周长与面积》教案'])
  expect(titles(await search('作者:王'))).toHaveLength(2)
})

test('-词 leaves out and quotes insist', async () => {
  expect(titles(await search('周长 -练习题')).some((title) => title.includes('练习题'))).toBe(false)
  expect(titles(await search('"周长与面积"'))).toEqual(['四年级数学上册《周长与面积》教案'])
})

test('conditions that nothing fits are relaxed, and the answer says so', async () => {
  const said = await search('草船借箭 作者:李')
  expect(titles(said)).toEqual(['五年级语文下册《草船借箭》教案'])
  expect(said.text).toContain('已放宽')
})

test('a slip that sounds alike is found, and the right word offered', async () => {
  const said = await search('草船戒剑')
  expect(titles(said)[0]).toContain('草船借箭')
  expect(titles(one(await zhao().presses(said, '您是不是要找：草船借箭')))).toHaveLength(1)
})

test('what was found by its sound is never said to be missing', async () => {
  const said = await search('zhouchang kejian')
  expect(titles(said)[0]).toContain('周长')
  expect(said.text).not.toContain('没有找到')
})

test.each(['zhouchang', 'zc'])('what was found by its sound alone fits, and says by which word: %s', async (words) => {
  const said = await search(words)
  expect(said.text).toContain('题目含“周长”')
  expect(said.text).not.toContain('部分符合')
})

test('beside a kind that was named, the word that was heard is a reason, too', async () => {
  expect((await search('zhouchang jiaoan')).text).toContain('题目含“周长”“教案”')
})

test('a hit that has only some of the sounds is said to fit in part', async () => {
  expect((await search('zhouchangyumianji')).text).toContain('部分符合')
})

test('what a word says of a grade is a chip that can be taken off', async () => {
  const said = await search('三年级 周长')
  expect(titles(said)[0]).toContain('三年级')
  const less = one(await zhao().presses(said, /^✕ 三年级/))
  expect(titles(less)).toHaveLength(3)
})

test('when nothing is about the topic, the answer says so, shows near misses and offers to ask colleagues', async () => {
  const said = await search('光合作用 教案')
  expect(said.text).toContain('没有找到关于「光合作用」的资源')
  expect(titles(said).every((title) => title.includes('教案'))).toBe(true)
  const asked = await zhao().presses(said, '发布需求，请同事帮忙')
  expect(asked.map(({ text }) => text).join('\n')).toContain('光合作用')
})

test('in vain altogether, the answer offers fewer words', async () => {
  const said = await search('光合作用 叶绿体')
  expect(said.text).toContain('没有找到「光合作用 叶绿体」')
  expect(one(await zhao().presses(said, '只找「叶绿体」')).text).toContain('没有找到「叶绿体」')
})

test('pages stay what they were while new files arrive', async () => {
  for (let n = 1; n <= 4; n += 1) {
    await li().uploads(`三年级数学上册《周长》说课稿之${n}.docx`, await lessonPlan(`周长${n}`))
    school.clock.advance(61_000)
  }
  const first = await search('周长')
  const before = titles(first)
  await li().uploads('三年级数学上册《周长》课堂实录.docx', await lessonPlan('周长实录'))
  const second = titles(one(await zhao().presses(first, '下一页')))
  expect(second.filter((title) => before.includes(title))).toEqual([])
  expect([...before, ...second].some((title) => title.includes('课堂实录'))).toBe(false)
})

test('a school’s own word for a type is understood in a question', async () => {
  await addOwnTerm(school.db, 'sample', { field: 'type', name: '教案', words: ['上课稿'] })
  expect(titles(await search('周长 上课稿'))[0]).not.toContain('练习题')
  const only = titles(await search('周长 类型:上课稿'))
  expect(only.length).toBeGreaterThan(1)
  expect(only.some((title) => title.includes('练习题'))).toBe(false)
})
