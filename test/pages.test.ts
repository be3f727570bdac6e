import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type TestSchool } from './school.ts'
import { lessonPlan } from './stories.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
  const li = school.member('李老师')
  for (let lesson = 1; lesson <= 7; lesson += 1) {
    const name = `三年级数学上册《分数的认识》第${lesson}课时教案.docx`
    await li.uploads(name, await lessonPlan(`分数的认识 ${lesson}`, [`编号 ${lesson * 7919}`]))
  }
})
afterAll(() => school.close())

const ids = (view: { about?: { list?: number[] } }) => view.about?.list

test('who asked turns the page in place; somebody else gets a page of their own, which turns for them', async () => {
  const [answer] = await school.member('王老师').says('/search 分数 教案')
  if (!answer) throw new Error('no answer')
  const [turned, ...more] = await school.member('王老师').presses(answer, '下一页')
  expect(more).toEqual([])
  expect(turned).toMatchObject({ id: answer.id, edited: true })

  const [others] = await school.member('张老师').presses({ ...answer, view: answer.view }, '下一页')
  expect(others?.id).not.toBe(answer.id)
  expect(others && ids(others.view)).toEqual(turned && ids(turned.view))
  if (!others) throw new Error('no answer')
  const [back] = await school.member('张老师').presses(others, '上一页')
  expect(back?.id).toBe(others.id)
  expect((await school.said('beike')).find((one) => one.id === answer.id)?.view).toEqual(turned?.view)
})

test('a button that leaves the long question out gets it from its message', async () => {
  const q = `分数 教案 ${'认识 '.repeat(20)}`.trim()
  const [answer] = await school.member('王老师').says(`/search ${q}`)
  if (!answer) throw new Error('no answer')
  const [turned] = await school.member('王老师').presses(answer, '下一页', { q: '{query}' })
  expect(turned?.view.about?.query).toBe(q)
  expect(turned?.view.about?.page).toBe(2)
})
