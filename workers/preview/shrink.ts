import type { Sharp } from 'sharp'

/** Pictures that are decoded; SVG never is, because it is a program. */
export const PICTURES = new Set(['jpg', 'jpeg', 'png', 'webp', 'gif', 'tif', 'tiff', 'bmp', 'avif', 'heic'])
const DECODED = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif'])

/** Pixels of a preview at most: sharp enough on a phone held upright, 10 to 60 KB. */
const WIDTH = 640
const HEIGHT = 900
/** A picture of more pixels is not decoded. */
const MAX_PIXELS = 60_000_000
/** Below this spread of brightness a page is empty: its fonts were missing. */
const BLANK = 1

/** Bytes of a picture file, or raw pixels. */
export type Picture = { bytes: Buffer } | { pixels: Uint8Array; width: number; height: number }

/** A small upright WebP without metadata (no place, no camera); undefined when it is blank or no picture after all. */
export async function shrink(picture: Picture): Promise<Buffer | undefined> {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  let image: Sharp
  if ('pixels' in picture) {
    const { width, height } = picture
    image = sharp(picture.pixels, { raw: { width, height, channels: 4 } })
  } else {
    const bytes = isBitmap(picture.bytes) ? await fromBitmap(picture.bytes) : picture.bytes
    image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 })
    const { format, width = 0, height = 0 } = await image.metadata()
    if (!DECODED.has(format ?? '') || Math.min(width, height) < 8) return undefined
  }
  const small = await image
    .rotate()
    .flatten({ background: 'white' })
    .resize({ width: WIDTH, height: HEIGHT, fit: 'inside', withoutEnlargement: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = small.info
  const again = sharp(small.data, { raw: { width, height, channels } })
  const { channels: spread } = await again.clone().stats()
  if (Math.max(...spread.map(({ stdev }) => stdev)) < BLANK) return undefined
  return again.toColourspace('srgb').webp({ quality: 78 }).toBuffer()
}

function isBitmap(bytes: Buffer): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d
}

/** sharp reads no BMP; canvas does. */
async function fromBitmap(bytes: Buffer): Promise<Buffer> {
  // BITMAPINFOHEADER: width and height as 32-bit numbers, the height negative for a top-down one.
  const pixels = Math.abs(bytes.readInt32LE(18) * bytes.readInt32LE(22))
  if (!(pixels > 0) || pixels > MAX_PIXELS) throw new Error('a bitmap of too many pixels')
  const { createCanvas, loadImage } = await import('@napi-rs/canvas')
  const image = await loadImage(bytes)
  const scale = Math.min(1, WIDTH / image.width, HEIGHT / image.height)
  const canvas = createCanvas(
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  )
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.toBuffer('image/png')
}
