import { expect, test } from 'vitest'
import type { Ole } from './ole.ts'
import { Refusal } from './outcome.ts'
import { readWordText } from './word-text.ts'

type Run = { text: string; narrow?: boolean }

/** A Word file of given runs, all of them body but for `headers` characters at the end. */
function word(runs: Run[], headers = 0): { ole: Ole; fib: Buffer } {
  const texts = runs.map(({ text, narrow }) => Buffer.from(text, narrow ? 'latin1' : 'utf16le'))
  const fib = Buffer.concat([Buffer.alloc(0x400), ...texts])
  const plc = Buffer.alloc((runs.length + 1) * 4 + runs.length * 8)
  let characters = 0
  let offset = 0x400
  runs.forEach(({ text, narrow }, index) => {
    plc.writeUInt32LE(narrow ? offset * 2 + 0x40000000 : offset, (runs.length + 1) * 4 + index * 8 + 2)
    characters += text.length
    offset += texts[index]?.length ?? 0
    plc.writeUInt32LE(characters, (index + 1) * 4)
  })
  const head = Buffer.from([1, 2, 0, 9, 9, 2, 0, 0, 0, 0])
  head.writeUInt32LE(plc.length, 6)
  const table = Buffer.concat([head, plc])
  fib.writeUInt16LE(0x0200, 10)
  fib.writeUInt32LE(characters - headers, 0x4c)
  fib.writeUInt32LE(headers, 0x54)
  fib.writeUInt32LE(0, 0x1a2)
  fib.writeUInt32LE(table.length, 0x1a6)
  const stream = (name: string) => (name === '1TABLE' ? table : name === 'WORDDOCUMENT' ? fib : undefined)
  return { ole: { names: [], clsid: '', stream, bytes: fib }, fib }
}

const textOf = (runs: Run[], headers?: number) => {
  const { ole, fib } = word(runs, headers)
  return readWordText(ole, fib).replace(/\r+$/, '')
}

test('pieces of 8 and of 16 bits join in order, past the property runs', () => {
  expect(textOf([{ text: '分数 ' }, { text: '\u0093one\u0094', narrow: true }, { text: '。' }])).toBe('分数 “one”。')
})

test('a field shows its result and not its code, also inside another', () => {
  expect(textOf([{ text: '见\x13 HYPERLINK "x" \x14第\x13 PAGEREF \x14八\x15页\x15。' }])).toBe('见第八页。')
  expect(textOf([{ text: '甲\x13 TOC \x13 SEQ \x14没有\x15 \x15乙' }])).toBe('甲乙')
})

test('cells end in tabs and rows in lines, and anchors leave no trace', () => {
  expect(textOf([{ text: '环节\x07活动\x07\x07导入\x01\x08\x07观察\x05\x07\x07' }])).toBe('环节\t活动\n导入\t观察\n')
})

test('headers come after the body', () => {
  expect(textOf([{ text: '正文\r页眉' }], 2).replace(/\r+/g, '|')).toBe('正文|页眉')
})

test('a table that points outside itself is corrupt', () => {
  const { ole, fib } = word([{ text: '正文' }])
  fib.writeUInt32LE(5_000, 0x1a2)
  expect(() => readWordText(ole, fib)).toThrow(Refusal)
})
