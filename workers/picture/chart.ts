import type { SKRSContext2D } from '@napi-rs/canvas'
import { cut } from '../draw/lines.ts'
import { type Box, COLOURS, EDGE, font, INNER, rounded, write } from './brush.ts'
import type { Part } from './sheet.ts'

const HEAD = 52
const BARS = 170
const FOOT = 40

/** Columns over their labels, the values above them; what fell below nothing stands at nothing. */
export function chartBox({ title, points }: Extract<Part, { kind: 'chart' }>): Box {
  const most = Math.max(...points.map(({ value }) => value), 0)
  const step = INNER / Math.max(points.length, 1)
  const width = Math.min(56, step * 0.6)
  return {
    height: HEAD + BARS + FOOT + 16,
    draw(brush: SKRSContext2D, y) {
      font(brush, 500, 26)
      write(brush, cut(brush, title, INNER), EDGE, y + 20, COLOURS.soft)
      const ground = y + HEAD + BARS
      points.forEach(({ label, value }, index) => {
        const x = EDGE + step * (index + 0.5)
        const height = most > 0 ? Math.max(0, (value / most) * (BARS - 36)) : 0
        const last = index === points.length - 1
        rounded(
          brush,
          [x - width / 2, ground - Math.max(4, height), width, Math.max(4, height)],
          4,
          last ? COLOURS.plain : '#b9cbe0',
        )
        font(brush, 400, 18)
        write(brush, String(value), x, ground - height - 16, COLOURS.soft, 'center')
        write(brush, cut(brush, label, step), x, ground + 20, COLOURS.quiet, 'center')
      })
    },
  }
}
