import { LIMITS } from './limits.ts'
import type { Ole } from './ole.ts'
import { Refusal } from './outcome.ts'

/**
 * The characters of a Word 97-2003 file with its control marks, part by part (MS-DOC 2.4.1, "Retrieving Text"): the FIB
 * names the table stream and the Clx in it, whose pieces say where each run of characters is and whether it is 8 or
 * 16 bits wide. Deleted text that Word still tracks is included. Throws `Refusal('corrupt')` when the pieces are not there.
 */
export function readWordText(ole: Ole, fib: Buffer): string {
  // FibBase flag fWhichTblStm (MS-DOC 2.5.2).
  const table = ole.stream((fib.readUInt16LE(10) & 0x0200) !== 0 ? '1TABLE' : '0TABLE')
  if (!table || fib.length < CLX + 8) throw new Refusal('corrupt', 'no table stream')
  const all = join(fib, findPieces(table, fib.readUInt32LE(CLX), fib.readUInt32LE(CLX + 4)))
  return arrange(
    all,
    PARTS.map((_, index) => fib.readUInt32LE(LENGTHS + index * 4)),
  )
}

/**
 * The parts of a document follow each other as one run of characters; what a reader looks for first comes first here.
 * `lengths` are those of the parts, in characters, in the order of the file.
 */
export function arrange(all: string, lengths: number[]): string {
  const found = new Map<string, string>()
  let at = 0
  PARTS.forEach((name, index) => {
    const length = lengths[index] ?? 0
    found.set(name, plainWord(all.slice(at, at + length)))
    at += length
  })
  const order = ['body', 'boxes', 'footnotes', 'endnotes', 'comments', 'headers', 'headerBoxes']
  return order.map((name) => found.get(name) ?? '').join('\r')
}

/** Offset of fcClx in the FIB: 154 + 33 pairs (MS-DOC 2.5.6). */
const CLX = 0x01a2

/** FibRgLw97, ccpText: how many characters each part has (MS-DOC 2.5.4). */
const LENGTHS = 0x4c

/** The parts in the order in which they lie. */
export const PARTS = ['body', 'footnotes', 'headers', 'macros', 'comments', 'endnotes', 'boxes', 'headerBoxes'] as const

type Piece = { length: number; offset: number; narrow: boolean }

/** Skips the property runs of the Clx and lists its piece table (MS-DOC 2.9.38, 2.8.35, 2.9.177). */
function findPieces(table: Buffer, start: number, size: number): Piece[] {
  const end = Math.min(start + size, table.length)
  let at = start
  while (at + 3 <= end && table[at] === 1) at += 3 + table.readUInt16LE(at + 1)
  if (at + 5 > end || table[at] !== 2) throw new Refusal('corrupt', 'no piece table')
  const plc = table.subarray(at + 5, Math.min(at + 5 + table.readUInt32LE(at + 1), end))
  const count = Math.floor((plc.length - 4) / 12)
  return Array.from({ length: Math.max(count, 0) }, (_, index) => {
    const length = plc.readUInt32LE(index * 4 + 4) - plc.readUInt32LE(index * 4)
    const fc = plc.readUInt32LE((count + 1) * 4 + index * 8 + 2)
    const narrow = (fc & 0x40000000) !== 0
    const offset = fc & 0x3fffffff
    return { length, offset: narrow ? offset / 2 : offset, narrow }
  })
}

function join(stream: Buffer, pieces: Piece[]): string {
  const latin = new TextDecoder('windows-1252')
  const parts: string[] = []
  let length = 0
  for (const piece of pieces) {
    // A damaged table may claim the same gigabyte many times.
    if (piece.length <= 0 || length > LIMITS.textChars * 2) continue
    const bytes = stream.subarray(piece.offset, piece.offset + piece.length * (piece.narrow ? 1 : 2))
    const text = piece.narrow ? latin.decode(bytes) : bytes.toString('utf16le')
    parts.push(text)
    length += text.length
  }
  return parts.join('')
}

/** Without field codes, anchors and marks: cells end in tabs, rows and breaks in lines (MS-DOC 2.4.3, 2.8.25). */
function plainWord(text: string): string {
  const codes: boolean[] = []
  let plain = ''
  // A field is \x13 code \x14 result \x15, and may stand inside another; only results are shown.
  for (const run of text.split(/([\x13-\x15])/)) {
    if (run === '\x13') codes.push(true)
    else if (run === '\x14') codes[codes.length - 1] = false
    else if (run === '\x15') codes.pop()
    else if (!codes.includes(true)) plain += run
  }
  return plain
    .replace(/\x07\x07/g, '\n')
    .replace(/\x07/g, '\t')
    .replace(/\x1e/g, '-')
    .replace(/[\x01-\x08\x1f]/g, '')
}
