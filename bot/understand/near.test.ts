import { expect, test } from 'vitest'
import { CATALOGUE } from './labelled.ts'
import { damerau, nearCommand } from './near.ts'

test('a swapped pair of letters is one edit', () => {
  expect(damerau('serach', 'search', 2)).toBe(1)
  expect(damerau('hlep', 'help', 1)).toBe(1)
  expect(damerau('search', 'rank', 2)).toBeUndefined()
})

test('letters, sounds and spelled-out pinyin lead to the same command', () => {
  for (const word of ['serach', '搜所', 'sousuo', 'sou suo', '收索'])
    expect(nearCommand(word, CATALOGUE)).toBe('search')
  for (const word of ['排行板', 'paihang', 'pai hang', '排形榜']) expect(nearCommand(word, CATALOGUE)).toBe('top')
})

test('a word that is near to nothing, or to two commands, is near to none', () => {
  for (const word of ['foo', 'weather', '天气', 'date', 'test', 'x'])
    expect(nearCommand(word, CATALOGUE)).toBeUndefined()
})
