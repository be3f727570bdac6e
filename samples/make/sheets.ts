import * as XLSX from '@e965/xlsx'
import CFB from 'cfb'
import type { Book } from '../content/shapes.ts'

const TYPES: Readonly<Record<string, XLSX.BookType>> = { xlsx: 'xlsx', xls: 'biff8', ods: 'ods' }

/** A workbook in the format that the name ends with: xlsx, xls (Excel 97) or ods. */
export function workbook(sheets: Book, name: string): Buffer {
  const book = XLSX.utils.book_new()
  for (const { name: sheet, rows } of sheets) {
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows.map((row) => [...row])), sheet)
  }
  const bytes: unknown = XLSX.write(book, {
    type: 'buffer',
    bookType: TYPES[name.split('.').at(-1) ?? ''],
    compression: true,
  })
  if (!Buffer.isBuffer(bytes)) throw new Error('xlsx gave no buffer')
  return bytes
}

/** LibreOffice puts 440 KB of thumbnail behind the properties of a ppt; the properties come first and stay. */
export function withoutThumbnail(bytes: Buffer): Buffer {
  const container = CFB.read(bytes, { type: 'buffer' })
  const summary = CFB.find(container, '/\u0005SummaryInformation')
  if (!summary) throw new Error('no summary information')
  summary.content = summary.content.slice(0, 2_000)
  summary.size = 2_000
  return Buffer.from(CFB.write(container, { type: 'array' }) as number[])
}
