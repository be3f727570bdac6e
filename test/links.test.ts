import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type TestSchool, textOf } from './school.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

test('a link that somebody asks for is catalogued, found, handed over, and the same one is not catalogued again', async () => {
  const li = school.member('李老师')
  const [receipt] = await li.says(
    '@小享 收录 三年级数学《分数的初步认识》微课 https://example.edu.cn/v/12?utm_source=qun',
  )
  expect(textOf(receipt?.view ?? { blocks: [] })).toContain('链接：https://example.edu.cn/v/12')
  const id = receipt?.view.about?.resource ?? 0
  expect(await school.db.selectFrom('resource').selectAll().where('id', '=', id).executeTakeFirst()).toMatchObject({
    format: 'link',
    subject: 'math',
    grade: 3,
    status: 'live',
  })

  const wang = school.member('王老师')
  const [found] = await wang.says('/search 分数 微课')
  expect(textOf(found?.view ?? { blocks: [] })).toContain('分数的初步认识')
  const [handed] = await wang.says(`/download ${id}`)
  expect(textOf(handed?.view ?? { blocks: [] })).toContain('https://example.edu.cn/v/12')

  const [again] = await wang.says('/收录 https://EXAMPLE.edu.cn/v/12/')
  expect(textOf(again?.view ?? { blocks: [] })).toContain(`编号 ${id}`)
})

test('a link that people talk about in a group is left alone', async () => {
  expect(await school.member('李老师').says('今晚看看这个 https://example.cn/news')).toEqual([])
  expect(await school.member('李老师').says('https://example.cn/news')).toEqual([])
})

test('a shortcut that is dropped as a file is the same link', async () => {
  const shortcut = '[InternetShortcut]\r\nURL=https://example.org/poem\r\n'
  const [receipt] = await school.member('张老师').uploads('四年级语文《观潮》朗读.url', shortcut)
  expect(textOf(receipt?.view ?? { blocks: [] })).toContain('链接：https://example.org/poem')
})
