import type { Report, Sheet } from '#db/reports/report.ts'
import { type Lang, say } from '#kit/lang.ts'
import type { Block } from '../pdf/flow.ts'
import { makePdf } from '../pdf/pdf.ts'
import { cellValue, textOf } from './values.ts'

/** Rows of one table on paper; a spreadsheet has them all. */
const PDF_ROWS = 2_000
/** From so many columns on, pages lie on their side. */
const WIDE = 9
/** A bar of a chart at its full height. */
const BAR = 24

/** A report as a printable document. `about` names the school and the day, for the foot of each page. */
export function toPdf(report: Report, lang: Lang, footer: string): Buffer {
  const t = (text: { zh: string; en: string }) => say(lang, text)
  const blocks: Block[] = [{ kind: 'title', text: t(report.title) }]
  if (report.about.length > 0) {
    blocks.push({
      kind: 'fields',
      fields: report.about.map(({ label, value, kind }) => ({
        label: t(label),
        value: textOf(value, kind ?? 'text', lang) || '—',
      })),
    })
  }
  for (const sheet of report.sheets) blocks.push(...sheetBlocks(sheet, lang, report.sheets.length > 1))
  const landscape = report.sheets.some(({ columns }) => columns.length >= WIDE)
  return makePdf({ title: t(report.title), lang, blocks, footer, landscape })
}

function sheetBlocks(sheet: Sheet, lang: Lang, named: boolean): Block[] {
  const t = (text: { zh: string; en: string }) => say(lang, text)
  const blocks: Block[] = named ? [{ kind: 'heading', text: t(sheet.name) }] : []
  const rows = sheet.rows.slice(0, PDF_ROWS)
  blocks.push({
    kind: 'table',
    columns: sheet.columns.map(({ label, kind }, n) => ({
      label: t(label),
      width: Math.max(
        3,
        ...rows.slice(0, 200).map((row) => Math.min(24, lengthOf(textOf(row[n], kind, lang)))),
        lengthOf(t(label)),
      ),
      ...(kind !== 'text' && kind !== 'day' && { align: 'right' as const }),
    })),
    rows: rows.map((row) => sheet.columns.map(({ kind }, n) => textOf(row[n], kind, lang))),
  })
  if (rows.length < sheet.rows.length) {
    const left = sheet.rows.length - rows.length
    blocks.push({
      kind: 'text',
      quiet: true,
      text: t({
        zh: `另有 ${left} 行，请导出为表格查看。`,
        en: `${left} more rows: export a spreadsheet to see them.`,
      }),
    })
  }
  blocks.push(...chartBlocks(sheet, lang))
  for (const note of sheet.notes ?? []) blocks.push({ kind: 'text', text: t(note), quiet: true })
  return blocks
}

/** Bars of characters: `数学组  ██████████ 62.5%`; real text, so that it can be copied and read aloud. */
function chartBlocks(sheet: Sheet, lang: Lang): Block[] {
  const { chart } = sheet
  const kind = chart && sheet.columns[chart.value]?.kind
  if (!chart || !kind || sheet.rows.length === 0) return []
  const rows = sheet.rows.slice(0, 20)
  const values = rows.map((row) => Number(cellValue(row[chart.value], kind, lang) ?? 0))
  const top = Math.max(...values, 0)
  if (top <= 0) return []
  return [
    { kind: 'heading', text: say(lang, chart.title) },
    {
      kind: 'table',
      columns: [
        { label: '', width: 8 },
        { label: '', width: 16 },
        { label: '', width: 4, align: 'right' },
      ],
      rows: rows.map((row, n) => [
        textOf(row[chart.label], 'text', lang),
        '█'.repeat(Math.round((Math.max(0, values[n] ?? 0) / top) * BAR)),
        textOf(row[chart.value], kind, lang),
      ]),
    },
  ]
}

function lengthOf(text: string): number {
  return [...text].reduce((sum, char) => sum + (char > '\u2e80' ? 2 : 1), 0) / 2
}
