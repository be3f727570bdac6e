import { PDFDocument, type SKRSContext2D } from '@napi-rs/canvas'
import { type Lang, say } from '#kit/lang.ts'
import { type Block, type Drawing, layOut } from './flow.ts'
import { font, prepare, QUIET } from './style.ts'

/** A document as its content: the helper breaks lines and pages. */
export type PdfDocument = {
  title: string
  lang: Lang
  blocks: readonly Block[]
  /** Left of the page number, such as whose report it is and when it was made. */
  footer?: string
  landscape?: boolean
}

/** A4 in points of 1/72 inch. */
export const A4 = { short: 595, long: 842 }
const MARGIN = 48
/** Under the text, for the footer. */
const FOOT = 36

/**
 * The document as a PDF: A4, real text that can be searched and copied, the fonts' used characters alone inside
 * (decision 0036). About 60 ms after the first. The same content gives the same pages.
 */
export function makePdf(document: PdfDocument): Buffer {
  const width = document.landscape ? A4.long : A4.short
  const height = document.landscape ? A4.short : A4.long
  const pages = layOut(document.blocks, {
    left: MARGIN,
    top: MARGIN,
    width: width - 2 * MARGIN,
    bottom: height - MARGIN - FOOT,
  })
  return drawPages(document.title, { width, height }, (page) => {
    pages.forEach((drawings, index) => {
      page((draw) => {
        for (const drawing of drawings) drawing(draw)
        footer(draw, document, { number: index + 1, of: pages.length, width, height })
      })
    })
  })
}

/** Pages drawn by hand, such as a certificate. */
export function drawPages(
  title: string,
  size: { width: number; height: number },
  work: (page: (drawing: Drawing) => void) => void,
): Buffer {
  const pdf = new PDFDocument({ title, creator: 'Gongxiang', producer: 'Gongxiang' })
  work((drawing) => {
    const draw = pdf.beginPage(size.width, size.height) as SKRSContext2D
    prepare(draw)
    drawing(draw)
    pdf.endPage()
  })
  return pdf.close()
}

function footer(
  draw: SKRSContext2D,
  document: PdfDocument,
  page: { number: number; of: number; width: number; height: number },
): void {
  const y = page.height - MARGIN + 8
  draw.font = font(9)
  draw.fillStyle = QUIET
  draw.textAlign = 'left'
  if (document.footer !== undefined) draw.fillText(document.footer, MARGIN, y)
  draw.textAlign = 'right'
  const { number, of } = page
  draw.fillText(
    say(document.lang, { zh: `第 ${number} 页，共 ${of} 页`, en: `Page ${number} of ${of}` }),
    page.width - MARGIN,
    y,
  )
  draw.textAlign = 'left'
}
