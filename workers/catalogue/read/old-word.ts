import { decodeLatinOrGbk } from './encoding.ts'
import { LIMITS } from './limits.ts'
import { Refusal } from './outcome.ts'
import { arrange, PARTS } from './word-text.ts'

/**
 * Text of Word 6 and Word 95 (nFib 101 to 105, as Microsoft's "Word 6 Binary File Format" of 1994 lays it out): bytes in
 * the code page of the document's language, in one run from fcMin, or in pieces when the file was saved fast. Throws
 * `Refusal('corrupt')` when the text lies outside the file.
 */
export function readOldWordText(fib: Buffer): string {
  if (fib.length < CLX + 8) throw new Refusal('corrupt', 'no FIB')
  const lengths = PARTS.map((_, index) => fib.readUInt32LE(LENGTHS + index * 4))
  const flags = fib.readUInt16LE(0x0a)
  // fExtChar: 16 bits a character, as East Asian versions could write.
  const width = (flags & 0x1000) !== 0 ? 2 : 1
  const total = Math.min(
    lengths.reduce((sum, length) => sum + length, 0),
    LIMITS.textChars * 2,
  )
  const start = fib.readUInt32LE(0x18)
  const runs = (flags & 0x0004) !== 0 ? pieces(fib, width) : [fib.subarray(start, start + total * width)]
  const bytes = Buffer.concat(runs).subarray(0, total * width)
  if (bytes.length === 0 && total > 0) throw new Refusal('corrupt', 'no text')
  if (width === 2) return arrange(bytes.toString('utf16le'), lengths)
  // Lengths count bytes: each part is decoded by itself, so that one half of a character can not shift the rest.
  const encoding = encodingOf(fib.readUInt16LE(0x06))
  const decode = (part: Buffer) => (encoding ? new TextDecoder(encoding).decode(part) : decodeLatinOrGbk(part))
  const texts: string[] = []
  let at = 0
  for (const length of lengths) {
    texts.push(decode(bytes.subarray(at, at + length)))
    at += length
  }
  return arrange(
    texts.join(''),
    texts.map((text) => text.length),
  )
}

const LENGTHS = 0x34
const CLX = 0x160

/** The piece table lies in the document's own stream, and its offsets count bytes. */
function pieces(fib: Buffer, width: number): Buffer[] {
  const start = fib.readUInt32LE(CLX)
  const end = Math.min(start + fib.readUInt32LE(CLX + 4), fib.length)
  let at = start
  while (at + 3 <= end && fib[at] === 1) at += 3 + fib.readUInt16LE(at + 1)
  if (at + 5 > end || fib[at] !== 2) throw new Refusal('corrupt', 'no piece table')
  const plc = fib.subarray(at + 5, Math.min(at + 5 + fib.readUInt32LE(at + 1), end))
  const found: Buffer[] = []
  let size = 0
  const count = Math.max(Math.floor((plc.length - 4) / 12), 0)
  for (let index = 0; index < count && size < LIMITS.textChars * 4; index += 1) {
    const length = (plc.readUInt32LE(index * 4 + 4) - plc.readUInt32LE(index * 4)) * width
    const offset = plc.readUInt32LE((count + 1) * 4 + index * 8 + 2)
    if (length <= 0) continue
    const piece = fib.subarray(offset, offset + length)
    found.push(piece)
    size += piece.length
  }
  return found
}

/** By the language the document was written in (Windows LCID); a Western one may hold GBK all the same. */
function encodingOf(language: number): string | undefined {
  return LANGUAGES[language] ?? PRIMARY[language & 0x3ff]
}

const LANGUAGES: Record<number, string> = { 1028: 'big5', 3076: 'big5', 5124: 'big5' }
const PRIMARY: Record<number, string> = {
  4: 'gb18030',
  5: 'windows-1250',
  8: 'windows-1253',
  17: 'shift_jis',
  18: 'euc-kr',
  21: 'windows-1250',
  25: 'windows-1251',
  34: 'windows-1251',
}

/**
 * Text of a Microsoft Works 3 or 4 document, which shares the extension `wps`: bytes from 0x100 to where the header says
 * (stream MN0; observed, there is no specification).
 */
export function readWorksText(stream: Buffer): string {
  if (stream.length < 0x100) throw new Refusal('corrupt', 'no Works text')
  const bytes = stream.subarray(0x100, Math.max(stream.readUInt32LE(0x26), 0x100))
  return decodeLatinOrGbk(bytes)
    .replace(/[\x00-\x08\x0e-\x1f]/g, '')
    .replace(/\r\n?/g, '\n')
}
