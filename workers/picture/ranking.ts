import type { SKRSContext2D } from '@napi-rs/canvas'
import { cut } from '../draw/lines.ts'
import { type Box, COLOURS, disc, EDGE, font, INNER, rounded, WIDTH, write } from './brush.ts'
import type { RankingLine } from './sheet.ts'

const ROW = 92
const ROW_WITH_NOTE = 120
const NAME_X = EDGE + 84
/** First, second, third: the disc, its rim and its figure. */
const MEDALS = [
  { disc: '#f6c944', rim: '#dba617', figure: '#6b4a00' },
  { disc: '#d3dae2', rim: '#aab5c1', figure: '#3e4c59' },
  { disc: '#e3a878', rim: '#c07f4a', figure: '#5f3310' },
] as const

/** The rows of a ranking: place, name, amount, and a bar that shows how far each is from the best. */
export function rankingBox(measure: SKRSContext2D, unit: string, you: string, rows: readonly RankingLine[]): Box {
  const heights = rows.map((row) => (row.note === undefined ? ROW : ROW_WITH_NOTE))
  const amounts = rows.map((row) => amountWidth(measure, row.amount, unit))
  const widest = Math.max(...amounts, 0)
  return {
    height: heights.reduce((sum, one) => sum + one, 0) + 12,
    draw(brush, top) {
      let y = top
      rows.forEach((row, index) => {
        const height = heights[index] ?? ROW
        drawRow(brush, row, { y, height, unit, you, widest })
        y += height
      })
    },
  }
}

type Place = { y: number; height: number; unit: string; you: string; widest: number }

function drawRow(brush: SKRSContext2D, row: RankingLine, { y, height, unit, you, widest }: Place): void {
  if (row.mine) rounded(brush, [EDGE - 20, y + 4, INNER + 40, height - 8], 16, '#eaf2fb')
  const middle = y + 38
  drawPlace(brush, row.rank, EDGE + 30, y + height / 2)

  font(brush, 500, 32)
  const space = WIDTH - EDGE - widest - 24 - NAME_X - (row.mine ? 64 : 0)
  const name = cut(brush, row.name, space)
  write(brush, name, NAME_X, middle, COLOURS.ink)
  if (row.mine) drawYou(brush, you, NAME_X + brush.measureText(name).width + 14, middle)

  font(brush, 400, 22)
  write(brush, unit, WIDTH - EDGE, middle + 3, COLOURS.quiet, 'right')
  const right = WIDTH - EDGE - brush.measureText(unit).width - 8
  font(brush, 700, 34)
  write(brush, row.amount, right, middle, COLOURS.ink, 'right')

  const bar = WIDTH - EDGE - NAME_X
  rounded(brush, [NAME_X, y + 66, bar, 8], 4, COLOURS.track)
  if (row.share > 0) rounded(brush, [NAME_X, y + 66, Math.max(8, bar * row.share), 8], 4, colourOf(row))
  if (row.note !== undefined) {
    font(brush, 400, 22)
    write(brush, cut(brush, row.note, bar), NAME_X, y + 94, COLOURS.quiet)
  }
}

/** A medal for the first three places, also when several share one; a figure for the others. */
function drawPlace(brush: SKRSContext2D, rank: number, x: number, y: number): void {
  const medal = MEDALS[rank - 1]
  const figure = String(rank)
  if (medal) {
    disc(brush, x, y, 28, medal.rim)
    disc(brush, x, y, 24, medal.disc)
  }
  font(brush, medal ? 700 : 500, figure.length > 3 ? 22 : figure.length > 2 ? 26 : 30)
  write(brush, figure, x, y, medal?.figure ?? COLOURS.soft, 'center')
}

function drawYou(brush: SKRSContext2D, you: string, x: number, middle: number): void {
  font(brush, 500, 20)
  const width = brush.measureText(you).width + 20
  rounded(brush, [x, middle - 15, width, 30], 15, COLOURS.plain)
  write(brush, you, x + width / 2, middle, COLOURS.paper, 'center')
}

function colourOf(row: RankingLine): string {
  if (row.mine) return COLOURS.plain
  return MEDALS[row.rank - 1]?.rim ?? '#9fb8d3'
}

function amountWidth(measure: SKRSContext2D, amount: string, unit: string): number {
  font(measure, 400, 22)
  const small = measure.measureText(unit).width
  font(measure, 700, 34)
  return small + 8 + measure.measureText(amount).width
}
