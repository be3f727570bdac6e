import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Picture } from './shrink.ts'

/** Twice the preview's width: letters stay clear when it is made smaller. */
const WIDTH = 1_280
const LONGEST = 2_000

/** Page one as pixels. Throws when PDFium can not open it; the caller then draws a card. */
export async function drawFirstPage(bytes: Buffer): Promise<Picture | undefined> {
  const { PDFiumLibrary } = await import('@hyzyla/pdfium')
  const wasm = await readFile(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm'))
  const library = await PDFiumLibrary.init({
    wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength),
  })
  try {
    const document = await library.loadDocument(bytes)
    if (document.getPageCount() < 1) return undefined
    const page = document.getPage(0)
    const { originalWidth, originalHeight } = page.getOriginalSize()
    const long = Math.max(originalWidth, originalHeight)
    // A page is as large as it says: never more than our own pixels.
    if (!(long > 1) || Math.min(originalWidth, originalHeight) / long < 0.02) return undefined
    const scale = Math.min(WIDTH / originalWidth, LONGEST / long, 6)
    const { data, width, height } = await page.render({ scale, render: 'bitmap' })
    return { pixels: data, width, height }
  } finally {
    library.destroy()
  }
}
