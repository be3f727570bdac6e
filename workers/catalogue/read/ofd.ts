import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { type Extract, type Mark, Refusal } from './outcome.ts'
import { openSink, type Sink } from './sink.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** Text objects whose tops are so near stand on one line: some programs write each character as one. In millimetres. */
const SAME_LINE = 1

/**
 * Text of an OFD, the fixed pages in which offices send their notices (GB/T 33190-2016): the text of its pages in their
 * order. A missing or broken page is left out. Throws `Refusal`: `corrupt` without a document.
 */
export async function readOfd({ zip }: Opened): Promise<Extract> {
  if (!zip) throw new Refusal('corrupt', 'not a zip')
  const facts = await readFacts(zip)
  const root = resolve('', facts.get('DocRoot') ?? 'Doc_0/Document.xml')
  if (!zip.has(root)) throw new Refusal('corrupt', 'no document')
  const pages = await readPages(zip, root)
  const sink = openSink()
  let done = 0
  for (const name of pages.slice(0, LIMITS.pdfPages)) {
    if (sink.full) break
    if (!(await readPage(zip, name, sink))) continue
    done += 1
  }
  const marks: Mark[] = sink.full || pages.length > LIMITS.pdfPages ? ['truncated'] : []
  return {
    text: sink.value(),
    title: facts.get('Title'),
    pages: done || undefined,
    properties: { author: facts.get('Author'), subject: facts.get('Subject') },
    marks,
  }
}

/** Of several documents in one file the first counts (7.4: nearly all hold one). */
async function readFacts(zip: Zip): Promise<Map<string, string>> {
  const facts = new Map<string, string>()
  let tag = ''
  await walkXml(zip.part('OFD.xml'), {
    wants: new Set(),
    open(name) {
      tag = facts.has(name) ? '' : name
    },
    close() {
      tag = ''
    },
    text(text) {
      if (tag !== '') facts.set(tag, ((facts.get(tag) ?? '') + text).slice(0, 300).trim())
    },
  })
  return facts
}

async function readPages(zip: Zip, root: string): Promise<string[]> {
  const folder = root.slice(0, root.lastIndexOf('/') + 1)
  const pages: string[] = []
  await walkXml(zip.part(root), {
    wants: new Set(['Page']),
    open(name, { BaseLoc }) {
      if (name === 'Page' && BaseLoc) pages.push(resolve(folder, BaseLoc))
    },
  })
  return [...new Set(pages)].filter((name) => zip.has(name))
}

async function readPage(zip: Zip, name: string, sink: Sink): Promise<boolean> {
  let inText = false
  let line: number | undefined
  sink.line()
  try {
    await walkXml(zip.part(name), {
      wants: new Set(['TextObject']),
      enough: () => sink.full,
      open(tag, { Boundary = '' }) {
        if (tag === 'TextCode') inText = true
        if (tag !== 'TextObject') return
        const top = Number(Boundary.trim().split(/\s+/)[1])
        if (line === undefined || !(Math.abs(top - line) < SAME_LINE)) sink.line()
        line = top
      },
      close(tag) {
        if (tag === 'TextCode') inText = false
      },
      text(text) {
        if (inText) sink.add(text)
      },
    })
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** Places are relative to the document's folder, or begin at the package's root with a slash. */
function resolve(folder: string, place: string): string {
  const steps: string[] = []
  for (const step of (place.startsWith('/') ? place : folder + place).split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}
