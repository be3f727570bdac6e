import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { chineseFont } from '../draw/fonts.ts'

/** Pixels: a phone's 375 points, twice, so that letters stay clear. */
export const WIDTH = 750
export const EDGE = 40
export const INNER = WIDTH - 2 * EDGE

export const COLOURS = {
  paper: '#ffffff',
  ink: '#1f2933',
  soft: '#52606d',
  quiet: '#7b8794',
  line: '#e9edf2',
  track: '#eef1f5',
  plain: '#3b6ea8',
  good: '#2f8f6b',
  warn: '#c77d1a',
  bad: '#c2453d',
} as const

/** A piece of a picture: how high it is, and how it is drawn with its top at `y`. */
export type Box = { height: number; draw(brush: SKRSContext2D, y: number): void }

/** Sets the font: `size` in pixels, figures of one width. */
export function font(brush: SKRSContext2D, weight: 400 | 500 | 700, size: number): void {
  brush.font = `${weight} ${size}px ${chineseFont()}`
  brush.fontVariantNumeric = 'tabular-nums'
}

/** Where texts are measured before there is a canvas. */
export function scratch(): SKRSContext2D {
  return createCanvas(8, 8).getContext('2d')
}

/** A rectangle with round corners, filled. */
export function rounded(
  brush: SKRSContext2D,
  [x, y, width, height]: readonly [number, number, number, number],
  radius: number,
  colour: string,
): void {
  brush.fillStyle = colour
  brush.beginPath()
  brush.roundRect(x, y, width, height, radius)
  brush.fill()
}

/** A disc, filled. */
export function disc(brush: SKRSContext2D, x: number, y: number, radius: number, colour: string): void {
  brush.fillStyle = colour
  brush.beginPath()
  brush.arc(x, y, radius, 0, 2 * Math.PI)
  brush.fill()
}

/** A line of text; `at` is the middle of the letters' height. */
export function write(
  brush: SKRSContext2D,
  text: string,
  x: number,
  at: number,
  colour: string,
  align: 'left' | 'center' | 'right' = 'left',
): void {
  brush.fillStyle = colour
  brush.textAlign = align
  brush.textBaseline = 'alphabetic'
  const size = Number(/(\d+)px/.exec(brush.font)?.[1] ?? 0)
  // Chinese letters stand 0.38 of their size above the middle and as much below it.
  brush.fillText(text, x, Math.round(at + size * 0.37))
}
