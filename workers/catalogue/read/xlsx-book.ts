import { listRelations } from './ooxml.ts'
import { Refusal } from './outcome.ts'
import type { Formats } from './sheetjs.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** What a workbook's parts besides its sheets say (ECMA-376 part 1, 18.2, 18.4, 18.8). */
export type Book = {
  /** In their order; `part` is undefined for what is no grid, such as a sheet that is a chart. */
  sheets: { name: string; part: string | undefined }[]
  date1904: boolean
  strings: readonly string[]
  /** Cell style → id of its number format. */
  styles: readonly number[]
  formats: Formats
}

/** Undefined when it is not laid out as Excel does it: SheetJS then has a look. */
export async function readBook(zip: Zip, formats: Formats): Promise<Book | undefined> {
  const main = (await listRelations(zip, '')).find(({ type }) => type === 'officeDocument')?.target
  if (main === undefined || !main.endsWith('.xml') || !zip.has(main)) return undefined
  const relations = await listRelations(zip, main)
  const grids = new Map(relations.flatMap(({ id, type, target }) => (type === 'worksheet' ? [[id, target]] : [])))
  const others = new Set(relations.map(({ id }) => id))
  const sheets: Book['sheets'] = []
  let date1904 = false
  let isStrange = false
  await walkXml(zip.part(main), {
    wants: new Set(['sheet', 'workbookPr']),
    open(tag, attributes) {
      if (tag === 'workbookPr') date1904 = attributes.date1904 === '1' || attributes.date1904 === 'true'
      if (tag !== 'sheet') return
      const id = attributes['r:id'] ?? ''
      const part = grids.get(id)
      isStrange ||= !others.has(id) || (part !== undefined && !zip.has(part))
      sheets.push({ name: attributes.name ?? '', part })
    },
  })
  if (isStrange || sheets.length === 0) return undefined
  const partOf = (wanted: string) => relations.find(({ type }) => type === wanted)?.target
  const styles = await readFormats(zip, partOf('styles'), formats)
  return { sheets, date1904, strings: await readStrings(zip, partOf('sharedStrings')), styles, formats }
}

/** More different strings than any sheet that people fill. */
const MOST_STRINGS = 2_000_000

async function readStrings(zip: Zip, part: string | undefined): Promise<string[]> {
  const strings: string[] = []
  if (!part || !zip.has(part)) return strings
  let text = ''
  let inText = false
  let inPhonetic = false
  await walkXml(zip.part(part), {
    wants: new Set(),
    open(tag) {
      if (tag === 't') inText = true
      else if (tag === 'rPh') inPhonetic = true
      else if (tag === 'si') text = ''
    },
    close(tag) {
      if (tag === 't') inText = false
      else if (tag === 'rPh') inPhonetic = false
      else if (tag === 'si') strings.push(unescaped(text))
      if (strings.length > MOST_STRINGS) throw new Refusal('too_big_inside', 'shared strings')
    },
    text(more) {
      if (inText && !inPhonetic) text += more
    },
  })
  return strings
}

/** Adds the workbook's own number formats to `formats`; answers which one each cell style has. */
async function readFormats(zip: Zip, part: string | undefined, formats: Formats): Promise<number[]> {
  const styles: number[] = []
  if (!part || !zip.has(part)) return styles
  let inCells = false
  await walkXml(zip.part(part), {
    wants: new Set(['numFmt', 'xf']),
    open(tag, attributes) {
      if (tag === 'cellXfs') inCells = true
      else if (tag === 'xf' && inCells) styles.push(Number(attributes.numFmtId ?? 0) || 0)
      else if (tag === 'numFmt' && attributes.numFmtId !== undefined)
        formats[Number(attributes.numFmtId)] = unescaped(attributes.formatCode ?? '')
    },
    close(tag) {
      if (tag === 'cellXfs') inCells = false
    },
  })
  return styles
}

/** Characters that XML can not hold are written `_x000D_` (18.3.1, ST_Xstring). */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
