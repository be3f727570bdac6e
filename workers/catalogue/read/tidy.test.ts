import { expect, test } from 'vitest'
import { fingerprint, firstLine, tidyLine, tidyText, tidyTitle } from './tidy.ts'

test('text that leaves holds no NUL, no half characters, no overrides and no long gaps', () => {
  expect(tidyText('教\u0000案\ud800\u202e\r\n\r\n\r\n\r\n一\u3000\r二\u2028三')).toBe('教案\n\n一\n二\n三')
})

test('Kangxi radicals from PDF fonts become the characters people type', () => {
  expect(tidyText('⼀⽉⼋⽇')).toBe('一月八日')
})

test('the text is cut at the limit', () => {
  expect(tidyText('字'.repeat(100), 10)).toHaveLength(10)
})

test('a title that a program invents is no title', () => {
  expect(tidyTitle('PowerPoint 演示文稿')).toBeUndefined()
  expect(tidyTitle('幻灯片 1')).toBeUndefined()
  expect(tidyTitle('Microsoft Word - 小数教案.doc')).toBe('小数教案')
  expect(tidyTitle('——')).toBeUndefined()
})

test('the first line is the first with two letters or digits', () => {
  expect(firstLine('\n * \n 1\n第 八 单元 \n其他')).toBe('第 八 单元')
  expect(firstLine('  \n。。。')).toBeUndefined()
  expect(tidyLine('字'.repeat(500))).toHaveLength(200)
})

test('layout, width, case and punctuation do not change the fingerprint', () => {
  const text = `${'结合具体情境初步认识几分之一，会读写简单的分数。'.repeat(3)} Unit One`
  const same = text.replaceAll('，', ' ,\n').replace('Unit One', 'ＵＮＩＴ　ＯＮＥ')
  expect(fingerprint(text)).toMatch(/^[0-9a-f]{64}$/)
  expect(fingerprint(same)).toBe(fingerprint(text))
  expect(fingerprint(`${text}一`)).not.toBe(fingerprint(text))
})

test('fewer than fifty characters have no fingerprint', () => {
  expect(fingerprint('字'.repeat(49))).toBeUndefined()
  expect(fingerprint(`${'字'.repeat(49)}。。。`)).toBeUndefined()
  expect(fingerprint('字'.repeat(50))).toBeDefined()
  expect(fingerprint('𠮷'.repeat(49))).toBeUndefined()
})
