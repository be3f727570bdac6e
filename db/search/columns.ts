import { ByteReader, ByteWriter } from './varint.ts'
import type { Lengths } from './worth.ts'

/** What is known of each resource of a segment, by its place there. */
export type Columns = {
  ids: Numbers
  /** When it was indexed, see `seqOf`. */
  seqs: Numbers
  /** As bytes, see `lengthByte`. */
  lengths: Lengths
}

/** Four bytes each where they suffice. */
type Numbers = Float64Array | Uint32Array

export function emptyColumns(docs: number): Columns {
  return {
    ids: new Float64Array(docs),
    seqs: new Float64Array(docs),
    lengths: { title: new Uint8Array(docs), body: new Uint8Array(docs) },
  }
}

/** Ids and numbers as steps from the one before, mostly a byte each; then the lengths. */
export function packColumns({ ids, seqs, lengths }: Columns): Buffer {
  const writer = new ByteWriter(ids.length * 5 + 64)
  for (const column of [ids, seqs]) {
    let before = 0
    for (const value of column) {
      writer.signed(value - before)
      before = value
    }
  }
  writer.raw(lengths.title)
  writer.raw(lengths.body)
  return writer.done()
}

export function unpackColumns(docs: number, data: Uint8Array): Columns {
  const reader = new ByteReader(data)
  const columns = emptyColumns(docs)
  for (const column of [columns.ids, columns.seqs]) {
    let before = 0
    for (let at = 0; at < docs; at += 1) {
      before += reader.signed()
      column[at] = before
    }
  }
  columns.lengths.title.set(reader.raw(docs))
  columns.lengths.body.set(reader.raw(docs))
  return { ids: small(columns.ids), seqs: small(columns.seqs), lengths: columns.lengths }
}

function small(values: Numbers): Numbers {
  return values.every((value) => value >= 0 && value < 2 ** 32) ? Uint32Array.from(values) : values
}
