import { expect, test } from 'vitest'
import { parseQuery } from './query.ts'
import { isSpeltOut, reasonsOf, whyText } from './why.ts'

const card = {
  ...{ title: '质量守恒定律', stage: 'junior', subject: 'chemistry', grade: 9, volume: 'first', type: 'exam' },
  ...{ unit: null, edition: '部编版', keywords: [] },
}
const why = (text: string, more = {}, body = '') =>
  whyText(reasonsOf(parseQuery(text), { ...card, ...more }, '李老师', body), 'zh-CN')

test('what is for another year of the same stage says so', () => {
  expect(why('初一 生物')).toBe('学段为初中')
  expect(why('初三 化学')).toBe('年级为九年级，学科为化学')
})

test('an edition is a reason under any of its names, whether the title has it or the catalogue', () => {
  expect(why('统编版 语文')).toBe('版本含“部编版”')
  expect(why('统编版 语文', { title: '部编版《春》', edition: null })).toBe('题目含“部编版”')
  expect(why('苏教版 语文')).toBe('')
})

test('another word of the title for the kind that was asked for is a reason', () => {
  expect(why('试卷', { title: '体质健康测试记录表', type: 'material' })).toBe('题目含“测试”')
})

test('a text that only names the subject says so', () => {
  expect(why('数学', {}, '周一:语文、数学、体育')).toBe('正文含“数学”')
  expect(why('化学', {}, '化学')).toBe('学科为化学')
})

test.each([
  ['fenshu', '分数的意义', '题目含“分数”'],
  ['fsdyy', '分数的意义', '题目含“分数”“意义”'],
  ['fenshudeyiyi', '分数的意义', '题目含“分数的意义”'],
  ['fenshu jiaoan', '分数 教案', '题目含“分数”“教案”'],
  ['fsja', '分数 教案', '题目含“分数”“教案”'],
])('who typed %s got all of it in %s, and reads why', (text, title, said) => {
  expect(why(text, { title, type: 'material' })).toBe(said)
  expect(isSpeltOut(parseQuery(text), { title, why: [] })).toBe(true)
  expect(isSpeltOut(parseQuery(text), { title: '小数的意义', why: [] })).toBe(false)
})

test('a word in characters beside the letters has to be there, in the title or in the text', () => {
  const query = parseQuery('fenshu 应用题')
  expect(isSpeltOut(query, { title: '分数', why: [] })).toBe(false)
  expect(
    isSpeltOut(query, { title: '分数', why: [{ field: 'body', words: query.words.map(({ word }) => word) }] }),
  ).toBe(true)
  expect(isSpeltOut(parseQuery('分数'), { title: '分数', why: [] })).toBe(false)
})
