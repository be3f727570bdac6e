import type { WorkSheet } from '@e965/xlsx'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { readSummary } from './ole-properties.ts'
import { readPackageFacts } from './ooxml.ts'
import { type Extract, type Mark, Refusal } from './outcome.ts'
import { loadSheetJs, SHORT_DATE } from './sheetjs.ts'
import { openSink, type Sink } from './sink.ts'
import { readWhole } from './source.ts'
import { addOldShapeWords, addShapeWords } from './workbook-shapes.ts'
import { readWorkbookStrings } from './workbook-strings.ts'
import { readBook } from './xlsx-book.ts'
import { walkSheet } from './xlsx-sheet.ts'
import type { Zip } from './zip.ts'

/**
 * Text of a workbook (xlsx, xlsb, xls, et): each sheet's name unless it is a default one, then its rows with tabs, cells
 * as Excel shows them, at most 65,536 rows a sheet; then the words of text boxes, comments and charts. What Excel and WPS
 * lay out as xlsx is read straight from its parts; all else by SheetJS, and a package is inflated and counted before,
 * because SheetJS believes what it reads. One with more than 32 MB of sheets gives its strings only.
 */
export async function readSpreadsheet(opened: Opened): Promise<Extract> {
  const { zip } = opened
  if (!zip) return readOldWorkbook(opened)
  const facts = await readPackageFacts(zip)
  const words = (sink: Sink) => addShapeWords(zip, sink)
  const sheets =
    (declaredBytes(zip) > LIMITS.workbookBytes ? undefined : await readXlsx(zip, words).catch(onlyTooBig)) ??
    (await readByOthers(opened, zip, words))
  return { ...facts, ...sheets, marks: [...(facts.marks ?? []), ...(sheets.marks ?? [])] }
}

async function readByOthers(opened: Opened, zip: Zip, words: (sink: Sink) => Promise<void>): Promise<Extract> {
  if ((await checkParts(zip)) === 'large') return readWorkbookStrings(zip)
  return readSheets(await readWhole(opened.source), words)
}

/** A part that is not as it should be: SheetJS forgives more. */
function onlyTooBig(error: unknown): undefined {
  if (!(error instanceof Refusal) || error.why !== 'corrupt') throw error
  return undefined
}

async function readOldWorkbook({ ole }: Opened): Promise<Extract> {
  if (!ole) throw new Refusal('corrupt', 'not a workbook')
  const { title, properties } = readSummary(ole)
  const book = ole.stream('WORKBOOK')
  // Without its code page tables SheetJS reads Excel 5.0/95 Chinese as Latin; later versions write Unicode.
  const codePages = book === undefined || book.length < 6 || book.readUInt16LE(4) < BIFF8
  const addShapes = async (sink: Sink) => {
    if (book) addOldShapeWords(book, sink)
  }
  const sheets = await readSheets(ole.bytes, addShapes, { codePages })
  const macros = ole.names.some((name) => name.startsWith('_VBA_PROJECT_CUR'))
  return { ...sheets, title, properties, marks: [...(sheets.marks ?? []), ...(macros ? ['macros' as const] : [])] }
}

/** The version that the first record of a workbook names (MS-XLS 2.4.21). */
const BIFF8 = 0x0600

/** What SheetJS may open. */
function isBookPart(name: string): boolean {
  return /\.(xml|rels|bin|vml)$/i.test(name) && !/vbaProject|printerSettings/i.test(name)
}

/** As the directory declares; reading a part that has more refuses it. */
function declaredBytes(zip: Zip): number {
  return zip.names.filter(isBookPart).reduce((sum, name) => sum + (zip.about(name)?.size ?? 0), 0)
}

/** Inflates every part that SheetJS may open, counting. Throws what `Zip.part` throws. */
async function checkParts(zip: Zip): Promise<'fits' | 'large'> {
  let bytes = 0
  for (const name of zip.names.filter(isBookPart)) {
    for await (const chunk of zip.part(name)) {
      bytes += chunk.length
      if (bytes > LIMITS.workbookBytes) return 'large'
    }
  }
  return 'fits'
}

/** Undefined when SheetJS should have a look. */
async function readXlsx(zip: Zip, addShapes: (sink: Sink) => Promise<void>): Promise<Extract | undefined> {
  const { show, formats } = await loadSheetJs()
  const book = await readBook(zip, formats())
  if (!book) return undefined
  const sink = openSink()
  let heading: string | undefined
  let cut = false
  for (const { name, part } of book.sheets) {
    if (sink.full) break
    if (!DEFAULT_NAME.test(name)) sink.add(`${name}\n`)
    if (part === undefined) continue
    const rows = openRows(sink)
    const end = await walkSheet(zip, part, { book, show, row: rows.add, enough: () => sink.full })
    if (end === 'strange') return undefined
    heading ??= rows.heading()
    if (end === 'cut') cut = true
  }
  await addShapes(sink)
  const marks: Mark[] = sink.full || cut ? ['truncated'] : []
  return { text: sink.value(), heading, pages: book.sheets.length, marks }
}

async function readSheets(
  bytes: Buffer,
  addShapes: (sink: Sink) => Promise<void>,
  { codePages = false } = {},
): Promise<Extract> {
  const { XLSX } = await loadSheetJs()
  if (codePages) XLSX.set_cptable(await import('@e965/xlsx/dist/cpexcel.full.mjs'))
  let workbook: ReturnType<typeof XLSX.read>
  try {
    workbook = XLSX.read(bytes, {
      type: 'buffer',
      dense: true,
      sheetRows: LIMITS.sheetRows,
      cellFormula: false,
      cellHTML: false,
      dateNF: SHORT_DATE,
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

/** What Excel and WPS call a new sheet. */
export const DEFAULT_NAME = /^(sheet|工作表|表)\s*\d*$/i

/** Adds rows to the text; the heading is the first row with words when that is one long cell, as titles of tables are. */
function openRows(sink: Sink): { add(cells: string[]): void; heading(): string | undefined } {
  let heading: string | undefined
  let seen = 0
  return {
    add(cells) {
      sink.add(`${cells.join('\t')}\n`)
      seen += 1
      if (seen <= 3 && cells.length === 1 && /[\p{L}]{2}/u.test(cells[0] ?? '')) heading ??= cells[0]
    },
    heading: () => heading,
  }
}

/** Adds the rows of a sheet that SheetJS read; answers its heading. */
function addRows(sheet: WorkSheet, sink: Sink): string | undefined {
  const found: unknown = sheet['!data']
  if (!Array.isArray(found)) return undefined
  const rows = openRows(sink)
  for (const row of found) {
    if (!Array.isArray(row)) continue
    // Rows are sparse arrays: forEach visits only the cells that exist.
    const cells: string[] = []
    row.forEach((cell: { t?: string; w?: string; v?: unknown } | undefined) => {
      const shown = cell?.w ?? (typeof cell?.v === 'string' || typeof cell?.v === 'number' ? String(cell.v) : '')
      if (shown.trim() !== '' && cell?.t !== 'e') cells.push(shown.replace(/\s+/g, ' ').trim())
    })
    if (cells.length > 0) rows.add(cells)
    if (sink.full) break
  }
  return rows.heading()
}
