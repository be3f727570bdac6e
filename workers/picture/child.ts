import { serveFiles } from '../catalogue/read/serve.ts'
import { chineseFont } from '../draw/fonts.ts'
import { drawSheet } from './draw-sheet.ts'
import { Sheet } from './sheet.ts'

/** The drawing process. The sheet travels in place of the file's name; the answer's text is a PNG in base64. */
// Fonts and libraries are there before it says that it is ready, so that no picture's time is spent on them.
chineseFont()
await import('sharp')
serveFiles(async ({ fileName }) => {
  const png = await drawSheet(Sheet.parse(JSON.parse(fileName)))
  return { ok: true, format: 'png', family: 'image', mismatch: false, text: png.toString('base64'), flags: [] }
})
