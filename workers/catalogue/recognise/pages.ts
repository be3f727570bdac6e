import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { ResourcePart } from '#db/schema.ts'
import type { Opened } from '../read/identify.ts'
import { Refusal } from '../read/outcome.ts'
import { readWhole } from '../read/source.ts'
import { pictureMembers } from './members.ts'

/** Pages of a PDF that are recognised: title and beginning, which is what people search for. */
const PAGES = 3
/** The longer side of a page, in pixels: enough for the small print of an A4 page, 3 to 8 s each. */
const LONG_SIDE = 2_000
/** A picture of more pixels is not decoded (a phone takes 12 to 50 million). */
const MAX_PIXELS = 60_000_000
/** Smaller ones hold no text worth reading. */
const MIN_SIDE = 60

/**
 * A page as a grey, upright PNG, and the same at another size, for when the first is read badly. `part` is the member of a
 * package that it was.
 */
export type Page = { image: Buffer; part?: ResourcePart; otherwise(): Promise<Buffer> }

/** The pages of a picture or PDF, or the pictures inside another file, at most 2,000 pixels long. Throws `Refusal`. */
export async function* pagesOf(opened: Opened): AsyncGenerator<Page> {
  const { format, family } = opened.identity
  if (format === 'pdf') yield* pdfPages(await readWhole(opened.source))
  else if (family === 'image') yield* picture(await readWhole(opened.source))
  else for await (const { part, bytes } of pictureMembers(opened)) yield* inside(part, bytes)
}

/** One that can not be decoded does not keep the others from being read. */
async function* inside(part: ResourcePart, bytes: Buffer): AsyncGenerator<Page> {
  const pages = picture(bytes)
  const first = await pages.next().catch(() => undefined)
  if (first && !first.done) yield { ...first.value, part }
}

async function* picture(bytes: Buffer): AsyncGenerator<Page> {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'none', pages: 1 })
  const { width = 0, height = 0 } = await image.metadata()
  if (Math.min(width, height) < MIN_SIDE) return
  const upright = image.rotate().flatten({ background: 'white' }).greyscale()
  yield pageOf(await upright.resize(within(LONG_SIDE)).png({ compressionLevel: 1 }).toBuffer())
}

/** Small letters are read better at twice their size, large ones at half of it. */
function pageOf(image: Buffer): Page {
  return {
    image,
    async otherwise() {
      const { default: sharp } = await import('sharp')
      const { width = 0, height = 0 } = await sharp(image).metadata()
      const long = Math.max(width, height)
      const wanted = long > 1_700 ? long / 2 : Math.min(long * 2, LONG_SIDE)
      return sharp(image)
        .resize({ ...within(Math.round(wanted)), withoutEnlargement: false })
        .png({ compressionLevel: 1 })
        .toBuffer()
    },
  }
}

function within(long: number) {
  return { width: long, height: long, fit: 'inside', withoutEnlargement: true } as const
}

async function* pdfPages(bytes: Buffer): AsyncGenerator<Page> {
  const { PDFiumLibrary } = await import('@hyzyla/pdfium')
  const wasm = await readFile(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm'))
  const library = await PDFiumLibrary.init({
    wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength),
  })
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  try {
    const document = await library.loadDocument(bytes).catch((error: unknown) => {
      throw new Refusal('corrupt', error instanceof Error ? error.message : 'PDFium')
    })
    for (let index = 0; index < Math.min(PAGES, document.getPageCount()); index += 1) {
      const page = document.getPage(index)
      const { originalWidth, originalHeight } = page.getOriginalSize()
      const long = Math.max(originalWidth, originalHeight)
      // A page is as large as it says: never render more than our own pixels.
      if (!(long > 1) || Math.min(originalWidth, originalHeight) / long < 0.02) continue
      const { data, width, height } = await page.render({ scale: Math.min(LONG_SIDE / long, 4), render: 'bitmap' })
      const image = await sharp(data, { raw: { width, height, channels: 4 } })
        .removeAlpha()
        .greyscale()
        .png({ compressionLevel: 1 })
        .toBuffer()
      yield pageOf(image)
    }
    document.destroy()
  } finally {
    library.destroy()
  }
}
