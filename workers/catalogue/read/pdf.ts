import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { type Extract, type Mark, Refusal } from './outcome.ts'
import { readPdfByPdfJs } from './pdf-js.ts'
import { closeUp, type Line, standingOut } from './pdf-lines.ts'
import { abandonPdfium, openPdfium, type PdfiumDocument, type SizedChar } from './pdfium.ts'
import { openSink } from './sink.ts'
import { readWhole } from './source.ts'

/**
 * Text of a PDF, the first 200 pages, in the order of its content. The heading is the line in the largest type on page
 * one, when it clearly stands out. PDFium reads it; what PDFium can not open or gives up, pdf.js tries. Throws `Refusal`:
 * `encrypted` (opens only with a password), `corrupt`, `too_big_inside`.
 */
export async function readPdf(opened: Opened): Promise<Extract> {
  let document: PdfiumDocument | undefined
  try {
    document = await openPdfium(await readWhole(opened.source))
    const extract = readPages(document)
    document.close()
    return extract
  } catch (error) {
    if (error instanceof Refusal && error.why === 'encrypted') throw error
    // A refusal while opening leaves PDFium whole; anything else may have torn it.
    if (document || !(error instanceof Refusal) || error.why !== 'corrupt') abandonPdfium()
    return await readPdfByPdfJs(opened)
  }
}

function readPages(document: PdfiumDocument): Extract {
  const sink = openSink()
  const begun = performance.now()
  const last = Math.min(document.pageCount, LIMITS.pdfPages)
  let done = 0
  let heading: string | undefined
  for (; done < last && !sink.full && performance.now() - begun < LIMITS.pdfMs; done += 1) {
    const page = document.page(done, done === 0)
    if (!page) continue
    if (done === 0) heading = standingOut(linesOf(page.chars))
    // U+FFFE stands for a hyphen at the end of a line.
    sink.add(page.text.replaceAll('\ufffe', '-'))
    sink.line()
  }
  const marks: Mark[] = sink.full || done < document.pageCount ? ['truncated'] : []
  const property = (name: string) => document.property(name) || undefined
  return {
    title: property('Title'),
    properties: { subject: property('Subject'), author: property('Author'), keywords: property('Keywords') },
    text: closeUp(sink.value()),
    heading,
    pages: document.pageCount,
    marks,
  }
}

function linesOf(chars: SizedChar[]): Line[] {
  const lines: Line[] = []
  let line: Line = { text: '', height: 0 }
  for (const { char, height } of chars) {
    if (char === '\n' || char === '\r') {
      if (line.text !== '') lines.push(line)
      line = { text: '', height: 0 }
      continue
    }
    line.text += char === '\ufffe' ? '-' : char
    if (char.trim() !== '') line.height = Math.max(line.height, height)
  }
  lines.push(line)
  return lines
}
