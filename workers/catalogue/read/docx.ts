import { type ListPlace, type Numbering, readNumbering } from './docx-numbering.ts'
import { type DocxStyles, readStyles } from './docx-styles.ts'
import type { Opened } from './identify.ts'
import { listRelations, mainPart, readPackageFacts } from './ooxml.ts'
import { type Extract, Refusal } from './outcome.ts'
import { openSink, type Sink } from './sink.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/**
 * Text of a Word document (ECMA-376 part 1, 17 and 22.1): body with its automatic numbers, formulas, text boxes, then
 * notes, comments, headers, footers, and the words inside its charts and SmartArt. The heading is the first paragraph
 * styled as title or heading, unless it is a numbered section's.
 */
export async function readDocx({ zip }: Opened): Promise<Extract> {
  if (!zip) throw new Refusal('corrupt', 'not a package')
  const main = await mainPart(zip, 'word/document.xml')
  const relations = await listRelations(zip, main)
  const partOf = (type: string) => relations.find((relation) => relation.type === type)?.target
  const look = {
    styles: await readStyles(zip, partOf('styles')),
    numbering: await readNumbering(zip, partOf('numbering')),
  }
  const sink = openSink()
  const heading = await walkBody(zip, main, sink, look)
  for (const { type, target } of relations)
    if (SIDE_PARTS.has(type) && zip.has(target) && !sink.full) await walkBody(zip, target, sink, look)
  const facts = await readPackageFacts(zip)
  return {
    ...facts,
    text: sink.value(),
    heading,
    marks: [...(facts.marks ?? []), ...(sink.full ? ['truncated' as const] : [])],
  }
}

const SIDE_PARTS = new Set(['footnotes', 'endnotes', 'comments', 'header', 'footer', 'diagramData', 'chart'])

const WANTED = new Set(['pStyle', 'numId', 'ilvl', 'outlineLvl'])

type Look = { styles: DocxStyles; numbering: Numbering }

async function walkBody(zip: Zip, part: string, sink: Sink, look: Look): Promise<string | undefined> {
  let inText = false
  let inFallback = 0
  let inChange = 0
  let paragraph = ''
  let style: string | undefined
  let place: Partial<ListPlace> = {}
  let number = ''
  let isHeading = false
  let heading: string | undefined
  await walkXml(zip.part(part), {
    wants: WANTED,
    open(tag, attributes) {
      if (tag === 'Fallback') inFallback += 1
      else if (tag === 'pPrChange') inChange += 1
      // A chart keeps its words in `v`.
      else if (tag === 't' || tag === 'v') inText = true
      else if (tag === 'tab') add('\t')
      else if (tag === 'br' || tag === 'cr') add('\n')
      else if (tag === 'noBreakHyphen') add('-')
      else if (inChange > 0) return
      else if (tag === 'pPr') {
        style = undefined
        place = {}
      } else if (tag === 'pStyle') {
        style = attributes.val ?? ''
        isHeading = look.styles.isHeading(style)
      } else if (tag === 'numId') place.list = attributes.val
      else if (tag === 'ilvl') place.level = Number(attributes.val)
      else if (tag === 'outlineLvl') isHeading ||= Number(attributes.val) < 3
    },
    close(tag) {
      if (tag === 'Fallback') inFallback -= 1
      else if (tag === 'pPrChange') inChange -= 1
      else if (tag === 't' || tag === 'v') inText = false
      else if (tag === 'pPr') startNumber()
      else if (tag === 'p' || tag === 'pt') endParagraph()
      else if (tag === 'tc') sink.cell()
      else if (tag === 'tr') sink.line()
    },
    text(text) {
      if (inText) add(text)
    },
    enough: () => sink.full,
  })
  return heading

  function add(text: string): void {
    // Word writes a text box twice: once as a drawing, once for old versions as the fallback.
    if (inFallback > 0) return
    sink.add(text)
    if (paragraph.length < 400) paragraph += text
  }

  function startNumber(): void {
    if (inFallback > 0 || inChange > 0) return
    const inherited = style === undefined ? undefined : look.styles.listOf(style)
    const list = place.list ?? inherited?.list
    if (list === undefined || list === '0') return
    number = look.numbering.next({ list, level: place.level ?? inherited?.level }, style)
    if (number !== '') sink.add(`${number} `)
  }

  function endParagraph(): void {
    if (inFallback > 0) return
    // "一、需求分析" heads a section; what heads the document is then its first line.
    if (isHeading && heading === undefined && /[\p{L}\p{N}]/u.test(paragraph))
      heading = number !== '' || /^\s*([一二三四五六七八九十]+|\d+)[、.．\s]/.test(paragraph) ? '' : paragraph
    sink.line()
    paragraph = ''
    number = ''
    isHeading = false
  }
}
