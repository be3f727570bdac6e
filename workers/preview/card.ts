import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { chineseFont } from './fonts.ts'
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

/** Lines that fit, broken between characters or, in Latin text, between words; the last one ends with an ellipsis. */
function wrap(draw: SKRSContext2D, text: string, width: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  const pieces = text.match(/[\p{L}\p{N}'’-]+(?<!\p{Script=Han})|\s+|./gu)?.flatMap(cutHan) ?? []
  for (const piece of pieces) {
    if (line !== '' && draw.measureText(line + piece).width > width && !/^[，。、；：！？）》”…]$/.test(piece)) {
      if (lines.length === most - 1) return [...lines, `${line.slice(0, -1)}…`]
      lines.push(line)
      line = piece.trimStart()
    } else line += piece
    // One word longer than a line.
    while (draw.measureText(line).width > width + 30 && line.length > 1) {
      let fits = line.length - 1
      while (fits > 1 && draw.measureText(line.slice(0, fits)).width > width) fits -= 1
      if (lines.length === most - 1) return [...lines, `${line.slice(0, fits - 1)}…`]
      lines.push(line.slice(0, fits))
      line = line.slice(fits)
    }
  }
  return line === '' ? lines : [...lines, line]
}

/** Chinese breaks after every character. */
function cutHan(piece: string): string[] {
  return /\p{Script=Han}/u.test(piece) ? [...piece] : [piece]
}

/** A steady colour for a word, dark enough for a stripe. */
function colourOf(word: string): string {
  const sum = [...word].reduce((total, char) => (total * 31 + (char.codePointAt(0) ?? 0)) % 360, 7)
  return `hsl(${sum}, 45%, 52%)`
}
