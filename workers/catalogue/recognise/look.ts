import sharp from 'sharp'

/** Squares a side: fine enough that two worksheets of one layout differ, coarse enough for a picture of 100 pixels. */
const SIDE = 32
/** Grey levels (of 256) by which a neighbour must be brighter: below this it is noise of the encoder. */
const STEP = 6
/** A picture with fewer bits set than this, of 1,024, is blank or a bare gradient and looks like many others. */
const LEAST_BITS = 40

/**
 * A difference hash of 32 × 32 bits: whether each square is brighter than the one to its left. The same for a copy
 * that was resized, re-encoded or brightened, but for some per cent. Undefined for a picture with hardly anything on it.
 */
export async function lookOf(image: Buffer): Promise<string | undefined> {
  const grey = await sharp(image)
    .greyscale()
    .resize(SIDE + 1, SIDE, { fit: 'fill', kernel: 'mitchell' })

    .raw()
    .toBuffer()
  let bits = ''
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const at = row * (SIDE + 1) + column
      bits += (grey[at + 1] ?? 0) > (grey[at] ?? 0) + STEP ? '1' : '0'
    }
  }
  const set = bits.split('1').length - 1
  return set < LEAST_BITS ? undefined : bits
}
