import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { type Extract, type Mark, Refusal, whyOf } from './outcome.ts'
import { closeUp, type Line, standingOut } from './pdf-lines.ts'
import { openSink } from './sink.ts'
import { readWhole } from './source.ts'

/** Text of a PDF by pdf.js: slower and hungrier than PDFium, but it mends more broken files. Throws as `readPdf` does. */
export async function readPdfByPdfJs({ source }: Opened): Promise<Extract> {
  const { getDocument } = await loadPdfJs()
  const home = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
  const task = getDocument({
    data: new Uint8Array(await readWhole(source)),
    // Without the predefined character maps most Chinese PDFs yield nothing.
    cMapUrl: `${join(home, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${join(home, 'standard_fonts')}/`,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    maxImageSize: 1,
    verbosity: 0,
  })
  try {
    const document = await task.promise
    const sink = openSink()
    const lines: Line[] = []
    const last = Math.min(document.numPages, LIMITS.pdfPages)
    const begun = performance.now()
    let done = 0
    for (let number = 1; number <= last && !sink.full && performance.now() - begun < LIMITS.pdfMs; number += 1) {
      const page = await document.getPage(number)
      const { items } = await page.getTextContent({ includeMarkedContent: false })
      let line: Line = { text: '', height: 0 }
      for (const item of items) {
        if (!('str' in item)) continue
        sink.add(item.str)
        if (number === 1) {
          line.text += item.str
          if (item.str.trim() !== '') line.height = Math.max(line.height, item.height)
        }
        if (item.hasEOL) {
          sink.add('\n')
          if (number === 1) lines.push(line)
          line = { text: '', height: 0 }
        }
      }
      if (number === 1) lines.push(line)
      sink.line()
      page.cleanup()
      done = number
    }
    const marks: Mark[] = sink.full || done < document.numPages ? ['truncated'] : []
    const facts = await factsOf(document)
    return { ...facts, text: closeUp(sink.value()), heading: standingOut(lines), pages: document.numPages, marks }
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    throw new Refusal(name === 'PasswordException' ? 'encrypted' : whyOf(error), name)
  } finally {
    await task.destroy()
  }
}

/** Loads pdf.js and what it would otherwise load with the first document: a third of a second. */
export async function loadPdfJs() {
  const pdfJs = await import('pdfjs-dist/legacy/build/pdf.mjs')
  await import('pdfjs-dist/legacy/build/pdf.worker.mjs')
  return pdfJs
}

async function factsOf(document: {
  getMetadata(): Promise<{ info: object }>
}): Promise<Pick<Extract, 'title' | 'properties'>> {
  const { info } = await document.getMetadata().catch(() => ({ info: {} }))
  const facts = new Map(Object.entries(info))
  const text = (key: string) => {
    const value: unknown = facts.get(key)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return {
    title: text('Title'),
    properties: { subject: text('Subject'), author: text('Author'), keywords: text('Keywords') },
  }
}
