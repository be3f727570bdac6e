import type { Ole } from './ole.ts'
import type { Properties } from './outcome.ts'
import { tidyLine } from './tidy.ts'

/** Title, properties and page count that an old office file notes about itself (MS-OLEPS, \x05SummaryInformation). */
export type Summary = { title?: string; pages?: number; properties: Properties }

/** Never throws: a broken property set is simply empty. */
export function readSummary(ole: Ole): Summary {
  const stream = ole.stream('\u0005SUMMARYINFORMATION')
  const values = stream ? propertySet(stream) : new Map<number, string | number>()
  const text = (id: number) => {
    const value = values.get(id)
    return typeof value === 'string' ? tidyLine(value, 300) : undefined
  }
  const pages = values.get(14)
  return {
    title: text(2),
    pages: typeof pages === 'number' && pages > 0 && pages < 100_000 ? pages : undefined,
    properties: { subject: text(3), author: text(4), keywords: text(5), description: text(6) },
  }
}

/** First section of a property set: id → text or 32-bit number. Offsets per MS-OLEPS 2.20 and 2.21. */
function propertySet(stream: Buffer): Map<number, string | number> {
  const found = new Map<number, string | number>()
  try {
    const section = stream.readUInt32LE(44)
    const count = Math.min(stream.readUInt32LE(section + 4), 100)
    const offsets: [number, number][] = []
    for (let index = 0; index < count; index += 1) {
      const at = section + 8 + index * 8
      offsets.push([stream.readUInt32LE(at), section + stream.readUInt32LE(at + 4)])
    }
    const codePageAt = offsets.find(([id]) => id === 1)?.[1]
    const codePage = codePageAt === undefined ? 1252 : stream.readUInt16LE(codePageAt + 4)
    for (const [id, at] of offsets) {
      const value = at + 8 <= stream.length ? valueAt(stream, at, codePage) : undefined
      if (value !== undefined) found.set(id, value)
    }
  } catch (error) {
    // A property set that points outside itself says nothing.
    if (!(error instanceof RangeError)) throw error
  }
  return found
}

function valueAt(stream: Buffer, at: number, codePage: number): string | number | undefined {
  const type = stream.readUInt16LE(at)
  if (type === VT_I4) return stream.readInt32LE(at + 4)
  if (type !== VT_LPSTR && type !== VT_LPWSTR) return undefined
  const length = stream.readUInt32LE(at + 4)
  const bytes = stream.subarray(at + 8, at + 8 + Math.min(type === VT_LPWSTR ? length * 2 : length, 4_000))
  return new TextDecoder(type === VT_LPWSTR ? 'utf-16le' : labelOf(codePage)).decode(bytes).split('\u0000')[0]
}

const VT_I4 = 3
const VT_LPSTR = 30
const VT_LPWSTR = 31

/** Windows code page → the name TextDecoder knows; unknown ones are read as windows-1252. */
export function labelOf(codePage: number): string {
  if (codePage >= 1250 && codePage <= 1258) return `windows-${codePage}`
  return LABELS[codePage] ?? 'windows-1252'
}

const LABELS: Record<number, string> = {
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gb18030',
  949: 'euc-kr',
  950: 'big5',
  1200: 'utf-16le',
  10008: 'gb18030',
  54936: 'gb18030',
  65001: 'utf-8',
}
