import { decodeLatinOrGbk } from './encoding.ts'
import type { Opened } from './identify.ts'
import { readSummary } from './ole-properties.ts'
import { type Extract, type Mark, Refusal } from './outcome.ts'
import { type Masters, readMasters } from './ppt-masters.ts'
import { liveObjects, type Record_, RT, recordAt, walkRecords } from './ppt-records.ts'
import { type SlideText, textsIn } from './ppt-texts.ts'
import { openSink } from './sink.ts'

/**
 * Text of a PowerPoint 97-2003 deck (MS-PPT): live slides in order, each with the running text of its master, then their
 * notes; what a master prompts for is left out. The heading is the first slide's title. PowerPoint 95 gives its words
 * in whatever order it kept them; older decks are catalogued by name.
 */
export async function readPpt({ ole }: Opened): Promise<Extract> {
  if (!ole) throw new Refusal('corrupt', 'not a compound file')
  const { title, properties } = readSummary(ole)
  // PowerPoint 95 keeps its words in a stream of their own; "95 and 97" a whole newer deck beside its own.
  const old = ole.stream('TEXT_CONTENT')
  const both = ole.names.includes('PP97_DUALSTORAGE/POWERPOINT DOCUMENT') ? 'PP97_DUALSTORAGE/' : ''
  const stream = ole.stream(`${both}POWERPOINT DOCUMENT`)
  if (both === '' && old) return { text: oldText(old), title, properties }
  if (!stream) return { text: '', title, properties, marks: ['old_version'] }
  const user = ole.stream(`${both}CURRENT USER`)
  const firstEdit = user && user.length >= 20 ? user.readUInt32LE(16) : 0
  const slides = liveSlides(stream, firstEdit) ?? []
  const sink = openSink()
  for (const text of slides.flatMap((slide) => slide.texts)) {
    sink.add(text.text)
    sink.line()
  }
  // A broken chain of edits: every text of the stream, old versions too, is better than none.
  if (sink.value().trim() === '')
    for (const text of textsIn(stream, 0, stream.length)) {
      sink.add(text.text)
      sink.line()
    }
  const shown = slides.filter((slide) => !slide.isNotes)
  const first = shown[0]?.texts
  const heading =
    first?.find((text) => text.isTitle && readable(text.text)) ?? first?.find((text) => readable(text.text))
  const marks: Mark[] = sink.full ? ['truncated'] : []
  walkRecords(stream, 0, stream.length, (record) => {
    // VBAInfoAtom (MS-PPT 2.4.11): persist id, then fHasMacros.
    const hasMacros =
      record.type === RT.vbaAtom && record.end - record.at >= 8 && stream.readUInt32LE(record.at + 4) !== 0
    if (hasMacros && !marks.includes('macros')) marks.push('macros')
    return !LEAVES_OUT.has(record.type)
  })
  return {
    text: sink.value(),
    title,
    heading: heading?.text.split('\n')[0],
    pages: shown.length || undefined,
    marks,
    properties,
  }
}

/** Texts of PowerPoint 95: bytes in the code page of whoever wrote it, shapes and lines ended by returns. */
function oldText(stream: Buffer): string {
  return decodeLatinOrGbk(stream).replace(/[\r\v]/g, '\n')
}

/** Containers that hold no macro atom and most of the bytes. */
const LEAVES_OUT = new Set<number>([RT.slide, RT.notes, RT.mainMaster, RT.slideList])

type Slide = { texts: SlideText[]; isNotes: boolean }

/** Slides first, notes last; undefined when the file's own directory can not be followed. */
function liveSlides(stream: Buffer, firstEdit: number): Slide[] | undefined {
  const live = liveObjects(stream, firstEdit)
  const document = live && recordAt(stream, live.offsets.get(live.document) ?? -1)
  if (!live || document?.type !== RT.document) return undefined
  const lists: Record_[] = []
  walkRecords(stream, document.at, document.end, (record) => {
    if (record.type === RT.slideList) lists.push(record)
    return false
  })
  // Instance 0 lists slides, 1 masters, 2 notes (MS-PPT 2.4.14.1).
  const of = (instance: number) => lists.filter((list) => list.instance === instance)
  const masters = readMasters(stream, document, of(1), live.offsets)
  const slides = of(0).flatMap((list) => slidesOf(stream, list, live.offsets, masters))
  const notes = of(2).flatMap((list) => slidesOf(stream, list, live.offsets, undefined))
  return [...slides, ...notes]
}

function slidesOf(stream: Buffer, list: Record_, offsets: Map<number, number>, masters: Masters | undefined): Slide[] {
  const outlines: { persistId: number; start: number; end: number }[] = []
  walkRecords(stream, list.at, list.end, (record) => {
    const previous = outlines.at(-1)
    if (record.type === RT.slidePersist && record.end - record.at >= 4) {
      if (previous) previous.end = record.at - 8
      outlines.push({ persistId: stream.readUInt32LE(record.at), start: record.end, end: list.end })
    }
    return false
  })
  return outlines.map(({ persistId, start, end }) => {
    const outline = textsIn(stream, start, end)
    const slide = recordAt(stream, offsets.get(persistId) ?? -1)
    const isSlide = slide?.type === RT.slide || slide?.type === RT.notes
    const own = slide && isSlide ? textsIn(stream, slide.at, slide.end, outline) : []
    // Outline texts that no shape refers to are still the slide's.
    const used = new Set(own)
    const running = slide && isSlide && masters ? masters.show(slide).map((text) => ({ text, isTitle: false })) : []
    return { texts: [...own, ...outline.filter((text) => !used.has(text)), ...running], isNotes: !masters }
  })
}

function readable(text: string): boolean {
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 2
}
