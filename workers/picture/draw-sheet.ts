import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { cut, wrap } from '../draw/lines.ts'
import { type Box, COLOURS, disc, EDGE, font, INNER, scratch, WIDTH, write } from './brush.ts'
import { chartBox } from './chart.ts'
import { filesBox } from './files.ts'
import { rankingBox } from './ranking.ts'
import type { Part, Sheet } from './sheet.ts'

/** Pixels at most; WeChat shows longer pictures as a strip that nobody can read. What is lower is in the text. */
const HIGHEST = 5_000

/** A PNG 750 pixels wide. The same sheet gives the same bytes, with the same versions of the drawing libraries. */
export async function drawSheet(sheet: Sheet): Promise<Buffer> {
  const measure = scratch()
  const boxes: Box[] = [headBox(measure, sheet), space(28)]
  for (const part of sheet.parts) boxes.push(boxOf(measure, part))
  const foot = footBox(sheet.footer)
  const height = boxes.reduce((sum, box) => sum + box.height, 0) + foot.height
  const shown = Math.min(Math.ceil(height), HIGHEST)
  const canvas = createCanvas(WIDTH, shown)
  const brush = canvas.getContext('2d')
  brush.fillStyle = COLOURS.paper
  brush.fillRect(0, 0, WIDTH, shown)
  let y = 0
  for (const box of boxes) {
    if (y + box.height > shown - foot.height) break
    box.draw(brush, y)
    y += box.height
  }
  foot.draw(brush, shown - foot.height)
  return encode(canvas.data(), WIDTH, shown)
}

/** With a palette: a third of the bytes, and letters as clear as before. */
async function encode(pixels: Buffer, width: number, height: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  const raw = sharp(pixels, { raw: { width, height, channels: 4 } })
  return raw.removeAlpha().png({ palette: true, colours: 160, dither: 0, effort: 3 }).toBuffer()
}

function boxOf(measure: SKRSContext2D, part: Part): Box {
  switch (part.kind) {
    case 'text':
      return textBox(measure, part)
    case 'ranking':
      return rankingBox(measure, part.unit, part.you, part.rows)
    case 'files':
      return filesBox(measure, part.items)
    case 'chart':
      return chartBox(part)
    default:
      return part satisfies never
  }
}

/** A band of the tone's colour with the title, and the days under it. Drawn first: it wipes what is below. */
function headBox(measure: SKRSContext2D, { title, lead, tone }: Sheet): Box {
  font(measure, 700, 46)
  const lines = wrap(measure, title, INNER, 2)
  const height = 40 + lines.length * 60 + (lead === undefined ? 28 : 66)
  return {
    height,
    draw(brush, y) {
      brush.fillStyle = COLOURS[tone]
      brush.fillRect(0, y, WIDTH, height)
      // Plain areas, no gradient: a gradient triples the bytes.
      disc(brush, WIDTH - 60, y + height + 10, 120, LIGHTER[tone])
      disc(brush, WIDTH - 190, y - 10, 70, LIGHTER[tone])
      brush.fillStyle = COLOURS.paper
      brush.fillRect(0, y + height, WIDTH, 140)
      font(brush, 700, 46)
      lines.forEach((line, index) => {
        write(brush, line, EDGE, y + 66 + index * 60, COLOURS.paper)
      })
      if (lead === undefined) return
      font(brush, 400, 27)
      write(brush, cut(brush, lead, INNER), EDGE, y + height - 46, 'rgba(255, 255, 255, 0.88)')
    },
  }
}

const LIGHTER = { plain: '#4a7cb6', good: '#3d9b77', warn: '#d08b2e', bad: '#cb5750' } as const

function textBox(measure: SKRSContext2D, { text, style }: Extract<Part, { kind: 'text' }>): Box {
  const [weight, size, colour, before] = LOOKS[style]
  font(measure, weight, size)
  const lines = wrap(measure, text, INNER, 6)
  const step = Math.round(size * 1.5)
  return {
    height: before + lines.length * step + 14,
    draw(brush, y) {
      font(brush, weight, size)
      lines.forEach((line, index) => {
        write(brush, line, EDGE, y + before + step * (index + 0.5), colour)
      })
    },
  }
}

const LOOKS = {
  strong: [700, 30, COLOURS.ink, 10],
  body: [400, 26, COLOURS.soft, 6],
  quiet: [400, 23, COLOURS.quiet, 2],
} as const

function footBox({ left, right }: Sheet['footer']): Box {
  return {
    height: 92,
    draw(brush, y) {
      brush.fillStyle = COLOURS.line
      brush.fillRect(EDGE, y + 16, INNER, 2)
      font(brush, 400, 21)
      write(brush, right, WIDTH - EDGE, y + 52, COLOURS.quiet, 'right')
      const space = INNER - brush.measureText(right).width - 24
      write(brush, cut(brush, left, space), EDGE, y + 52, COLOURS.quiet)
    },
  }
}

const space = (height: number): Box => ({ height, draw: () => undefined })
