/** One record of a PowerPoint stream (MS-PPT 2.3.1). `at` and `end` bound its data, not its 8-byte header. */
export type Record_ = { type: number; instance: number; container: boolean; at: number; end: number }

/** Record types used here (MS-PPT 2.13.24). */
export const RT = {
  document: 0x03e8,
  slide: 0x03ee,
  slideAtom: 0x03ef,
  notes: 0x03f0,
  slidePersist: 0x03f3,
  mainMaster: 0x03f8,
  vbaAtom: 0x0400,
  slideList: 0x0ff0,
  outlineRef: 0x0f9e,
  textHeader: 0x0f9f,
  textChars: 0x0fa0,
  textBytes: 0x0fa8,
  string: 0x0fba,
  headersFooters: 0x0fd9,
  headersFootersAtom: 0x0fda,
  placeholder: 0x0bc3,
  shape: 0xf004,
  userEdit: 0x0ff5,
  persistDirectory: 0x1772,
} as const

/** Nesting of containers; real files stay below 20. */
const MAX_DEPTH = 64

/** The record whose header is at `offset`, or undefined when it does not fit. */
export function recordAt(stream: Buffer, offset: number, limit: number = stream.length): Record_ | undefined {
  if (offset < 0 || offset + 8 > limit) return undefined
  const head = stream.readUInt16LE(offset)
  const at = offset + 8
  // A damaged length is cut at its parent's end, so that what lies before it is still read.
  const end = Math.min(at + stream.readUInt32LE(offset + 4), limit)
  return { type: stream.readUInt16LE(offset + 2), instance: head >> 4, container: (head & 15) === 15, at, end }
}

/** Visits the records between two offsets, depth first; `visit` answers false to stay out of a container. */
export function walkRecords(
  stream: Buffer,
  start: number,
  end: number,
  visit: (record: Record_) => boolean | undefined,
  depth = 0,
): void {
  for (let offset = start; ; ) {
    const record = recordAt(stream, offset, end)
    if (!record) return
    const enter = visit(record) !== false
    if (enter && record.container && depth < MAX_DEPTH) walkRecords(stream, record.at, record.end, visit, depth + 1)
    offset = record.end
  }
}

/**
 * Where the live version of each object is: persist id → offset. A saved deck keeps its old versions in the stream;
 * the newest edit names the current ones (MS-PPT 2.1.2, "user edit" chain). Undefined when the chain is broken.
 */
export function liveObjects(
  stream: Buffer,
  firstEdit: number,
): { document: number; offsets: Map<number, number> } | undefined {
  const offsets = new Map<number, number>()
  const seen = new Set<number>()
  let document: number | undefined
  for (let edit = firstEdit; edit !== 0 && !seen.has(edit); ) {
    seen.add(edit)
    const record = recordAt(stream, edit)
    if (record?.type !== RT.userEdit || record.end - record.at < 20) return undefined
    document ??= stream.readUInt32LE(record.at + 16)
    addDirectory(stream, stream.readUInt32LE(record.at + 12), offsets)
    edit = stream.readUInt32LE(record.at + 8)
  }
  return document === undefined ? undefined : { document, offsets }
}

/** PersistDirectoryAtom: runs of (first id: 20 bits, count: 12 bits) and that many offsets. */
function addDirectory(stream: Buffer, offset: number, offsets: Map<number, number>): void {
  const record = recordAt(stream, offset)
  if (record?.type !== RT.persistDirectory) return
  for (let at = record.at; at + 4 <= record.end; ) {
    const run = stream.readUInt32LE(at)
    at += 4
    for (let index = 0; index < run >>> 20 && at + 4 <= record.end; index += 1, at += 4) {
      const id = (run & 0xfffff) + index
      if (!offsets.has(id)) offsets.set(id, stream.readUInt32LE(at))
    }
  }
}
