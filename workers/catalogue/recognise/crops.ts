import sharp from 'sharp'

/** The picture is shrunk to so many points a side, and frames are cut out of that. */
const POINTS = 64
/** Squares a side of one frame. */
const SIDE = 16
/** Grey levels by which a neighbour must be brighter. */
const STEP = 6
/** With fewer bits set, of 256, a frame looks like many others. */
const LEAST_BITS = 20
/**
 * What may be cut off each side, as a share of it. Frames 3 % apart leave no cut more than 1.5 % from the nearest, a
 * quarter of a square.
 */
const CUTS = [0, 0.03, 0.06] as const

/**
 * How a picture looks in 81 frames, as hexadecimal numbers of 256 bits, the whole of it first: a copy that lost up to 6 % of
 * each side looks like one of them. Undefined for a picture with hardly anything on it.
 */
export async function cropsOf(image: Buffer): Promise<string[] | undefined> {
  const grey = await sharp(image)
    .greyscale()
    .resize(POINTS, POINTS, { fit: 'fill', kernel: 'mitchell' })
    .raw()
    .toBuffer()
  const sums = summed(grey)
  const frames: string[] = []
  for (const left of CUTS)
    for (const top of CUTS)
      for (const right of CUTS) for (const bottom of CUTS) frames.push(frameOf(sums, { left, top, right, bottom }))
  return bitsIn(frames[0] ?? '') < LEAST_BITS ? undefined : frames
}

type Frame = { left: number; top: number; right: number; bottom: number }
const WIDE = POINTS + 1

/** The sum of all points above and to the left of each corner. */
function summed(grey: Buffer): Float64Array {
  const sums = new Float64Array(WIDE * WIDE)
  for (let y = 0; y < POINTS; y += 1) {
    let row = 0
    for (let x = 0; x < POINTS; x += 1) {
      row += grey[y * POINTS + x] ?? 0
      sums[(y + 1) * WIDE + x + 1] = (sums[y * WIDE + x + 1] ?? 0) + row
    }
  }
  return sums
}

/** Whether each square of the frame is brighter than the one to its left, row by row. */
function frameOf(sums: Float64Array, { left, top, right, bottom }: Frame): string {
  const width = ((1 - left - right) * POINTS) / (SIDE + 1)
  const height = ((1 - top - bottom) * POINTS) / SIDE
  let hex = ''
  for (let row = 0; row < SIDE; row += 1) {
    const y = top * POINTS + row * height
    let before = mean(sums, left * POINTS, y, width, height)
    let four = 0
    for (let column = 0; column < SIDE; column += 1) {
      const here = mean(sums, left * POINTS + (column + 1) * width, y, width, height)
      four = four * 2 + (here > before + STEP ? 1 : 0)
      before = here
      if (column % 4 < 3) continue
      hex += four.toString(16)
      four = 0
    }
  }
  return hex
}

function mean(sums: Float64Array, x: number, y: number, width: number, height: number): number {
  const total =
    upTo(sums, x + width, y + height) - upTo(sums, x, y + height) - upTo(sums, x + width, y) + upTo(sums, x, y)
  return total / (width * height)
}

/** The sum up to a place between four corners. */
function upTo(sums: Float64Array, x: number, y: number): number {
  const column = Math.min(POINTS - 1, Math.floor(x))
  const row = Math.min(POINTS - 1, Math.floor(y))
  const [right, down] = [x - column, y - row]
  const at = row * WIDE + column
  const above = (sums[at] ?? 0) * (1 - right) + (sums[at + 1] ?? 0) * right
  const below = (sums[at + WIDE] ?? 0) * (1 - right) + (sums[at + WIDE + 1] ?? 0) * right
  return above * (1 - down) + below * down
}

function bitsIn(hex: string): number {
  return [...hex].reduce((sum, digit) => sum + Number.parseInt(digit, 16).toString(2).replaceAll('0', '').length, 0)
}
