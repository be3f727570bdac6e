import { expect, test } from 'vitest'
import { classify } from './classify.ts'
import { withSetting } from './setting.ts'

const own = (fileName: string, text: string) => classify({ fileName, format: 'docx', family: 'document', text })

test('a file that says nothing is of the subject and grade of the group in which it was shared', () => {
  const { subject, grade, unsure } = withSetting(own('新建文档.docx', ''), { chat: '三年级数学备课组' })
  expect({ subject, grade }).toEqual({ subject: 'math', grade: 3 })
  expect(unsure).not.toContain('subject')
})

test('a guess from the file’s own words is not outweighed by its author’s department', () => {
  const guessed = { ...own('新建文档.docx', ''), subject: 'chinese', confidence: { subject: 0.55 } }
  expect(withSetting(guessed, { department: '数学教研组' }).subject).toBe('chinese')
  expect(withSetting({ ...guessed, confidence: { subject: 0.35 } }, { department: '数学教研组' }).subject).toBe('math')
})

test('a name that states the subject is believed against any group', () => {
  const found = withSetting(own('五年级英语上册Unit 3教案.docx', ''), { chat: '数学备课组', department: '数学教研组' })
  expect(found.subject).toBe('english')
})
