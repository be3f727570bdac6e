import type { SKRSContext2D } from '@napi-rs/canvas'
import { expect, test } from 'vitest'
import { cut, wrap } from './lines.ts'

/** A pen under which a Chinese character is 2 wide, everything else 1. */
const pen = {
  measureText: (text: string) => ({
    width: [...new Intl.Segmenter('zh').segment(text)].reduce(
      (sum, { segment }) => sum + (/\p{Script=Han}|\p{Extended_Pictographic}/u.test(segment) ? 2 : 1),
      0,
    ),
  }),
} as unknown as SKRSContext2D

test('Chinese breaks anywhere but before a closing mark; words and numbers stay whole', () => {
  expect(wrap(pen, '三年级数学，上册', 10, 3)).toEqual(['三年级数学，', '上册'])
  expect(wrap(pen, 'a first look at fractions', 12, 4)).toEqual(['a first look', 'at fractions'])
  expect(wrap(pen, '已收录·教案·+12.00·#128', 14, 4)).toEqual(['已收录·教案·', '+12.00·#128'])
})

test('what does not fit ends with an ellipsis, at most as many lines as asked, none wider than allowed', () => {
  for (const text of [
    '三年级数学上册分数的初步认识教案',
    'one two three four five six',
    'x'.repeat(90),
    '好 a'.repeat(40),
  ]) {
    const lines = wrap(pen, text, 10, 2)
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/…$/)
    for (const line of lines) expect(pen.measureText(line).width).toBeLessThanOrEqual(11)
  }
  expect(wrap(pen, '', 10, 2)).toEqual([])
})

test('an emoji of several parts is cut before or after it, never within', () => {
  const family = '👩‍👩‍👧‍👦'
  expect(cut(pen, family.repeat(9), 7)).toBe(`${family.repeat(3)}…`)
  expect(cut(pen, '短', 7)).toBe('短')
  expect(wrap(pen, family.repeat(4), 4, 9)).toEqual([family.repeat(2), family.repeat(2)])
})
