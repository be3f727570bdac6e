import type { WorkSheet } from '@e965/xlsx'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { readSummary } from './ole-properties.ts'
import { readPackageFacts } from './ooxml.ts'
import { type Extract, type Mark, Refusal } from './outcome.ts'
import { openSink, type Sink } from './sink.ts'
import { readWhole } from './source.ts'
import { addOldShapeWords, addShapeWords } from './workbook-shapes.ts'
import { readWorkbookStrings } from './workbook-strings.ts'
import type { Zip } from './zip.ts'

/**
 * Text of a workbook (xlsx, xlsb, xls, et): each sheet's name unless it is a default one, then its rows with tabs, cells
 * as Excel shows them, at most 65,536 rows a sheet; then the words of text boxes, comments and charts. A package is inflated and counted first, because SheetJS believes
 * what it reads; one with more than 32 MB of sheets gives its strings only.
 */
export async function readSpreadsheet(opened: Opened): Promise<Extract> {
  if (!opened.zip) return readOldWorkbook(opened)
  const facts = await readPackageFacts(opened.zip)
  const checked = await checkParts(opened.zip)
  if (checked === 'large') {
    const strings = await readWorkbookStrings(opened.zip)
    return { ...facts, ...strings, marks: [...(facts.marks ?? []), ...(strings.marks ?? [])] }
  }
  const { zip } = opened
  const sheets = await readSheets(await readWhole(opened.source), (sink) => addShapeWords(zip, sink))
  return { ...facts, ...sheets, marks: [...(facts.marks ?? []), ...(sheets.marks ?? [])] }
}

async function readOldWorkbook({ ole }: Opened): Promise<Extract> {
  if (!ole) throw new Refusal('corrupt', 'not a workbook')
  const { title, properties } = readSummary(ole)
  const book = ole.stream('WORKBOOK')
  const sheets = await readSheets(ole.bytes, async (sink) => {
    if (book) addOldShapeWords(book, sink)
  })
  const macros = ole.names.some((name) => name.startsWith('_VBA_PROJECT_CUR'))
  return { ...sheets, title, properties, marks: [...(sheets.marks ?? []), ...(macros ? ['macros' as const] : [])] }
}

/** Inflates every part that SheetJS may open, counting. Throws what `Zip.part` throws. */
async function checkParts(zip: Zip): Promise<'fits' | 'large'> {
  let bytes = 0
  for (const name of zip.names) {
    if (!/\.(xml|rels|bin|vml)$/i.test(name) || /vbaProject|printerSettings/i.test(name)) continue
    for await (const chunk of zip.part(name)) {
      bytes += chunk.length
      if (bytes > LIMITS.workbookBytes) return 'large'
    }
  }
  return 'fits'
}

async function readSheets(bytes: Buffer, addShapes: (sink: Sink) => Promise<void>): Promise<Extract> {
  const XLSX = await import('@e965/xlsx')
  // Without its code page tables SheetJS reads Excel 5.0/95 Chinese as Latin; a package has no code pages.
  if (isOld(bytes)) XLSX.set_cptable(await import('@e965/xlsx/dist/cpexcel.full.mjs'))
  let workbook: ReturnType<typeof XLSX.read>
  try {
    workbook = XLSX.read(bytes, {
      type: 'buffer',
      dense: true,
      sheetRows: LIMITS.sheetRows,
      cellFormula: false,
      cellHTML: false,
      // The "short date", which Excel shows as the country does.
      dateNF: 'yyyy/m/d',
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    throw new Refusal(/password|encrypt/i.test(message) ? 'encrypted' : 'corrupt', 'SheetJS refused')
  }
  const sink = openSink()
  let heading: string | undefined
  let cut = false
  for (const name of workbook.SheetNames) {
    const sheet = workbook.Sheets[name]
    if (!sheet || sink.full) continue
    if (!DEFAULT_NAME.test(name)) sink.add(`${name}\n`)
    const top = addRows(sheet, sink)
    heading ??= top
    if ('!fullref' in sheet) cut = true
  }
  await addShapes(sink)
  const marks: Mark[] = sink.full || cut ? ['truncated'] : []
  return { text: sink.value(), heading, pages: workbook.SheetNames.length, marks }
}

/** An OLE compound file (MS-CFB 2.2). */
function isOld(bytes: Buffer): boolean {
  return bytes.readUInt32BE(0) === 0xd0cf11e0
}

/** What Excel and WPS call a new sheet. */
export const DEFAULT_NAME = /^(sheet|工作表|表)\s*\d*$/i

/** Adds a sheet's rows; answers its first row with words when that row is one long cell, as titles of tables are. */
function addRows(sheet: WorkSheet, sink: Sink): string | undefined {
  let heading: string | undefined
  let seen = 0
  const rows: unknown = sheet['!data']
  if (!Array.isArray(rows)) return undefined
  for (const row of rows) {
    if (!Array.isArray(row)) continue
    // Rows are sparse arrays: forEach visits only the cells that exist.
    const cells: string[] = []
    row.forEach((cell: { t?: string; w?: string; v?: unknown } | undefined) => {
      const shown = cell?.w ?? (typeof cell?.v === 'string' || typeof cell?.v === 'number' ? String(cell.v) : '')
      if (shown.trim() !== '' && cell?.t !== 'e') cells.push(shown.replace(/\s+/g, ' ').trim())
    })
    if (cells.length === 0) continue
    sink.add(`${cells.join('\t')}\n`)
    seen += 1
    if (seen <= 3 && cells.length === 1 && /[\p{L}]{2}/u.test(cells[0] ?? '')) heading ??= cells[0]
    if (sink.full) break
  }
  return heading
}
