import type { Place } from './kept-terms.ts'
import type { Dense } from './postings.ts'
import { ByteReader, ByteWriter } from './varint.ts'

/**
 * A term of a segment: how many resources have it, and their list unless that is kept apart for being long. `bits` is
 * the list as one bit for each resource, and `dense` the same with its codes, in its stead, `skips` where it can be entered, and `most` the most that the term is
 * worth here when the averages were these, once somebody needed them.
 */
export type Entry = {
  df: number
  list: Uint8Array | undefined
  bits?: Int32Array | undefined
  dense?: Dense | undefined
  skips?: Int32Array | undefined
  most?: { worth: number; averages: { title: number; body: number } } | undefined
  /** While it is kept. */
  place?: Place | undefined
  /** Questions that have it before them now. */
  users?: number
}

/** All of its fields from the beginning, in one order, so that what reads entries reads them at one place. */
export function entryOf(df: number, list: Uint8Array | undefined): Entry {
  const none = undefined
  return { df, list, bits: none, dense: none, skips: none, most: none, place: none, users: 0 }
}

/** What an entry holds, in bytes. */
export function bytesIn({ list, bits, dense, skips }: Entry): number {
  const apart = dense ? dense.bits.byteLength + dense.codes.length + dense.ranks.byteLength : 0
  return (list?.length ?? 0) + (bits?.byteLength ?? 0) + apart + (skips?.byteLength ?? 0)
}

/** Smaller ones lie among the objects of JavaScript. */
const APART = 64

/** Gives the bytes of what nobody looks at any more back at once: else they lie until all of the memory is looked through. */
export function giveBack(bytes: Uint8Array | Int32Array | undefined): void {
  if (bytes && bytes.byteLength > APART && bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0)
}

/** The same for all of an entry. */
export function giveBackAll(entry: Entry): void {
  const { list, bits, dense, skips } = entry
  for (const bytes of [list, bits, dense?.bits, dense?.codes, dense?.ranks, skips]) giveBack(bytes)
  entry.list = undefined
  entry.bits = undefined
  entry.dense = undefined
  entry.skips = undefined
}

/** Bytes of a block: eight of them fill a page of PostgreSQL. */
const BLOCK = 900
/** A list longer than this has a row of its own. */
export const LONG_LIST = 700

/** A block as it is stored: its first key, and its terms in order. */
export type Block = { firstKey: number; data: Buffer }

/** Collects terms in the order of their keys and cuts them into blocks. */
export class BlockWriter {
  private readonly bytes = new ByteWriter(2 * BLOCK)
  private firstKey = 0
  private lastKey = 0
  private readonly done: Block[] = []

  /** Without a list when that is stored apart. */
  add(key: number, df: number, list: Uint8Array | undefined): void {
    if (this.bytes.length > 0 && this.bytes.length + 12 + (list?.length ?? 0) > BLOCK) this.cut(key)
    this.bytes.number(key - this.lastKey)
    this.bytes.number(df * 2 + (list ? 0 : 1))
    if (list) {
      this.bytes.number(list.length)
      this.bytes.raw(list)
    }
    this.lastKey = key
  }

  /** Blocks that are full by now. */
  take(): Block[] {
    return this.done.splice(0)
  }

  /** The last block; a segment has at least one. */
  end(): Block[] {
    this.cut(0)
    return this.take()
  }

  private cut(next: number): void {
    this.done.push({ firstKey: this.firstKey, data: this.bytes.done() })
    this.bytes.reset()
    this.firstKey = next
    this.lastKey = next
  }
}

/** Calls back with each term of a block; lists are views into the block. */
export function eachEntry(firstKey: number, data: Uint8Array, use: (key: number, entry: Entry) => void): void {
  const reader = new ByteReader(data)
  let key = firstKey
  while (!reader.ended) {
    key += reader.number()
    const head = reader.number()
    const list = head % 2 === 1 ? undefined : reader.raw(reader.number())
    use(key, { df: Math.floor(head / 2), list })
  }
}

/** One term of a block, with a list of its own; undefined when it is not there. Passes over the others without a view of each. */
export function findEntry(firstKey: number, data: Uint8Array, wanted: number): Entry | undefined {
  const reader = new ByteReader(data)
  let key = firstKey
  while (!reader.ended) {
    key += reader.number()
    if (key > wanted) return undefined
    const head = reader.number()
    const length = head % 2 === 1 ? undefined : reader.number()
    // A copy: the slice of a buffer would keep all of the buffer in memory.
    if (key === wanted)
      return entryOf(Math.floor(head / 2), length === undefined ? length : new Uint8Array(reader.raw(length)))
    reader.at += length ?? 0
  }
  return undefined
}
