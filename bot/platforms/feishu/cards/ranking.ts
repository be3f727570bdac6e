import { type Lang, say } from '#kit/lang.ts'
import type { RankingRow } from '#workers/view.ts'
import type { Element } from './element.ts'

/** Rows on a page of a table: the platform's largest. */
const PAGE = 10

/** A board as a table. Cells of type `text` are plain: a name can not mention anybody. */
export function table(rows: readonly RankingRow[], unit: string, lang: Lang): Element {
  const withNotes = rows.some((row) => row.note !== undefined)
  const column = (name: string, label: string, more: Record<string, unknown> = {}) => ({
    name,
    display_name: label,
    data_type: 'text',
    width: 'auto',
    ...more,
  })
  return {
    tag: 'table',
    page_size: Math.min(PAGE, Math.max(1, rows.length)),
    row_height: 'low',
    freeze_first_column: false,
    header_style: { bold: true, background_style: 'grey', lines: 1 },
    columns: [
      column('rank', say(lang, { zh: '名次', en: 'Rank' }), { horizontal_align: 'center' }),
      column('name', say(lang, { zh: '名称', en: 'Name' })),
      column('amount', unit, { horizontal_align: 'right' }),
      ...(withNotes ? [column('note', say(lang, { zh: '说明', en: 'Note' }))] : []),
    ],
    rows: rows.map((row) => ({
      rank: String(row.rank),
      name: nameOf(row, lang),
      amount: row.amount,
      ...(withNotes && { note: row.note ?? '' }),
    })),
  }
}

/** The same as lines of text. */
export function rankingLines(rows: readonly RankingRow[], unit: string, lang: Lang): string {
  return rows
    .map((row) => `${row.rank} ${nameOf(row, lang)} ${row.amount} ${unit}${row.note ? `（${row.note}）` : ''}`)
    .join('\n')
}

function nameOf(row: RankingRow, lang: Lang): string {
  return row.mine ? say(lang, { zh: `${row.name}（我）`, en: `${row.name} (you)` }) : row.name
}
