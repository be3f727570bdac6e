import type { SKRSContext2D } from '@napi-rs/canvas'
import { wrap } from '../draw/lines.ts'
import type { Piece } from './flow.ts'
import { font, INK } from './style.ts'

export type Column = {
  label: string
  /** Share of the table's width; 1 when left out. */
  width?: number
  align?: 'left' | 'right'
}

/** Rows longer than the columns lose their rest; shorter ones are filled with nothing. */
export type Table = { columns: readonly Column[]; rows: readonly (readonly string[])[] }

const SIZE = 9
const LEADING = 13
const PAD = 4
/** Lines of one cell; the rest is an ellipsis. */
const MOST_LINES = 12
/** A text up to this width, in points, is a name and stays on one line: eight Chinese characters. */
const NAME = 8 * SIZE
/** The first rows tell how wide a column is. */
const MEASURED = 500
const RULE = '#d0d7de'
const SHADE = '#f3f5f7'

/** The head and the rows of a table, each unbroken; the head comes again on every page. */
export function tableRows(draw: SKRSContext2D, table: Table, frame: { left: number; width: number }): Piece[] {
  const widths = widthsOf(draw, table, frame.width)
  const body = table.rows.map((cells) => row(draw, cells, { table, widths, left: frame.left, isHead: false }))
  // Bars of a chart have columns without names.
  if (table.columns.every((column) => column.label === '')) return body
  const head = row(
    draw,
    table.columns.map((column) => column.label),
    { table, widths, left: frame.left, isHead: true },
  )
  return [{ ...head, keepWithNext: true }, ...body.map((piece) => ({ ...piece, head }))]
}

/**
 * The columns by their shares, but none narrower than its numbers, or than its texts when these are as short as a name:
 * what others have beyond their own need gives way.
 */
function widthsOf(draw: SKRSContext2D, { columns, rows }: Table, whole: number): number[] {
  draw.font = font(SIZE, 400)
  const least = columns.map(({ align }, n) => {
    const texts = rows.slice(0, MEASURED).map((cells) => draw.measureText(cells[n] ?? '').width)
    const widest = align === 'right' ? Math.max(0, ...texts) : Math.max(0, ...texts.map((one) => Math.min(one, NAME)))
    return Math.ceil(widest) + 2 * PAD
  })
  const shares = columns.map((column) => column.width ?? 1)
  const all = sum(shares)
  const wished = shares.map((share) => (share / all) * whole)
  const lacking = sum(least.map((width, n) => Math.max(0, width - (wished[n] ?? 0))))
  const spare = sum(least.map((width, n) => Math.max(0, (wished[n] ?? 0) - width)))
  // Too much for one page: everybody gives.
  if (lacking > spare) return least.map((width) => (width / sum(least)) * whole)
  const kept = spare === 0 ? 0 : (spare - lacking) / spare
  return least.map((width, n) => width + Math.max(0, (wished[n] ?? 0) - width) * kept)
}

const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width, 0)

function row(
  draw: SKRSContext2D,
  cells: readonly string[],
  place: { table: Table; widths: readonly number[]; left: number; isHead: boolean },
): Piece {
  const { table, widths, left, isHead } = place
  const set = font(SIZE, isHead ? 700 : 400)
  draw.font = set
  const broken = widths.map((width, index) => wrap(draw, cells[index] ?? '', width - 2 * PAD, MOST_LINES))
  const height = Math.max(1, ...broken.map((lines) => lines.length)) * LEADING + 2 * PAD
  const total = sum(widths)
  return {
    height,
    at(target, y) {
      if (isHead) {
        target.fillStyle = SHADE
        target.fillRect(left, y, total, height)
      }
      target.fillStyle = RULE
      target.fillRect(left, y + height - 0.5, total, 0.5)
      target.fillStyle = INK
      target.font = set
      let x = left
      widths.forEach((width, index) => {
        const isRight = table.columns[index]?.align === 'right'
        target.textAlign = isRight ? 'right' : 'left'
        for (const [n, line] of (broken[index] ?? []).entries()) {
          target.fillText(line, isRight ? x + width - PAD : x + PAD, y + PAD + SIZE + n * LEADING)
        }
        x += width
      })
      target.textAlign = 'left'
    },
  }
}
