import type { ResourceMedia } from '#db/schema.ts'
import { findExif, readExif } from './exif.ts'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import type { Extract } from './outcome.ts'
import { readStart } from './source.ts'

/**
 * Width and height of a picture as it is shown (a phone's pictures are often stored on their side), and when it was
 * taken. Only headers are read; nothing is decoded here. A picture without a readable header is one without facts.
 */
export async function readImage({ source, identity }: Opened): Promise<Extract> {
  const { bytes } = await readStart(source, LIMITS.pictureBytes)
  const exif = readExif(findExif(bytes, identity.format))
  const media: ResourceMedia = {
    ...(await dimensions(bytes, exif.orientation)),
    ...(exif.taken && { taken: exif.taken }),
  }
  return { text: '', title: exif.description, ...(Object.keys(media).length > 0 && { media }) }
}

async function dimensions(bytes: Buffer, orientation: number): Promise<Pick<ResourceMedia, 'width' | 'height'>> {
  const { imageSize } = await import('image-size')
  try {
    const { width, height } = imageSize(bytes)
    if (!(width > 0 && height > 0 && width < 1e6 && height < 1e6)) return {}
    // 5 to 8 are stored on their side (TIFF 6.0, tag 274).
    return orientation >= 5 ? { width: height, height: width } : { width, height }
  } catch {
    return {}
  }
}
