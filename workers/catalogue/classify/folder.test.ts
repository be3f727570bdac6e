import { expect, test } from 'vitest'
import { classify } from './classify.ts'
import { withFolder } from './folder.ts'

const named = (fileName: string, text = '') => classify({ fileName, format: 'docx', family: 'document', text })

test('a file that says nothing is what its folders say', () => {
  const found = withFolder(named('教案.docx'), '教学资料/三年级/数学/上册')
  expect(found).toMatchObject({ subject: 'math', grade: 3, volume: 'first', stage: 'primary', type: 'lesson_plan' })
  expect(found.evidence.grade).toEqual({ from: 'folder', quote: '三年级' })
  expect(found.unsure).toEqual([])
})

test('what a file states of itself wins over its folder', () => {
  const found = withFolder(named('五年级语文下册《草船借箭》教案.docx'), '三年级/数学/上册')
  expect(found).toMatchObject({ subject: 'chinese', grade: 5, volume: 'second', stage: 'primary' })
  expect(found.evidence.subject?.from).toBe('name')
})

test('a folder never makes a grade and a stage that contradict each other', () => {
  const found = withFolder(named('高中物理必修一知识点.docx'), '三年级')
  expect(found.stage).toBe('senior')
  expect(found.grade).not.toBe(3)
})

test.each(['', '/', '资料', '新建文件夹 (2)/2023'])('folders that say nothing change nothing: %j', (folder) => {
  const own = named('教案.docx')
  expect(withFolder(own, folder)).toMatchObject({ ...own, unsure: own.unsure })
})

test('a folder that agrees makes surer', () => {
  const own = named('计算练习.docx', '口算 竖式 乘法 除法 三位数 计算 应用题')
  const found = withFolder(own, '数学')
  expect(found.subject).toBe('math')
  expect(found.confidence.subject ?? 0).toBeGreaterThanOrEqual(own.confidence.subject ?? 0)
})
