import type { Report } from '#db/reports/report.ts'
import { csv } from '#kit/csv.ts'
import { type Lang, say } from '#kit/lang.ts'
import { cellValue, DECIMALS, textOf } from './values.ts'

type Row = (string | number | undefined)[]

/** A report as CSV (UTF-8 with a mark, CRLF, nothing that a spreadsheet would run): heading, facts, then each table. */
export function toCsv(report: Report, lang: Lang): Buffer {
  const rows: Row[] = [[say(lang, report.title)]]
  for (const { label, value, kind } of report.about) rows.push([say(lang, label), textOf(value, kind ?? 'text', lang)])
  for (const sheet of report.sheets) {
    rows.push(
      [],
      [say(lang, sheet.name)],
      sheet.columns.map((column) => say(lang, column.label)),
    )
    for (const row of sheet.rows) {
      rows.push(
        sheet.columns.map(({ kind }, n) => {
          const value = cellValue(row[n], kind, lang)
          return typeof value === 'number' ? Number(value.toFixed(kind === 'share' ? 4 : DECIMALS[kind])) : value
        }),
      )
    }
    for (const note of sheet.notes ?? []) rows.push([say(lang, note)])
  }
  return Buffer.from(csv(rows), 'utf8')
}
