import { utils, type WorkSheet, write } from '@e965/xlsx'
import type { Column, Kind, Report, Sheet } from '#db/reports/report.ts'
import { type Lang, say } from '#kit/lang.ts'
import { cellValue, textOf } from './values.ts'

/** Number formats of Excel. */
const FORMATS: Partial<Record<Kind, string>> = {
  points: '0.00',
  mean: '0.00',
  share: '0.0%',
  number: '0.0',
  count: '0',
}
/** Columns are as wide as their longest text, within these bounds; in characters, a Chinese one counts two. */
const NARROWEST = 6
const WIDEST = 48
/** Excel's limits for the name of a sheet. */
const NAME_LENGTH = 31

/** A report as a workbook: the facts on the first sheet, each table on one of its own, numbers as numbers. */
export function toXlsx(report: Report, lang: Lang): Buffer {
  const book = utils.book_new()
  book.Props = { Title: say(lang, report.title) }
  const names = new Set<string>()
  const add = (sheet: WorkSheet, name: string) => utils.book_append_sheet(book, sheet, freeName(names, name))
  if (report.about.length > 0) add(aboutSheet(report, lang), say(lang, report.title))
  for (const sheet of report.sheets) add(tableSheet(sheet, lang), say(lang, sheet.name))
  const bytes: unknown = write(book, { type: 'buffer', bookType: 'xlsx', compression: true })
  if (!Buffer.isBuffer(bytes)) throw new Error('the workbook was not written as bytes')
  return bytes
}

function aboutSheet(report: Report, lang: Lang): WorkSheet {
  const rows = report.about.map(({ label, value, kind }) => [say(lang, label), cellValue(value, kind ?? 'text', lang)])
  const sheet = utils.aoa_to_sheet(rows)
  report.about.forEach(({ kind }, n) => {
    format(sheet, n, 1, kind ?? 'text')
  })
  sheet['!cols'] = [0, 1].map((column) => ({ wch: width(rows.map((row) => String(row[column] ?? ''))) }))
  return sheet
}

function tableSheet({ columns, rows, notes }: Sheet, lang: Lang): WorkSheet {
  const head = columns.map((column) => say(lang, column.label))
  const body = rows.map((row) => columns.map(({ kind }, n) => cellValue(row[n], kind, lang)))
  const foot = (notes ?? []).map((note) => [say(lang, note)])
  const sheet = utils.aoa_to_sheet([head, ...body, ...(foot.length > 0 ? [[], ...foot] : [])])
  columns.forEach(({ kind }, n) => {
    for (let row = 1; row <= body.length; row += 1) format(sheet, row, n, kind)
  })
  sheet['!cols'] = columns.map((column, n) => ({ wch: widthOf(column, n, head, rows, lang) }))
  if (body.length > 0)
    sheet['!autofilter'] = { ref: utils.encode_range({ r: 0, c: 0 }, { r: body.length, c: columns.length - 1 }) }
  return sheet
}

function format(sheet: WorkSheet, row: number, column: number, kind: Kind): void {
  const cell: unknown = sheet[utils.encode_cell({ r: row, c: column })]
  const shown = FORMATS[kind]
  if (shown && isNumber(cell)) cell.z = shown
}

function isNumber(cell: unknown): cell is { t: 'n'; z?: string } {
  return typeof cell === 'object' && cell !== null && 't' in cell && cell.t === 'n'
}

function widthOf(column: Column, n: number, head: readonly string[], rows: Sheet['rows'], lang: Lang): number {
  // The first rows tell how wide a column is; a million need not be measured.
  const shown = rows.slice(0, 500).map((row) => textOf(row[n], column.kind, lang))
  return width([head[n] ?? '', ...shown])
}

function width(texts: readonly string[]): number {
  const longest = Math.max(
    0,
    ...texts.map((text) => [...text].reduce((sum, char) => sum + (char > '\u2e80' ? 2 : 1), 0)),
  )
  return Math.min(WIDEST, Math.max(NARROWEST, longest + 2))
}

function freeName(taken: Set<string>, name: string): string {
  const plain = name.replace(/[\\/?*[\]:]/g, ' ').slice(0, NAME_LENGTH)
  let free = plain
  for (let n = 2; taken.has(free); n += 1) free = `${plain.slice(0, NAME_LENGTH - 4)} ${n}`
  taken.add(free)
  return free
}
