import { expect, test } from 'vitest'
import { readOldWordText, readWorksText } from './old-word.ts'
import { Refusal } from './outcome.ts'

/** 分数教案 in GBK, and 页眉. */
const BODY = Buffer.from('b7d6cafdbdccb0b8', 'hex')
const HEADER = Buffer.from('d2b3c3bc', 'hex')

/** A Word 95 stream: FIB, then the texts one after the other. */
function fibOf(texts: Buffer[], { language = 0x0804, flags = 0 } = {}): Buffer {
  const fib = Buffer.alloc(0x300)
  fib.writeUInt16LE(0xa5dc, 0)
  fib.writeUInt16LE(language, 6)
  fib.writeUInt16LE(flags, 0x0a)
  fib.writeUInt32LE(0x300, 0x18)
  const [body, header] = texts
  const width = (flags & 0x1000) !== 0 ? 2 : 1
  fib.writeUInt32LE((body?.length ?? 0) / width, 0x34)
  fib.writeUInt32LE((header?.length ?? 0) / width, 0x3c)
  return Buffer.concat([fib, ...texts])
}

test('Word 95 in simplified Chinese is read as GBK, header last', () => {
  expect(
    readOldWordText(fibOf([BODY, HEADER]))
      .trim()
      .replace(/\r+/g, '|'),
  ).toBe('分数教案|页眉')
})

test('GBK in a document that says it is English is found out', () => {
  const long = Buffer.concat([BODY, BODY, BODY])
  expect(readOldWordText(fibOf([long], { language: 0x0409 })).trim()).toBe('分数教案分数教案分数教案')
})

test('Western text keeps its quotes, wide text is UTF-16', () => {
  const latin = Buffer.from('A \u0093good\u0094 lesson', 'latin1')
  expect(readOldWordText(fibOf([latin], { language: 0x0409 })).trim()).toBe('A “good” lesson')
  expect(readOldWordText(fibOf([Buffer.from('教案', 'utf16le')], { flags: 0x1000 })).trim()).toBe('教案')
})

test('a fast-saved document is joined from its pieces, in their order', () => {
  const fib = fibOf([BODY], { flags: 4 })
  const plc = Buffer.alloc(3 * 4 + 2 * 8)
  plc.writeUInt32LE(4, 4)
  plc.writeUInt32LE(8, 8)
  // The second half of the bytes comes first.
  plc.writeUInt32LE(0x304, 12 + 2)
  plc.writeUInt32LE(0x300, 20 + 2)
  const clx = Buffer.concat([Buffer.from([2, plc.length, 0, 0, 0]), plc])
  fib.writeUInt32LE(fib.length, 0x160)
  fib.writeUInt32LE(clx.length, 0x164)
  expect(readOldWordText(Buffer.concat([fib, clx])).trim()).toBe('教案分数')
})

test('text that lies outside the file is corrupt', () => {
  const fib = fibOf([BODY])
  fib.writeUInt32LE(90_000, 0x18)
  expect(() => readOldWordText(fib)).toThrow(Refusal)
})

test('a Works document ends where its header says', () => {
  const stream = Buffer.concat([Buffer.alloc(0x100), Buffer.from('Lesson \u0096 one\r\nStep\u0007two', 'latin1')])
  stream.writeUInt32LE(stream.length - 3, 0x26)
  expect(readWorksText(stream)).toBe('Lesson – one\nStep')
})
