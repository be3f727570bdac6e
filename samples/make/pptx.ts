import pptxgen from 'pptxgenjs'
import type { Deck } from '../content/shapes.ts'

// The package's types describe its CommonJS build; what is imported is the class itself.
const Pptx = pptxgen as unknown as typeof pptxgen.default

/** A PowerPoint file: a title, lines and perhaps notes on each slide. */
export async function pptx(deck: Deck): Promise<Buffer> {
  const out = new Pptx()
  out.title = deck.title
  out.layout = 'LAYOUT_16x9'
  for (const [at, { title, lines, notes }] of deck.slides.entries()) {
    const slide = out.addSlide()
    slide.background = { color: at === 0 ? 'E8F1FB' : 'FFFFFF' }
    slide.addText(title, {
      x: 0.6,
      y: at === 0 ? 1.6 : 0.4,
      w: 8.8,
      h: 0.9,
      fontSize: at === 0 ? 40 : 30,
      bold: true,
      color: '1F4E79',
    })
    const body = lines.map((text) => ({ text, options: { breakLine: true, bullet: at > 0 } }))
    slide.addText(body, {
      x: 0.8,
      y: at === 0 ? 2.7 : 1.5,
      w: 8.4,
      h: 3.4,
      fontSize: 22,
      valign: 'top',
      color: '333333',
    })
    if (notes) slide.addNotes(notes)
  }
  const bytes = await out.write({ outputType: 'nodebuffer' })
  if (!Buffer.isBuffer(bytes)) throw new Error('pptxgenjs gave no buffer')
  return bytes
}
