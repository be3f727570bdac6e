import type { SKRSContext2D } from '@napi-rs/canvas'
import { chineseFont } from '../draw/fonts.ts'

/** Text as it is measured and as it is drawn. */
export function prepare(draw: SKRSContext2D): void {
  draw.textBaseline = 'alphabetic'
  // Signs that stand for several letters (“fi”), and figures made for other scripts, could not be copied from the file.
  draw.letterSpacing = '0.01px'
  draw.lang = 'zh-CN'
  draw.fillStyle = INK
}

export const INK = '#1f2328'
export const QUIET = '#646c76'

/** A CSS font of the house at a size in points. */
export function font(size: number, weight = 400): string {
  return `${weight} ${size}px ${chineseFont()}`
}
