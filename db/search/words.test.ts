import { expect, test } from 'vitest'
import { fold, normalise } from './normal.ts'
import { numberOf, ordinalsIn } from './numerals.ts'
import { parseQuery, withoutChip } from './query.ts'
import { charsOf, cutOf, wordsOf } from './words.ts'

test('full-width, capital and traditional letters are one', () => {
  expect(normalise('ＰＰＴ 三年級《分數》')).toBe('ppt 三年级《分数》')
  expect(normalise('乾燥')).toBe('干燥')
})

test('fold keeps every offset', () => {
  const text = '《分數》ＰＰＴ①½ İ😀 三年級'
  expect(fold(text)).toHaveLength(text.length)
  expect(fold(text)).toContain('三年级')
})

test('Chinese and Arabic numerals name the same unit', () => {
  expect(ordinalsIn('第三单元')).toEqual(['第3单元'])
  expect(ordinalsIn('第 3 单元')).toEqual(['第3单元'])
  expect(ordinalsIn('unit 3')).toEqual(['第3单元'])
  expect(numberOf('二十一')).toBe(21)
  expect(numberOf('十')).toBe(10)
  expect(numberOf('百')).toBeNaN()
})

test('a long word is found by the words inside it', () => {
  expect(wordsOf('平行四边形的面积')).toEqual(expect.arrayContaining(['平行四边形', '平行', '四边形', '面积']))
  expect(wordsOf('平行四边形的面积')).not.toContain('的')
})

test('Latin words stay whole, letters and digits also apart', () => {
  expect(wordsOf('qbt2358 my weekend 2.5')).toEqual(['qbt2358', 'qbt', '2358', 'my', 'weekend', '2.5'])
  expect(wordsOf('300字作文')).toEqual(['300', '字', '作文'])
})

test('a question keeps its words with their parts', () => {
  expect(cutOf('平行四边形')[0]).toMatchObject({ word: '平行四边形' })
  expect(charsOf('分数的分')).toEqual(['分', '数'])
})

test('politeness around a question is no topic', () => {
  const query = parseQuery('麻烦帮我找一下三年级下册小数的课件，谢谢')
  expect(query.words.map((cut) => cut.word)).toEqual(['小数'])
  expect(query.chips.map((chip) => `${chip.field}=${chip.key}`)).toEqual([
    'grade=3',
    'volume=second',
    'type=courseware',
  ])
})

test('operators neither break nor count as words', () => {
  const query = parseQuery('"分数" -答案 类型:课件 作者:李明华')
  expect(query.excluded).toEqual(['答案'])
  expect(query.words.map((cut) => cut.word)).toContain('分数')
  expect(query.chips.map((chip) => chip.key)).toEqual(['courseware'])
})

test('any text at all can be asked', () => {
  for (const text of [
    '',
    '   ',
    "'",
    "\\';--",
    ':*&|!()<->',
    '\u0000\u202e',
    '😀',
    '的',
    '第',
    '-',
    '"',
    'a'.repeat(20_000),
  ])
    expect(() => parseQuery(text)).not.toThrow()
  expect(parseQuery('分数 '.repeat(5000)).words).toHaveLength(1)
})

test('what a chip stands for is taken out of the question as it was typed', () => {
  const without = (text: string) => parseQuery(text).chips.map((chip) => withoutChip(text, chip))
  expect(without('數學 課件 Seasons')).toEqual(['數學 Seasons', '課件 Seasons'])
  expect(without('３年级分数')).toEqual(['分数'])
  expect(without('fenshu jiaoan')).toEqual(['fenshu'])
  expect(without('沪科版浮力')).toEqual(['浮力'])
  expect(without('数学')).toEqual([undefined])
  expect(without('三上 分数')).toEqual(['上册 分数', '三年级 分数'])
})
