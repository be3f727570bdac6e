/** What is of use in a picture's EXIF (CIPA DC-008): never its place. `taken` is local time, `2025-09-01T08:00:00`. */
export type Exif = { orientation: number; taken?: string; description?: string }

/** The TIFF block with a picture's EXIF, in a JPEG, PNG, WebP or TIFF; undefined when there is none. */
export function findExif(bytes: Buffer, format: string): Buffer | undefined {
  if (format === 'tif') return bytes
  if (format === 'jpg') return inJpeg(bytes)
  if (format === 'png') return chunk(bytes, 8, 'eXIf', (at) => [bytes.readUInt32BE(at), at + 4, at + 8, 4])
  if (format === 'webp')
    return chunk(bytes, 12, 'EXIF', (at) => [bytes.readUInt32LE(at + 4), at, at + 8, bytes.readUInt32LE(at + 4) % 2])
  return undefined
}

/** JPEG: segments up to the picture itself; EXIF is an APP1 that begins with its name. */
function inJpeg(bytes: Buffer): Buffer | undefined {
  for (let at = 2; at + 10 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0
    const length = bytes.readUInt16BE(at + 2)
    if (marker === 0xda || length < 2) return undefined
    if (marker === 0xe1 && bytes.toString('latin1', at + 4, at + 8) === 'Exif')
      return bytes.subarray(at + 10, at + 2 + length)
    at += 2 + length
  }
  return undefined
}

/** Walks chunks of `[length, offset of the name, offset of the data, bytes behind the data]`. */
function chunk(
  bytes: Buffer,
  from: number,
  wanted: string,
  head: (at: number) => [number, number, number, number],
): Buffer | undefined {
  for (let at = from; at + 8 <= bytes.length; ) {
    const [length, name, data, behind] = head(at)
    if (bytes.toString('latin1', name, name + 4) === wanted) return bytes.subarray(data, data + length)
    at = data + length + behind
  }
  return undefined
}

/** Reads a TIFF block; a broken one yields what was read before it broke. */
export function readExif(tiff: Buffer | undefined): Exif {
  const found: Exif = { orientation: 1 }
  if (!tiff || tiff.length < 8) return found
  const little = tiff.toString('latin1', 0, 2) === 'II'
  if (!little && tiff.toString('latin1', 0, 2) !== 'MM') return found
  const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const u32 = (at: number) => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  const tags = new Map<number, number>()
  try {
    for (const [index, start] of [u32(4), undefined].entries()) {
      const at = start ?? numberOf(0x8769)
      if (at === undefined || at < 8 || (index === 1 && !tags.has(0x8769))) continue
      const count = Math.min(u16(at), 200)
      for (let n = 0; n < count; n += 1) tags.set(u16(at + 2 + n * 12), at + 2 + n * 12)
    }
    const turned = tags.get(0x0112)
    if (turned !== undefined) found.orientation = u16(turned + 8)
    const taken = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(textOf(0x9003) ?? textOf(0x0132) ?? '')
    if (taken && Number(taken[1]) > 1980) {
      const [, year, month, day, hour, minute, second] = taken
      found.taken = `${year}-${month}-${day}T${hour}:${minute}:${second}`
    }
    const description = textOf(0x010e)
    if (description) found.description = description
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return found

  function numberOf(tag: number): number | undefined {
    const at = tags.get(tag)
    return at === undefined ? undefined : u32(at + 8)
  }

  function textOf(tag: number): string | undefined {
    const at = tags.get(tag)
    if (!tiff || at === undefined) return undefined
    const length = Math.min(u32(at + 4), 300)
    const from = length <= 4 ? at + 8 : u32(at + 8)
    return (
      tiff
        .toString('utf8', from, from + length)
        .replace(/\0.*$/s, '')
        .trim() || undefined
    )
  }
}
