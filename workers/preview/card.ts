import { createCanvas } from '@napi-rs/canvas'
import { chineseFont } from '../draw/fonts.ts'
import { wrap } from '../draw/lines.ts'
import type { Card } from './question.ts'

/** Pixels; twice what a phone's card is wide, so that letters stay clear. */
const WIDTH = 640
const HEIGHT = 420
const EDGE = 36
const INK = '#1f2933'
const QUIET = '#5b6875'
const LINE = '#e3e8ee'

/** The file's title, what it is, and how it begins: a page that reads well at phone width. */
export async function drawCard(card: Card): Promise<Buffer> {
  const canvas = createCanvas(WIDTH, HEIGHT)
  const draw = canvas.getContext('2d')
  const font = (weight: number, size: number) => {
    draw.font = `${weight} ${size}px ${chineseFont()}`
  }
  draw.fillStyle = '#ffffff'
  draw.fillRect(0, 0, WIDTH, HEIGHT)
  draw.fillStyle = colourOf(card.badges[0] ?? card.format)
  draw.fillRect(0, 0, WIDTH, 10)
  draw.textBaseline = 'top'

  font(700, 34)
  draw.fillStyle = INK
  let y = 40
  for (const line of wrap(draw, card.title, WIDTH - 2 * EDGE, 2)) {
    draw.fillText(line, EDGE, y)
    y += 46
  }

  font(500, 20)
  let x = EDGE
  y += 8
  for (const badge of [...card.badges, card.format.toUpperCase()]) {
    const width = draw.measureText(badge).width + 24
    if (x + width > WIDTH - EDGE) break
    draw.fillStyle = '#eef2f6'
    draw.beginPath()
    draw.roundRect(x, y, width, 34, 17)
    draw.fill()
    draw.fillStyle = QUIET
    draw.fillText(badge, x + 12, y + 4)
    x += width + 10
  }
  y += 52
  draw.fillStyle = LINE
  draw.fillRect(EDGE, y, WIDTH - 2 * EDGE, 2)
  y += 18

  font(400, 22)
  draw.fillStyle = QUIET
  for (const text of card.lines) {
    for (const line of wrap(draw, text, WIDTH - 2 * EDGE, 2)) {
      if (y > HEIGHT - 44) break
      draw.fillText(line, EDGE, y)
      y += 34
    }
  }
  return Buffer.from(await canvas.encode('webp', 82))
}

/** A steady colour for a word, dark enough for a stripe. */
function colourOf(word: string): string {
  const sum = [...word].reduce((total, char) => (total * 31 + (char.codePointAt(0) ?? 0)) % 360, 7)
  return `hsl(${sum}, 45%, 52%)`
}
