import { type FileHandle, open } from 'node:fs/promises'

/** `cut`: its pictures end too early, or its directory is missing, which many programs write last. */
export type Film = { seconds?: number; width?: number; height?: number; cut?: boolean }

/**
 * Length and picture size of an MP4 or QuickTime file, from its movie and track headers (ISO/IEC 14496-12, 8.2.2 and
 * 8.3.2), or of an AVI, from its main header. Jumps from box to box, so a hundred megabytes cost a few reads.
 */
export async function readFilm(path: string, format: string): Promise<Film> {
  const handle = await open(path, 'r')
  try {
    if (format === 'avi') return await readAvi(handle)
    const { size } = await handle.stat()
    const found: Found = { pictures: [], boxes: 0, directory: false, torn: false }
    await walk(handle, 0, size, 0, found)
    const largest = found.pictures.sort((one, other) => other.width * other.height - one.width * one.height)[0]
    return {
      ...(found.seconds !== undefined && { seconds: found.seconds }),
      ...largest,
      ...((found.torn || (!found.directory && found.boxes < MAX_BOXES)) && { cut: true }),
    }
  } finally {
    await handle.close()
  }
}

type Found = {
  pictures: { width: number; height: number }[]
  seconds?: number
  boxes: number
  directory: boolean
  torn: boolean
}

/** Boxes looked at in one file: a hostile one holds millions of empty ones. */
const MAX_BOXES = 5_000

async function walk(handle: FileHandle, from: number, to: number, depth: number, found: Found): Promise<void> {
  const head = Buffer.alloc(16)
  for (let at = from; at + 8 <= to && found.boxes < MAX_BOXES; ) {
    found.boxes += 1
    const { bytesRead } = await handle.read(head, 0, 16, at)
    if (bytesRead < 8) return
    const type = head.toString('latin1', 4, 8)
    const short = head.readUInt32BE(0)
    const size = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - at : short
    if (size < 8) return
    if (type === 'moov') found.directory = true
    if ((type === 'moov' || type === 'mdat') && at + size > to) found.torn = true
    if (type === 'tkhd') await readTrack(handle, at + 8, found)
    else if (type === 'mvhd') await readMovie(handle, at + 8, found)
    else if ((type === 'moov' || type === 'trak') && depth < 3)
      await walk(handle, at + (short === 1 ? 16 : 8), Math.min(at + size, to), depth + 1, found)
    at += size
  }
}

async function readMovie(handle: FileHandle, at: number, found: Found): Promise<void> {
  const box = Buffer.alloc(32)
  const { bytesRead } = await handle.read(box, 0, 32, at)
  if (bytesRead < 32) return
  const long = box[0] === 1
  const scale = box.readUInt32BE(long ? 20 : 12)
  const units = long ? Number(box.readBigUInt64BE(24)) : box.readUInt32BE(16)
  // All ones mean: not known.
  if (scale > 0 && units > 0 && units < 0xffffffff) found.seconds = Math.round((units / scale) * 10) / 10
}

/** 16.16 fixed point at the end of the box; a matrix with zeros on its diagonal turns the picture by a quarter. */
async function readTrack(handle: FileHandle, at: number, found: Found): Promise<void> {
  const box = Buffer.alloc(96)
  const { bytesRead } = await handle.read(box, 0, 96, at)
  const end = box[0] === 1 ? 96 : 84
  if (bytesRead < end) return
  const [width, height] = [box.readUInt32BE(end - 8) >>> 16, box.readUInt32BE(end - 4) >>> 16]
  const turned = box.readInt32BE(end - 44) === 0 && box.readInt32BE(end - 40) !== 0
  if (width > 0 && height > 0) found.pictures.push(turned ? { width: height, height: width } : { width, height })
}

/** AVIMAINHEADER: microseconds per frame, frames, width and height, at fixed places behind `avih`. */
async function readAvi(handle: FileHandle): Promise<Film> {
  const head = Buffer.alloc(512)
  await handle.read(head, 0, 512, 0)
  const at = head.indexOf('avih')
  if (at < 0 || at + 48 > head.length) return {}
  const seconds = (head.readUInt32LE(at + 8) * head.readUInt32LE(at + 24)) / 1e6
  const [width, height] = [head.readUInt32LE(at + 40), head.readUInt32LE(at + 44)]
  return {
    ...(seconds > 0 && { seconds: Math.round(seconds * 10) / 10 }),
    ...(width > 0 && height > 0 && width < 1e5 && height < 1e5 && { width, height }),
  }
}
