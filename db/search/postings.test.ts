import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BlockWriter, eachEntry, findEntry } from './blocks.ts'
import { codeOf, LENGTHS, lengthByte } from './code.ts'
import { emptyColumns, packColumns, unpackColumns } from './columns.ts'
import { keyOf } from './hash.ts'
import { eachPosting, PostingWriter } from './postings.ts'

test('a list is read as it was written', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 2_000_000 }), { maxLength: 300 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 63 })),
      (docs, codes) => {
        const entries = docs.sort((a, b) => a - b).map((doc): [number, number] => [doc, codes.next().value ?? 1])
        const writer = new PostingWriter()
        writer.begin()
        for (const [doc, code] of entries) writer.add(doc, code)
        const read: [number, number][] = []
        eachPosting(writer.end(), (doc, code) => read.push([doc, code]))
        expect(read).toEqual(entries)
      },
    ),
  )
})

test('every term of a block is found, and no other', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { maxLength: 400 }),
      fc.integer({ min: 0, max: 2 ** 48 - 1 }),
      (keys, other) => {
        const writer = new BlockWriter()
        const sorted = keys.sort((a, b) => a - b)
        for (const [at, key] of sorted.entries())
          writer.add(key, at + 1, at % 7 === 0 ? undefined : new Uint8Array(at % 40).fill(at))
        const blocks = writer.end()
        expect(blocks[0]?.firstKey).toBe(0)
        const find = (key: number) => {
          const block = blocks.findLast((one) => one.firstKey <= key)
          return block && findEntry(block.firstKey, block.data, key)
        }
        for (const [at, key] of sorted.entries()) {
          expect(find(key)?.df).toBe(at + 1)
          expect(find(key)?.list?.length).toBe(at % 7 === 0 ? undefined : at % 40)
        }
        if (!keys.includes(other)) expect(find(other)).toBeUndefined()
        const all: number[] = []
        for (const block of blocks) eachEntry(block.firstKey, block.data, (key) => all.push(key))
        expect(all).toEqual(sorted)
      },
    ),
  )
})

test('columns are read as they were written', () => {
  const columns = emptyColumns(4)
  columns.ids.set([5, 4_000_000_000, 3, 7])
  columns.seqs.set([1, 2, 9_000_000_000, 4])
  columns.lengths.title.set([1, 2, 3, 255])
  columns.lengths.body.set([0, 200, 3, 4])
  const read = unpackColumns(4, packColumns(columns))
  expect([[...read.ids], [...read.seqs]]).toEqual([[...columns.ids], [...columns.seqs]])
  expect(read.lengths).toEqual(columns.lengths)
  // Four bytes where they suffice.
  expect([read.ids.BYTES_PER_ELEMENT, read.seqs.BYTES_PER_ELEMENT]).toEqual([4, 8])
})

test('a length is kept within 4 %, and codes tell title, beside and text apart', () => {
  for (const words of [0, 1, 16, 17, 100, 5_000, 100_000])
    expect(Math.abs((LENGTHS[lengthByte(words)] ?? 0) - words)).toBeLessThanOrEqual(words * 0.04)
  expect(new Set([codeOf(1, false, 0), codeOf(0, true, 0), codeOf(0, false, 1), codeOf(1, true, 1)]).size).toBe(4)
  expect(codeOf(200, true, 1_000_000)).toBe(63)
})

test('terms that are alike have keys that are not', () => {
  const terms = Array.from({ length: 50_000 }, (_, n) => [
    `第${n}课`,
    `#${String.fromCharCode(0x4e00 + (n % 20_000))}${n}`,
  ])
  const keys = new Set(terms.flat().map(keyOf))
  expect(keys.size).toBe(100_000)
  expect(Math.max(...[...keys].slice(0, 10_000))).toBeLessThan(2 ** 48)
})
