import { expect, test } from 'vitest'
import { decodeText } from './encoding.ts'

// 分数的初步认识：把一个月饼平均分成两份。 — as GBK and as Big5 bytes, for no encoder ships with Node.
const GBK = Buffer.from(
  'b7d6cafdb5c4b3f5b2bdc8cfcab6a3babbadd2bbb8f6d4c2b1fdc6bdbef9b7d6b3c9c1bdb7dda1a3'.replace('bbad', 'b0d1'),
  'hex',
)
const BIG5 = Buffer.from('a4c0bcc6aabaaaecb0f2bb7bc3d1a1aba7e2a4cad3a4ebbbe5a5a7a1a4c0a6a8a8e2a5f7a143', 'hex')

test('UTF-8 is recognised with and without a mark', () => {
  expect(decodeText(Buffer.from('教案'))).toEqual({ text: '教案', encoding: 'utf-8' })
  expect(decodeText(Buffer.from('\ufeff教案'))?.text).toBe('教案')
})

test('GBK is recognised in a short sentence', () => {
  expect(decodeText(GBK)).toEqual({ text: '分数的初步认识：把一个月饼平均分成两份。', encoding: 'gb18030' })
})

test('GBK is recognised in four characters and in a long text', () => {
  expect(decodeText(GBK.subarray(0, 8))?.text).toBe('分数的初')
  const long = Buffer.concat(Array.from({ length: 10_000 }, () => GBK))
  expect(decodeText(long)?.text).toHaveLength(200_000)
})

test('Big5 is told from GBK', () => {
  expect(decodeText(BIG5)?.encoding).toBe('big5')
})

test('UTF-16 is recognised with a mark, and without one by its newlines', () => {
  const text = '第一行：分数的认识\n第二行：教学目标\n'
  const little = Buffer.from(text, 'utf16le')
  const big = Buffer.from(little).swap16()
  expect(decodeText(Buffer.concat([Buffer.from([0xff, 0xfe]), little]))?.text).toBe(text)
  expect(decodeText(Buffer.concat([Buffer.from([0xfe, 0xff]), big]))?.text).toBe(text)
  expect(decodeText(little)).toEqual({ text, encoding: 'utf-16le' })
  expect(decodeText(big)).toEqual({ text, encoding: 'utf-16be' })
})

test('UTF-16 without a mark and without a single newline is recognised by its characters', () => {
  const text = '我们一起学习分数的初步认识，请同学们说说自己的想法'
  expect(decodeText(Buffer.from(text, 'utf16le'))?.text).toBe(text)
})

test('a declared charset wins only when the bytes are in it', () => {
  expect(decodeText(Buffer.from('教案'), 'gb2312')?.text).toBe('教案')
  expect(decodeText(GBK, 'gb2312')?.encoding).toBe('gb18030')
})

test('binary bytes are not text', () => {
  const bytes = Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 7919 + (at >> 3) * 104729) & 0xff))
  expect(decodeText(bytes)).toBeUndefined()
  expect(decodeText(Buffer.alloc(100))).toBeUndefined()
})
