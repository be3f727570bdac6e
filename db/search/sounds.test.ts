import { expect, test } from 'vitest'
import { normalise } from './normal.ts'
import { parseQuery } from './query.ts'
import { readingsOf, soundPairs } from './sounds.ts'
import { spellOut } from './spell.ts'

test.each([
  ['fenshu', ['fen su']],
  ['fensu', ['fen su']],
  ['ningmeng', ['lin men']],
  ['linmen', ['lin men']],
  ['lüse', ['lu se']],
])('%s sounds like %j', (letters, sounds) => {
  expect(readingsOf(letters).map((reading) => reading.join(' '))).toContain(sounds[0])
})

test('what has two readings has both', () => {
  const readings = readingsOf('fangan').map((reading) => reading.join(' '))
  expect(readings).toEqual(expect.arrayContaining(['fan gan', 'fan an']))
})

test('what is no pinyin has no reading', () => {
  for (const letters of ['fsja', 'powerpoint', 'x', '']) expect(readingsOf(letters)).toEqual([])
})

test('characters that sound alike have the same pairs', () => {
  expect(soundPairs('摩擦力')).toEqual(soundPairs('魔擦力'))
  expect(soundPairs('重庆')).toEqual(['con qin'])
})

test('kinds of resources typed in pinyin are spelt out, topics are left to their sounds', () => {
  expect(spellOut(normalise('fenshujiaoan'))).toMatchObject({
    text: expect.stringContaining('教案'),
    sounds: [['fen', 'su']],
  })
  expect(parseQuery('sannianji shuxue kejian').chips.map((chip) => chip.key)).toEqual(['3', 'courseware', 'math'])
  expect(parseQuery('fen shu').sounds).toContainEqual(['fen', 'su'])
  expect(parseQuery('fsja').initials).toEqual(['fsja'])
})
