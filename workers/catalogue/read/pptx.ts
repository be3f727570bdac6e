import type { Opened } from './identify.ts'
import { listRelations, mainPart, readPackageFacts } from './ooxml.ts'
import { type Extract, Refusal } from './outcome.ts'
import { readMasters } from './pptx-masters.ts'
import { openSink, type Sink } from './sink.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/**
 * Text of a PowerPoint deck (ECMA-376 part 1, 19 and 21): slides in showing order, each followed by the running text of
 * its layout, its SmartArt, charts, notes and comments. The heading is the first slide's title.
 */
export async function readPptx({ zip }: Opened): Promise<Extract> {
  if (!zip) throw new Refusal('corrupt', 'not a package')
  const main = await mainPart(zip, 'ppt/presentation.xml')
  const slides = await listSlides(zip, main)
  const masters = readMasters(zip)
  const sink = openSink()
  let heading: string | undefined
  let first: string | undefined
  for (const slide of slides) {
    if (sink.full) break
    const titled = await walkSlide(zip, slide, sink)
    if (slide === slides[0]) first = titled.first
    heading ??= titled.title
    const relations = await listRelations(zip, slide)
    const layout = relations.find((relation) => relation.type === 'slideLayout')?.target
    if (layout && titled.showsMaster) for (const text of await masters.show(layout)) sink.add(`${text}\n`)
    for (const { type, target } of relations)
      if (SIDE_PARTS.has(type) && zip.has(target) && !sink.full) await walkSlide(zip, target, sink)
  }
  const facts = await readPackageFacts(zip)
  const marks = [...(facts.marks ?? []), ...(sink.full ? ['truncated' as const] : [])]
  return { ...facts, text: sink.value(), heading: first ?? heading, pages: slides.length || undefined, marks }
}

const SIDE_PARTS = new Set(['diagramData', 'chart', 'notesSlide', 'comments'])

const SLIDE_IDS = new Set(['sldId'])
const WANTED = new Set(['fld', 'sld', 'ph'])

async function listSlides(zip: Zip, main: string): Promise<string[]> {
  const targets = new Map((await listRelations(zip, main)).map(({ id, target }) => [id, target]))
  const slides: string[] = []
  await walkXml(zip.part(main), {
    wants: SLIDE_IDS,
    open(tag, attributes) {
      if (tag !== 'sldId') return
      const target = targets.get(attributes['r:id'] ?? '') ?? targets.get(relationId(attributes))
      if (target && zip.has(target)) slides.push(target)
    },
  })
  return slides
}

/** The relationship id under whatever prefix the writer chose: the value that is not the slide's own number. */
function relationId(attributes: Record<string, string>): string {
  return Object.entries(attributes).find(([name]) => name.includes(':') && name.endsWith(':id'))?.[1] ?? ''
}

type Titled = { title?: string; first?: string; showsMaster: boolean }

/** Adds a part's text. `title` is the text of its title shape; `first` the same, else its first line. */
async function walkSlide(zip: Zip, part: string, sink: Sink): Promise<Titled> {
  let showsMaster = true
  let inText = false
  let inNumber = false
  let inTitle = false
  let title = ''
  let line = ''
  let first: string | undefined
  await walkXml(zip.part(part), {
    wants: WANTED,
    open(tag, attributes) {
      if (tag === 't' || tag === 'v') inText = true
      else if (tag === 'fld') inNumber = attributes.type === 'slidenum'
      else if (tag === 'sp') inTitle = false
      else if (tag === 'sld') showsMaster = attributes.showMasterSp !== '0'
      else if (tag === 'ph') inTitle = attributes.type === 'title' || attributes.type === 'ctrTitle'
      else if (tag === 'br') add('\n')
      else if (tag === 'tab') add('\t')
    },
    close(tag) {
      if (tag === 't' || tag === 'v') inText = false
      else if (tag === 'fld') inNumber = false
      else if (tag === 'p' || tag === 'pt' || tag === 'text') {
        if (first === undefined && (line.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 2) first = line
        line = ''
        if (inTitle && title !== '') title += ' '
        sink.line()
      } else if (tag === 'tc') sink.cell()
      else if (tag === 'sp') inTitle = false
    },
    text(text) {
      if (inText && !inNumber) add(text)
    },
    enough: () => sink.full,
  })
  sink.line()
  const named = title.trim() === '' ? undefined : title
  return { title: named, first: named ?? first, showsMaster }

  function add(text: string): void {
    sink.add(text)
    if (line.length < 400) line += text
    if (inTitle && title.length < 400) title += text
  }
}
