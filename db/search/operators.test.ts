import { expect, test } from 'vitest'
import { didYouMean } from './did-you-mean.ts'
import { operatorsOf, withoutOperator } from './operators.ts'

test.each([
  ['作者:李 分数', { author: '李', text: '分数' }],
  ['分数 类型：课件', { type: 'courseware', text: '分数' }],
  ['学科:数学 年级:三 册次:上 周长', { subject: 'math', grade: 3, volume: 'first', text: '周长' }],
  ['volume:2 fractions', { volume: 'second', text: 'fractions' }],
  ['by:Li fractions', { author: 'Li', text: 'fractions' }],
  ['“认识分数” 教案', { phrases: ['认识分数'], text: '认识分数 教案' }],
  ['分数 -"参考 答案"', { without: ['参考 答案'], phrases: [], text: '分数' }],
  ['分数 本校', { ownSchool: true, text: '分数' }],
  ['分数 -答案', { text: '分数 -答案' }],
])('%s filters by what it asks for', (query, expected) => {
  expect(operatorsOf(query)).toMatchObject(expected)
})

test('a value that names nothing stays a word, its label does not, and plain words are no operators', () => {
  expect(operatorsOf('类型:奇怪 分数')).toEqual({ text: '奇怪 分数', phrases: [], without: [], ownSchool: false })
  expect(operatorsOf('本校的校本课程 三年级课件')).toMatchObject({
    ownSchool: false,
    text: '本校的校本课程 三年级课件',
  })
})

test('one operator is taken off, the others stay', () => {
  expect(withoutOperator('类型：课件 作者:李 分数', 'type')).toBe('作者:李 分数')
  expect(withoutOperator('分数 by:Li type:exam', 'type')).toBe('分数 by:Li')
})

test('a run that no title has is read by its sound, blurred as people confuse it', () => {
  const titles = ['三年级数学《周长》教案', '周长练习', '面积']
  expect(didYouMean('舟长 教案', titles)).toBe('周长 教案')
  expect(didYouMean('走长', titles)).toBe('周长')
  expect(didYouMean('周长', titles)).toBeUndefined()
  expect(didYouMean('光合作用', titles)).toBeUndefined()
})
