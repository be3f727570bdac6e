import { serveFiles } from '../catalogue/read/serve.ts'
import { drawSheet } from './draw-sheet.ts'
import { Sheet } from './sheet.ts'

/** The drawing process. The sheet travels in place of the file's name; the answer's text is a PNG in base64. */
serveFiles(async ({ fileName }) => {
  const png = await drawSheet(Sheet.parse(JSON.parse(fileName)))
  return { ok: true, format: 'png', family: 'image', mismatch: false, text: png.toString('base64'), flags: [] }
})
