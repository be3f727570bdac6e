import { expect, test } from 'vitest'
import { askedLink } from './links.ts'

const NAMES = ['小享', '共享助手']
const asked = (text: string, how: 'group' | 'mention' | 'direct' = 'mention') =>
  askedLink(text, { direct: how === 'direct', mentionsBot: how === 'mention' }, NAMES)

test.each([
  ['收录 https://basic.smartedu.cn/lesson/12', 'basic.smartedu.cn'],
  ['请收录这个链接：https://www.bilibili.com/video/BV1xx?p=2', 'bilibili.com'],
  ['帮我收录一下 分数的初步认识微课 https://example.edu.cn/v/1', '分数的初步认识微课'],
  ['[三年级数学微课](https://example.feishu.cn/docx/abc)', '三年级数学微课'],
  ['@小享 收录 《观潮》朗读 https://example.cn/a.mp3', '《观潮》朗读'],
  ['https://example.cn/%E8%A7%82%E6%BD%AE%E8%AF%BE%E4%BB%B6.html', '观潮课件'],
  ['【国家中小学智慧教育平台】分数的初步认识 https://basic.smartedu.cn/x', '【国家中小学智慧教育平台】分数的初步认识'],
  ['collect https://example.org/lesson', 'example.org'],
])('asked for: %s', (text, title) => {
  expect(asked(text)).toMatchObject({ title })
  expect(asked(text, 'direct')).toMatchObject({ title })
})

test.each([
  '这个链接打得开吗 https://example.cn/a',
  '大家看看 https://example.cn/a',
  '有没有三年级数学课件',
  '收录',
  '收录 https://a.cn/1 https://b.cn/2',
  '/search https://example.cn/a',
])('not asked for: %s', (text) => {
  expect(asked(text)).toBeUndefined()
  expect(asked(text, 'direct')).toBeUndefined()
})

test('a link in a group that is not said to the bot is nobody’s request', () => {
  for (const text of ['https://example.cn/a', '收录 https://example.cn/a', '[微课](https://example.cn/a)'])
    expect(asked(text, 'group')).toBeUndefined()
  expect(asked('/收录 https://example.cn/a', 'group')).toMatchObject({ url: 'https://example.cn/a' })
})
