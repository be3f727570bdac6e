import type { Ole } from '../catalogue/read/ole.ts'
import type { Picture } from './shrink.ts'

/** PIDSI_THUMBNAIL and VT_CF (MS-OLEPS 2.21, MS-OSHARED 2.3.3.2.1). */
const THUMBNAIL = 17
const VT_CF = 71
/** Clipboard formats: a metafile, a bitmap. */
const CF_METAFILEPICT = 3
const CF_DIB = 8
/** Records of a Windows metafile that carry a bitmap (MS-WMF 2.3.1): where in the record the bitmap begins. */
const BITMAP_RECORDS = new Map([
  [0x0f43, 28],
  [0x0b41, 26],
  [0x0940, 22],
])

/** The thumbnail that an old doc, ppt or xls carries in its summary: a bitmap, bare or inside a metafile. */
export function oleThumbnail(ole: Ole): Picture | undefined {
  const stream = ole.stream('\u0005SUMMARYINFORMATION')
  if (!stream) return undefined
  try {
    const at = propertyAt(stream)
    if (at === undefined || stream.readUInt16LE(at) !== VT_CF) return undefined
    const size = stream.readUInt32LE(at + 4)
    // The tag -1 says that a Windows clipboard format follows.
    if (stream.readInt32LE(at + 8) !== -1) return undefined
    const format = stream.readUInt32LE(at + 12)
    const data = stream.subarray(at + 16, at + 8 + size)
    if (format === CF_DIB) return bitmap(data)
    // METAFILEPICT: four 16-bit numbers before the metafile.
    return format === CF_METAFILEPICT ? fromMetafile(data.subarray(8)) : undefined
  } catch (error) {
    // Offsets that point outside: no thumbnail.
    if (!(error instanceof RangeError)) throw error
    return undefined
  }
}

function propertyAt(stream: Buffer): number | undefined {
  const section = stream.readUInt32LE(44)
  const count = Math.min(stream.readUInt32LE(section + 4), 100)
  for (let index = 0; index < count; index += 1) {
    const at = section + 8 + index * 8
    if (stream.readUInt32LE(at) === THUMBNAIL) return section + stream.readUInt32LE(at + 4)
  }
  return undefined
}

/** The largest bitmap that a metafile draws. */
function fromMetafile(wmf: Buffer): Picture | undefined {
  let best: Buffer | undefined
  // The header is nine words; a placeable one has 22 bytes before it.
  let at = (wmf.readUInt32LE(0) === 0x9ac6cdd7 ? 22 : 0) + 18
  for (let records = 0; records < 10_000 && at + 6 <= wmf.length; records += 1) {
    const size = wmf.readUInt32LE(at) * 2
    const start = BITMAP_RECORDS.get(wmf.readUInt16LE(at + 4))
    if (size < 6) break
    if (start !== undefined && size > start + 40) {
      const dib = wmf.subarray(at + start, Math.min(at + size, wmf.length))
      if (!best || dib.length > best.length) best = dib
    }
    at += size
  }
  return best && bitmap(best)
}

/** A file header before a device-independent bitmap (MS-WMF 2.2.2.9) makes a BMP of it. */
function bitmap(dib: Buffer): Picture | undefined {
  const header = dib.readUInt32LE(0)
  const bits = dib.readUInt16LE(14)
  if (header < 40 || header > 200 || ![1, 4, 8, 16, 24, 32].includes(bits)) return undefined
  const used = dib.readUInt32LE(32)
  const colours = bits <= 8 ? used || 2 ** bits : used
  const masks = header === 40 && dib.readUInt32LE(16) === 3 ? 12 : 0
  if (colours > 256 || header + colours * 4 >= dib.length) return undefined
  const head = Buffer.alloc(14)
  head.write('BM', 'latin1')
  head.writeUInt32LE(14 + dib.length, 2)
  head.writeUInt32LE(14 + header + masks + colours * 4, 10)
  return { bytes: Buffer.concat([head, dib]) }
}
