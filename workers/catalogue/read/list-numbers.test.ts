import { expect, test } from 'vitest'
import { listNumber } from './list-numbers.ts'

test.each([
  [1, 'chineseCountingThousand', '一'],
  [10, 'chineseCounting', '十'],
  [12, 'japaneseCounting', '十二'],
  [20, 'chineseCounting', '二十'],
  [105, 'chineseCounting', '一百零五'],
  [1010, 'chineseCounting', '一千零一十'],
  [3, 'chineseLegalSimplified', '叁'],
  [4, 'ideographTraditional', '丁'],
  [2, 'ideographZodiac', '丑'],
  [3, 'decimalEnclosedCircle', '③'],
  [7, 'decimalZero', '07'],
  [28, 'lowerLetter', 'bb'],
  [26, 'upperLetter', 'Z'],
  [1949, 'upperRoman', 'MCMXLIX'],
  [4, 'lowerRoman', 'iv'],
  [5, 'something new', '5'],
  [-1, 'decimal', ''],
])('%i in %s is %s', (value, format, shown) => {
  expect(listNumber(value, format)).toBe(shown)
})
