import { expect, test } from 'vitest'
import { decodePress, encodeOption, encodePress } from './press.ts'

test('a button carries its command and arguments there and back', () => {
  const action = { label: '下一页', command: 'search', args: { q: '分数', page: '2' } }
  expect(decodePress(encodePress(action, { query: '分数' }))).toEqual({ command: 'search', args: action.args })
  expect(decodePress(JSON.stringify(encodePress(action, undefined)))).toEqual({ command: 'search', args: action.args })
})

test('a long question is not repeated in every button', () => {
  const q = '分数的初步认识'.repeat(20)
  const value = encodePress({ label: '下一页', command: 'search', args: { q, page: '2' } }, { query: q })
  expect(value).toEqual({ c: 'search', a: { q: '{query}', page: '2' } })
})

test('form fields join the arguments; a chosen empty option is an empty string', () => {
  const value = encodePress({ label: '保存', command: 'correct', args: { id: '7' } }, undefined)
  const form = { title: '分数', subject: encodeOption(''), grade: encodeOption('3'), odd: ['x'] }
  expect(decodePress(value, form)).toEqual({
    command: 'correct',
    args: { id: '7', title: '分数', subject: '', grade: '3' },
  })
})

test('a value that is none of ours is no press', () => {
  for (const value of [undefined, null, 'x', '{}', { action: 'dl' }, { c: 7 }, { c: 'x', a: { id: 7 } }, []]) {
    expect(decodePress(value)).toBeUndefined()
  }
})
