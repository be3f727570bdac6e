import type { Opened } from './identify.ts'
import { listRelations, mainPart, readPackageFacts } from './ooxml.ts'
import { type Extract, Refusal } from './outcome.ts'
import { openSink, type Sink } from './sink.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/**
 * Text of a Word document (ECMA-376 part 1, 17 and 22.1): body, formulas, text boxes, then notes, comments, headers and
 * footers. The heading is the first paragraph styled as title or heading, unless it is a numbered section's.
 */
export async function readDocx({ zip }: Opened): Promise<Extract> {
  if (!zip) throw new Refusal('corrupt', 'not a package')
  const main = await mainPart(zip, 'word/document.xml')
  const relations = await listRelations(zip, main)
  const headings = await headingStyles(zip, relations.find((relation) => relation.type === 'styles')?.target)
  const sink = openSink()
  const heading = await walkBody(zip, main, sink, headings)
  for (const { type, target } of relations)
    if (SIDE_PARTS.has(type) && zip.has(target) && !sink.full) await walkBody(zip, target, sink, headings)
  const facts = await readPackageFacts(zip)
  return {
    ...facts,
    text: sink.value(),
    heading,
    marks: [...(facts.marks ?? []), ...(sink.full ? ['truncated' as const] : [])],
  }
}

const SIDE_PARTS = new Set(['footnotes', 'endnotes', 'comments', 'header', 'footer'])

async function walkBody(zip: Zip, part: string, sink: Sink, headings: Set<string>): Promise<string | undefined> {
  let inText = false
  let inFallback = 0
  let paragraph = ''
  let isHeading = false
  let heading: string | undefined
  await walkXml(zip.part(part), {
    open(tag, attributes) {
      if (tag === 'Fallback') inFallback += 1
      else if (tag === 't') inText = true
      else if (tag === 'tab') add('\t')
      else if (tag === 'br' || tag === 'cr') add('\n')
      else if (tag === 'noBreakHyphen') add('-')
      else if (tag === 'pStyle') isHeading = headings.has(attributes.val ?? '')
      else if (tag === 'outlineLvl') isHeading ||= Number(attributes.val) < 3
    },
    close(tag) {
      if (tag === 'Fallback') inFallback -= 1
      else if (tag === 't') inText = false
      else if (tag === 'p') endParagraph()
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

  function endParagraph(): void {
    if (inFallback > 0) return
    // "一、需求分析" heads a section; what heads the document is then its first line.
    if (isHeading && heading === undefined && /[\p{L}\p{N}]/u.test(paragraph))
      heading = /^\s*([一二三四五六七八九十]+|\d+)[、.．\s]/.test(paragraph) ? '' : paragraph
    sink.line()
    paragraph = ''
    isHeading = false
  }
}

/** Style ids that stand for Title and Heading 1 to 3. Chinese Word calls them 1, 2, a3, 标题; their names stay English. */
async function headingStyles(zip: Zip, part: string | undefined): Promise<Set<string>> {
  const found = new Set<string>()
  if (!part || !zip.has(part)) return found
  let id = ''
  await walkXml(zip.part(part), {
    open(tag, attributes) {
      if (tag === 'style') id = attributes.styleId ?? ''
      else if (tag === 'name' && /^(title|heading [1-3]|标题( ?[1-3])?)$/i.test(attributes.val ?? '')) found.add(id)
    },
  })
  return found
}
