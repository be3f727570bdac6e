import { expect, test } from 'vitest'
import type { FormField } from '#workers/view.ts'
import { fillForm } from './fill.ts'

const FIELDS: FormField[] = [
  { kind: 'input', name: 'title', label: '标题', max: 10 },
  {
    kind: 'choice',
    name: 'grade',
    label: '年级',
    options: [
      { value: '', label: '未注明' },
      { value: '3', label: '三年级' },
      { value: '10', label: '高一' },
      { value: '11', label: '高二' },
    ],
  },
  { kind: 'input', name: 'reason', label: '理由（作者会看到）', max: 300 },
]
const values = (text: string) => {
  const filled = fillForm(FIELDS, text)
  return filled?.kind === 'filled' ? filled.values : filled?.field.name
}

test('fields are filled in any order, with full-width signs, by their words', () => {
  expect(values('年级＝三年级　标题：周长 练习')).toEqual({ grade: '3', title: '周长 练习' })
  expect(values(' 标题=分数，年级=未注明')).toEqual({ title: '分数', grade: '' })
  expect(values('理由: 请补上答案')).toEqual({ reason: '请补上答案' })
})

test('a part of the words is enough when it fits one choice only', () => {
  expect(values('年级=三')).toEqual({ grade: '3' })
  expect(values('年级=高')).toBe('grade')
  expect(values('年级=十二')).toBe('grade')
})

test('talk that only mentions a field is not meant', () => {
  for (const text of ['这个年级=三年级', '年级', '标题党', '通知：明天开会']) expect(values(text)).toBeUndefined()
})

test('an answer is cut to what the field takes', () => {
  expect(values(`标题=${'长'.repeat(20)}`)).toEqual({ title: '长'.repeat(10) })
})
