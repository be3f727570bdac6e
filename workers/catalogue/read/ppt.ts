import { decodeText } from './encoding.ts'
import type { Opened } from './identify.ts'
import { readSummary } from './ole-properties.ts'
import { type Extract, type Mark, Refusal } from './outcome.ts'
import { liveObjects, type Record_, RT, recordAt, walkRecords } from './ppt-records.ts'
import { openSink } from './sink.ts'

/**
 * Text of a PowerPoint 97-2003 deck (MS-PPT): live slides in order, then their notes; masters are left out, for their
 * text is the template's. The heading is the first slide's title. PowerPoint 95 is catalogued by name.
 */
export async function readPpt({ ole }: Opened): Promise<Extract> {
  if (!ole) throw new Refusal('corrupt', 'not a compound file')
  const { title, properties } = readSummary(ole)
  const stream = ole.stream('POWERPOINT DOCUMENT')
  if (!stream) return { text: '', title, properties, marks: ['old_version'] }
  const user = ole.stream('CURRENT USER')
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

/** Containers that hold no macro atom and most of the bytes. */
const LEAVES_OUT = new Set<number>([RT.slide, RT.notes, RT.mainMaster, RT.slideList])

type SlideText = { text: string; isTitle: boolean }
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
  const slides = lists
    .filter((list) => list.instance === 0)
    .flatMap((list) => slidesOf(stream, list, live.offsets, false))
  const notes = lists
    .filter((list) => list.instance === 2)
    .flatMap((list) => slidesOf(stream, list, live.offsets, true))
  return [...slides, ...notes]
}

function slidesOf(stream: Buffer, list: Record_, offsets: Map<number, number>, isNotes: boolean): Slide[] {
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
    return { texts: [...own, ...outline.filter((text) => !used.has(text))], isNotes }
  })
}

/** Texts between two offsets; a shape that refers to the outline takes its text from there. */
function textsIn(stream: Buffer, start: number, end: number, outline: SlideText[] = []): SlideText[] {
  const texts: SlideText[] = []
  let isTitle = false
  walkRecords(stream, start, end, (record) => {
    if (record.type === RT.mainMaster) return false
    if (record.type === RT.textHeader && record.end - record.at >= 4) {
      const kind = stream.readUInt32LE(record.at)
      isTitle = kind === TITLE || kind === CENTRED_TITLE
    } else if (record.type === RT.textChars) push(stream.subarray(record.at, record.end).toString('utf16le'))
    else if (record.type === RT.textBytes) push(narrow(stream.subarray(record.at, record.end)))
    else if (record.type === RT.outlineRef && record.end - record.at >= 4) {
      const text = outline[stream.readUInt32LE(record.at)]
      if (text && !texts.includes(text)) texts.push(text)
    }
    return undefined
  })
  return texts

  function push(text: string): void {
    // A lone asterisk stands for a slide number or a date (MS-PPT 2.9.52).
    if (text !== '*') texts.push({ text: text.replace(/[\r\v]/g, '\n'), isTitle })
  }
}

/** TextTypeEnum, MS-PPT 2.13.33. */
const TITLE = 0
const CENTRED_TITLE = 6

/** A byte per character, the low half of UTF-16 (MS-PPT 2.9.43); some Chinese writers put GBK there instead. */
function narrow(bytes: Buffer): string {
  if (bytes.some((byte) => byte >= 0x80)) {
    const decoded = decodeText(bytes)
    if (decoded?.encoding === 'gb18030') return decoded.text
  }
  return bytes.toString('latin1')
}

function readable(text: string): boolean {
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 2
}
