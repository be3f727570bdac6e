import { LIMITS } from './limits.ts'
import type { Show } from './sheetjs.ts'
import { type Book, unescaped } from './xlsx-book.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** A row's cells as Excel shows them, empty ones left out. */
export type RowListener = (cells: string[]) => void

/** `cut`: rows beyond the limit were left out. `strange`: nothing that Excel writes; SheetJS should have a look. */
export type SheetEnd = 'whole' | 'cut' | 'strange'

const WANTED = new Set(['row', 'c'])

/** Walks the rows of one sheet (ECMA-376 part 1, 18.3.1); `enough` is asked now and then. */
export async function walkSheet(
  zip: Zip,
  part: string,
  given: { book: Book; show: Show; row: RowListener; enough: () => boolean },
): Promise<SheetEnd> {
  const { book, show } = given
  let end: SheetEnd = 'whole'
  let cells: string[] = []
  let row = 0
  let column = -1
  let isLeftOut = false
  let [type, style]: [string, number] = ['n', 0]
  let value: string | undefined
  let inline = ''
  let [inValue, inInline, inText, inPhonetic] = [false, false, false, false]

  function startCell(reference: string | undefined): void {
    const at = reference === undefined ? column + 1 : columnOf(reference)
    if (at <= column) end = 'strange'
    column = at
  }

  /** What the cell shows; undefined when nothing. */
  function shown(): string | undefined {
    if (type === 'inlineStr') return formatted(unescaped(inline))
    if (type === 'str') return formatted(unescaped(value ?? ''))
    if (value === undefined || value === '' || type === 'e') return undefined
    if (type === 's') return formatted(book.strings[Number.parseInt(value, 10)] ?? '')
    if (type === 'b') return formatted(value === '1' || value === 'true')
    if (type === 'n') return formatted(Number.parseFloat(value))
    // Dates as text, which no version of Excel writes.
    end = 'strange'
    return undefined
  }

  function formatted(raw: string | number | boolean): string {
    const format = book.styles[style] ?? 0
    if (format === 0 && typeof raw === 'string') return raw
    try {
      return show(format, raw, book.formats, book.date1904)
    } catch {
      return typeof raw === 'boolean' ? '' : String(raw)
    }
  }

  await walkXml(zip.part(part), {
    wants: WANTED,
    open(tag, attributes) {
      if (tag === 'c') {
        startCell(attributes.r)
        type = attributes.t ?? 'n'
        style = attributes.s === undefined ? -1 : Number(attributes.s)
        value = undefined
        inline = ''
      } else if (tag === 'v') inValue = true
      else if (tag === 'row') {
        const number = attributes.r === undefined ? row + 1 : Number.parseInt(attributes.r, 10)
        if (!(number > row)) end = 'strange'
        row = number
        column = -1
        cells = []
        isLeftOut = row > LIMITS.sheetRows
        if (isLeftOut && end === 'whole') end = 'cut'
      } else if (tag === 'is') inInline = true
      else if (tag === 't') inText = inInline
      else if (tag === 'rPh') inPhonetic = true
    },
    close(tag) {
      if (tag === 'v') inValue = false
      else if (tag === 'c') {
        if (isLeftOut) return
        const text = shown()
        if (text !== undefined && text.trim() !== '') cells.push(text.replace(/\s+/g, ' ').trim())
      } else if (tag === 'row') {
        if (cells.length > 0 && !isLeftOut) given.row(cells)
      } else if (tag === 'is') inInline = false
      else if (tag === 't') inText = false
      else if (tag === 'rPh') inPhonetic = false
    },
    text(text) {
      if (inValue) value = (value ?? '') + text
      else if (inText && !inPhonetic) inline += text
    },
    enough: () => end === 'strange' || given.enough(),
  })
  return end
}

/** `B7` → 1. */
function columnOf(reference: string): number {
  let column = 0
  for (let at = 0; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) - 64
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  return column - 1
}
