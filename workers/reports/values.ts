import { MINOR_UNITS } from '#db/ledger/amount.ts'
import type { Cell, Kind } from '#db/reports/report.ts'
import { type Lang, say } from '#kit/lang.ts'

/** Digits behind the point, by kind. */
export const DECIMALS: Record<Kind, number> = { text: 0, count: 0, points: 2, share: 1, mean: 2, number: 1, day: 0 }

/** A cell as a spreadsheet computes with it: points as decimals, shares as 0–1; texts in the reader's language. */
export function cellValue(cell: Cell, kind: Kind, lang: Lang): string | number | undefined {
  if (cell === undefined || typeof cell === 'string') return cell
  if (typeof cell !== 'number') return say(lang, cell)
  return kind === 'points' ? cell / MINOR_UNITS : cell
}

/** A cell as people read it. */
export function textOf(cell: Cell, kind: Kind, lang: Lang): string {
  const value = cellValue(cell, kind, lang)
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (kind === 'share') return `${(value * 100).toFixed(DECIMALS.share)}%`
  if (kind === 'number') return String(Math.round(value * 10) / 10)
  return value.toFixed(DECIMALS[kind])
}
