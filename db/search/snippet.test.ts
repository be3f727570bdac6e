import { expect, test } from 'vitest'
import { mark, snippetOf } from './snippet.ts'

test('marks the words and leaves every other character as it is', () => {
  expect(mark('<b>分数</b> & 小数', ['分数'])).toEqual([
    { text: '<b>' },
    { text: '分数', hit: true },
    { text: '</b> & 小数' },
  ])
})

test('marks what was written in traditional or full-width letters', () => {
  expect(mark('分數ＰＰＴ', ['分数', 'ppt'])).toEqual([
    { text: '分數', hit: true },
    { text: 'ＰＰＴ', hit: true },
  ])
})

test('the parts joined are the stretch of text', () => {
  const text = `${'前言。'.repeat(60)}认识分数，比较分数的大小。${'后记。'.repeat(60)}`
  const parts = snippetOf(text, ['分数', '大小'])
  const inner = parts
    .map((part) => part.text)
    .join('')
    .replace(/^…|…$/g, '')
  expect(text).toContain(inner)
  expect(parts.filter((part) => part.hit).map((part) => part.text)).toEqual(['分数', '分数', '大小'])
})

test('without a hit it is the beginning, and empty for no text', () => {
  expect(snippetOf('认识\n  分数', ['圆'])).toEqual([{ text: '认识 分数' }])
  expect(snippetOf('  ', ['圆'])).toEqual([])
})

test('regular expression characters in a word are letters', () => {
  expect(mark('a.c abc', ['a.c'])).toEqual([{ text: 'a.c', hit: true }, { text: ' abc' }])
})

test('never cuts an emoji in two', () => {
  for (let length = 1; length < 40; length += 1) {
    const joined = snippetOf('😀'.repeat(30), [], length)
      .map((part) => part.text)
      .join('')
    expect(joined).toBe(joined.toWellFormed())
  }
})
