import { crc32 } from 'node:zlib'
import { decodeText } from './encoding.ts'

/**
 * A RAR 4 archive whose names in GBK carry no sign of it, which 7-Zip takes for broken UTF-8: the same archive with plain
 * names of the same length, and which name each of them stands for. Anything else comes back as it is.
 */
export function withPlainNames(bytes: Buffer): { bytes: Buffer; names: Map<string, string> } {
  const names = new Map<string, string>()
  let copy = bytes
  for (const { at, size, nameAt, nameSize } of files(bytes)) {
    const raw = bytes.subarray(nameAt, nameAt + nameSize)
    if (raw.every((byte) => byte < 0x80) || isUtf8(raw)) continue
    const name = decodeText(raw)?.text
    if (name === undefined) continue
    if (copy === bytes) copy = Buffer.from(bytes)
    const plain = plainName(raw, names.size)
    plain.copy(copy, nameAt)
    copy.writeUInt16LE(crc32(copy.subarray(at + 2, at + size)) & 0xffff, at)
    names.set(slashed(plain.toString('latin1')), slashed(name))
  }
  return { bytes: copy, names }
}

/** The headers of files that do not hold their name in Unicode (technote.txt of WinRAR: HEAD_TYPE 0x74, flag 0x200). */
function* files(bytes: Buffer): Generator<{ at: number; size: number; nameAt: number; nameSize: number }> {
  for (let at = SIGN; at + 7 <= bytes.length; ) {
    const flags = bytes.readUInt16LE(at + 3)
    const size = bytes.readUInt16LE(at + 5)
    const type = bytes[at + 2]
    // Encrypted headers, or none at all.
    if (size < 7 || at + size > bytes.length || (type === 0x73 && (flags & 0x80) !== 0)) return
    const nameAt = at + 32 + (flags & 0x100 ? 8 : 0)
    if (type === 0x74 && (flags & 0x200) === 0 && nameAt < at + size) {
      const nameSize = Math.min(bytes.readUInt16LE(at + 26), at + size - nameAt)
      yield { at, size, nameAt, nameSize }
    }
    at += size + (flags & 0x8000 && size >= 11 ? bytes.readUInt32LE(at + 7) : 0)
  }
}

/** Bytes of the mark at the beginning. */
const SIGN = 7

function isUtf8(raw: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(raw)
    return true
  } catch {
    return false
  }
}

/** ASCII stays, so that the ending does; the other bytes count which name it is. A second byte of GBK may be ASCII. */
function plainName(raw: Buffer, index: number): Buffer {
  const plain = Buffer.from(raw)
  let left = index
  for (let at = 0; at < plain.length; at += 1) {
    if ((plain[at] ?? 0) < 0x80) continue
    plain[at] = DIGITS.charCodeAt(left % DIGITS.length)
    left = Math.floor(left / DIGITS.length)
    // The byte behind it belongs to the same character.
    if (at + 1 < plain.length) {
      at += 1
      plain[at] = DIGITS.charCodeAt(left % DIGITS.length)
      left = Math.floor(left / DIGITS.length)
    }
  }
  return plain
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

function slashed(name: string): string {
  return name.replaceAll('\\', '/')
}
