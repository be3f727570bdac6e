import type { SKRSContext2D } from '@napi-rs/canvas'
import { wrap } from '../draw/lines.ts'
import { type Box, COLOURS, disc, EDGE, font, WIDTH, write } from './brush.ts'
import type { FileLine } from './sheet.ts'

const TEXT_X = EDGE + 64
const TEXT_WIDTH = WIDTH - EDGE - TEXT_X
const TITLE = 42
const DETAIL = 32
const GAP = 26
/** More files than these get one line of each kind: the picture stays one that is looked at. */
const MANY = 8

type Lines = { tone: FileLine['tone']; title: string[]; detail: string[]; why: string[]; points: string | undefined }

/** What became of each file: a sign, its title, what it is and earned, and what its sender should know. */
export function filesBox(measure: SKRSContext2D, items: readonly FileLine[]): Box {
  const most = items.length > MANY ? 1 : 2
  const all = items.map((item) => linesOf(measure, item, most))
  const heightOf = ({ title, detail, why }: Lines) => title.length * TITLE + (detail.length + why.length) * DETAIL + GAP
  return {
    height: all.reduce((sum, one) => sum + heightOf(one), 0) + 8,
    draw(brush, top) {
      let y = top
      all.forEach((one, index) => {
        if (index > 0) {
          brush.fillStyle = COLOURS.line
          brush.fillRect(TEXT_X, y - GAP / 2 + 2, TEXT_WIDTH, 2)
        }
        drawItem(brush, one, y)
        y += heightOf(one)
      })
    },
  }
}

function linesOf(measure: SKRSContext2D, { tone, title, detail, why, points }: FileLine, most: number): Lines {
  font(measure, 700, 30)
  const earned = points === undefined ? 0 : measure.measureText(points).width + 24
  font(measure, 500, 30)
  const titles = wrap(measure, title, TEXT_WIDTH - earned, most)
  font(measure, 400, 23)
  const rest = (text: string | undefined) => (text === undefined ? [] : wrap(measure, text, TEXT_WIDTH, most))
  return { tone, title: titles, detail: rest(detail), why: rest(why), points }
}

function drawItem(brush: SKRSContext2D, { tone, title, detail, why, points }: Lines, top: number): void {
  drawSign(brush, tone, EDGE + 24, top + TITLE / 2)
  if (points !== undefined) {
    font(brush, 700, 30)
    write(brush, points, WIDTH - EDGE, top + TITLE / 2, COLOURS.good, 'right')
  }
  let y = top
  font(brush, 500, 30)
  for (const line of title) {
    write(brush, line, TEXT_X, y + TITLE / 2, COLOURS.ink)
    y += TITLE
  }
  font(brush, 400, 23)
  for (const [lines, colour] of [
    [detail, COLOURS.quiet],
    [why, tone === 'plain' || tone === 'good' ? COLOURS.soft : COLOURS[tone]],
  ] as const) {
    for (const line of lines) {
      write(brush, line, TEXT_X, y + DETAIL / 2, colour)
      y += DETAIL
    }
  }
}

/** Catalogued, waiting, there already, refused: told apart by shape, not by colour alone. */
function drawSign(brush: SKRSContext2D, tone: FileLine['tone'], x: number, y: number): void {
  disc(brush, x, y, 20, tone === 'plain' ? COLOURS.quiet : COLOURS[tone])
  brush.strokeStyle = COLOURS.paper
  brush.lineWidth = 4
  brush.lineCap = 'round'
  brush.lineJoin = 'round'
  brush.beginPath()
  for (const stroke of SIGNS[tone]) {
    stroke.forEach(([dx, dy], index) => {
      if (index === 0) brush.moveTo(x + dx, y + dy)
      else brush.lineTo(x + dx, y + dy)
    })
  }
  brush.stroke()
}

type Stroke = readonly (readonly [number, number])[]

/** A tick, a clock's hands, an equals sign, a cross. */
const SIGNS: Readonly<Record<FileLine['tone'], readonly Stroke[]>> = {
  good: [
    [
      [-8, 1],
      [-2, 7],
      [9, -6],
    ],
  ],
  warn: [
    [
      [0, -9],
      [0, 1],
      [7, 5],
    ],
  ],
  plain: [
    [
      [-8, -4],
      [8, -4],
    ],
    [
      [-8, 5],
      [8, 5],
    ],
  ],
  bad: [
    [
      [-6, -6],
      [6, 6],
    ],
    [
      [6, -6],
      [-6, 6],
    ],
  ],
}
