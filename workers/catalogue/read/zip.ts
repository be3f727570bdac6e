import { readFile, stat } from 'node:fs/promises'
import { crc32, inflateRawSync } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { decodeText } from './encoding.ts'
import { LIMITS } from './limits.ts'
import { Refusal } from './outcome.ts'
import type { Source } from './source.ts'

/** An opened zip container: its member names, and a counted, checked stream per part. Call `close()` when done. */
export type Zip = {
  /** Names in the order of the directory, `/` separated; at most `LIMITS.zipEntries`. */
  names: string[]
  /** There are more members than the limit. */
  more: boolean
  /** Two members share a name: a trick to show one part to the checker and another to the library. */
  repeated: boolean
  /** At least one member needs a password. */
  encrypted: boolean
  has(name: string): boolean
  /** What the directory declares of a part: inflated bytes, CRC-32, and whether it needs a password. */
  about(name: string): { size: number; crc: number; encrypted: boolean } | undefined
  /**
   * A part's bytes, inflated. Throws `Refusal`: `encrypted`, `too_big_inside` (part, total or ratio, as declared and
   * again as counted), `corrupt` (no such part, broken stream, more or less than declared, wrong checksum).
   */
  part(name: string): AsyncGenerator<Buffer>
  close(): void
}

/** Opens a zip by its central directory. Throws `Refusal('corrupt')` when there is none. */
export async function openZip({ path, bytes: given }: Pick<Source, 'path' | 'bytes'>): Promise<Zip> {
  const { fromBufferPromise, openPromise } = await import('yauzl')
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false }
  const bytes = given ?? ((await stat(path)).size <= IN_MEMORY ? await readFile(path) : undefined)
  const file = await (bytes ? fromBufferPromise(bytes, options) : openPromise(path, options)).catch(corrupt)
  // A bad offset makes the reader emit errors of its own; each await below reports the first.
  file.on('error', () => undefined)
  const entries = new Map<string, Entry>()
  let encrypted = false
  let more = false
  let repeated = false
  try {
    for await (const entry of file.eachEntry()) {
      if (entries.size >= LIMITS.zipEntries) {
        more = true
        break
      }
      if (entry.isEncrypted()) encrypted = true
      const name = nameOf(entry)
      if (entries.has(name)) repeated = true
      entries.set(name, entry)
    }
  } catch (error) {
    file.close()
    return corrupt(error)
  }
  let total = 0
  return {
    names: [...entries.keys()],
    more,
    repeated,
    encrypted,
    has: (name) => entries.has(name),
    about(name) {
      const entry = entries.get(name)
      return entry && { size: entry.uncompressedSize, crc: entry.crc32, encrypted: entry.isEncrypted() }
    },
    close: () => file.close(),
    async *part(name) {
      const entry = entries.get(name)
      if (!entry) throw new Refusal('corrupt', `no part ${name}`)
      if (entry.isEncrypted()) throw new Refusal('encrypted', 'an encrypted part')
      // A declared size is only believed when it is a reason to refuse.
      checkSize(entry.uncompressedSize, entry.compressedSize)
      let size = 0
      let sum = 0
      const whole = bytes && smallPart(bytes, entry)
      for await (const chunk of whole ? [whole] : inflate(file, entry)) {
        size += chunk.length
        total += chunk.length
        sum = crc32(chunk, sum)
        if (size > entry.uncompressedSize) throw new Refusal('corrupt', 'more than declared')
        if (total > LIMITS.totalBytes) throw new Refusal('too_big_inside', 'inflated bytes')
        yield chunk
      }
      if (size !== entry.uncompressedSize) throw new Refusal('corrupt', 'wrong length of a part')
      if (entry.crc32 !== 0 && sum !== entry.crc32) throw new Refusal('corrupt', 'wrong checksum of a part')
    },
  }
}

function checkSize(inflated: number, deflated: number): void {
  if (inflated > LIMITS.partBytes) throw new Refusal('too_big_inside', 'inflated bytes of a part')
  if (inflated > LIMITS.ratioFrom && inflated > deflated * LIMITS.ratio)
    throw new Refusal('too_big_inside', 'inflation ratio')
}

/** A zip of up to this size is read at once: its parts then need no further reading. */
const IN_MEMORY = 16 * 1024 * 1024
/** A part of up to this size is inflated at once, never beyond what was declared. A stream costs a small part double. */
const SMALL_PART = 2 * 1024 * 1024

function smallPart(bytes: Buffer, entry: Entry): Buffer | undefined {
  const { compressionMethod, compressedSize, uncompressedSize, relativeOffsetOfLocalHeader: at } = entry
  const plain = compressionMethod === 0 && compressedSize === uncompressedSize
  if (uncompressedSize > SMALL_PART || compressedSize > SMALL_PART || !(plain || compressionMethod === 8))
    return undefined
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL_HEADER) throw new Refusal('corrupt', 'no local header')
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  const data = bytes.subarray(start, start + compressedSize)
  if (plain) return data
  try {
    return inflateRawSync(data, { maxOutputLength: uncompressedSize + 1 })
  } catch (error) {
    return corrupt(error)
  }
}

const LOCAL_HEADER = 0x04034b50

async function* inflate(file: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const stream = await file.openReadStreamPromise(entry).catch(corrupt)
  try {
    yield* stream
  } catch (error) {
    corrupt(error)
  } finally {
    stream.destroy()
  }
}

/**
 * Names as people wrote them: the Unicode field of Info-ZIP (0x7075) first, then UTF-8, then GBK, which Windows tools
 * in China still write without saying so (APPNOTE 6.3.10, appendix D).
 */
function nameOf(entry: Entry): string {
  const unicode = entry.extraFields.find((field) => field.id === 0x7075 && field.data.length > 5)?.data.subarray(5)
  const raw = unicode ?? entry.fileNameRaw
  const ascii = raw.every((byte) => byte < 0x80)
  const text = ascii ? raw.toString('latin1') : (decodeText(raw)?.text ?? raw.toString('latin1'))
  return text.replaceAll('\\', '/')
}

function corrupt(error: unknown): never {
  if (error instanceof Refusal) throw error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'EACCES' || code === 'ERR_ACCESS_DENIED') throw error
  throw new Refusal('corrupt', error instanceof Error ? error.message : 'broken zip')
}
