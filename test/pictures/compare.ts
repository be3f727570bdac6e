import sharp from 'sharp'

/** Pixels of a side. A letter fills a good part of a tile, so that another letter is seen. */
const TILE = 25

/**
 * How much two pictures differ where they differ most: the mean difference of brightness within one tile, 0 to 255.
 * Another way to smooth edges stays below 12, another letter is above 20. Infinity when their sizes differ.
 */
export async function farthest(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([greys(one), greys(other)])
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY
  let most = 0
  for (let top = 0; top < a.height; top += TILE) {
    for (let left = 0; left < a.width; left += TILE) most = Math.max(most, ofTile(a, b, left, top))
  }
  return most
}

type Greys = { data: Buffer; width: number; height: number }

async function greys(png: Buffer): Promise<Greys> {
  const { data, info } = await sharp(png)
    .flatten({ background: 'white' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

function ofTile(a: Greys, b: Greys, left: number, top: number): number {
  const [right, bottom] = [Math.min(left + TILE, a.width), Math.min(top + TILE, a.height)]
  let sum = 0
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = y * a.width + x
      sum += Math.abs((a.data[at] ?? 0) - (b.data[at] ?? 0))
    }
  }
  return sum / ((right - left) * (bottom - top))
}
