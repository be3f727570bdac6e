import type { Extract, Mark } from './outcome.ts'
import { openSink, type Sink } from './sink.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/**
 * The words of a very large xlsx without its grid: sheet names, shared strings once each, and inline strings
 * (ECMA-376 part 1, 18.4 and 18.3.1.53). Streams, so it needs little memory.
 */
export async function readWorkbookStrings(zip: Zip): Promise<Extract> {
  const sink = openSink()
  let sheets = 0
  if (zip.has('xl/workbook.xml'))
    await walkXml(zip.part('xl/workbook.xml'), {
      open(tag, attributes) {
        if (tag !== 'sheet') return
        sheets += 1
        sink.add(`${attributes.name ?? ''}\n`)
      },
    })
  const parts = ['xl/sharedStrings.xml', ...zip.names.filter((name) => /^xl\/worksheets\/[^/]+\.xml$/.test(name))]
  for (const part of parts) if (zip.has(part) && !sink.full) await addStrings(zip, part, sink)
  // Numbers are left out: the text is not complete.
  const marks: Mark[] = ['truncated']
  return { text: sink.value(), pages: sheets || undefined, marks }
}

async function addStrings(zip: Zip, part: string, sink: Sink): Promise<void> {
  let inText = false
  let inPhonetic = false
  await walkXml(zip.part(part), {
    open(tag) {
      if (tag === 't') inText = true
      else if (tag === 'rPh') inPhonetic = true
    },
    close(tag) {
      if (tag === 't') inText = false
      else if (tag === 'rPh') inPhonetic = false
      else if (tag === 'si' || tag === 'is') sink.line()
    },
    text(text) {
      if (inText && !inPhonetic) sink.add(text)
    },
    enough: () => sink.full,
  })
}
