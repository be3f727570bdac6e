import { type Record_, RT, recordAt, walkRecords } from './ppt-records.ts'
import { textsIn } from './ppt-texts.ts'

/** What every slide of a master shows besides its own shapes, by the master's id. */
export type Masters = { show(slide: Record_): string[] }

/** A longer text on a master is a hint for authors, not a running title. */
const RUNNING_CHARS = 120

/**
 * Running text of a deck: shapes of the master that are no placeholders, and the footer (MS-PPT 2.4.15.2 and 2.5.1,
 * SlideAtom: the master's id and whether its objects are shown). `document` is the DocumentContainer.
 */
export function readMasters(stream: Buffer, document: Record_, list: Record_[], offsets: Map<number, number>): Masters {
  const running = new Map<number, Running>()
  for (const persists of list)
    walkRecords(stream, persists.at, persists.end, (record) => {
      if (record.type !== RT.slidePersist || record.end - record.at < 16) return false
      const master = recordAt(stream, offsets.get(stream.readUInt32LE(record.at)) ?? -1)
      const isMaster = master?.type === RT.mainMaster || master?.type === RT.slide
      if (master && isMaster) running.set(stream.readUInt32LE(record.at + 12), runningTexts(stream, master))
      return false
    })
  const usual = footerIn(stream, document, FOR_SLIDES)
  return {
    show(slide) {
      const atom = recordAt(stream, slide.at, slide.end)
      if (atom?.type !== RT.slideAtom || atom.end - atom.at < 22) return []
      const master = running.get(stream.readUInt32LE(atom.at + 12))
      const showsMaster = (stream.readUInt16LE(atom.at + 20) & 1) !== 0
      const own = (footerIn(stream, slide, 0) ?? usual)?.text
      // The asterisk in the master's footer stands for the footer's text.
      const footer = own === undefined ? '' : (master?.footer ?? '*').replace('*', () => own).trim()
      return [...(showsMaster && master ? master.texts : []), ...(footer === '' ? [] : [footer])]
    },
  }
}

type Running = { texts: string[]; footer?: string }

function runningTexts(stream: Buffer, master: Record_): Running {
  const found: Running = { texts: [] }
  walkRecords(stream, master.at, master.end, (record) => {
    if (record.type !== RT.shape) return undefined
    let placeholder: number | undefined
    walkRecords(stream, record.at, record.end, (inner) => {
      if (inner.type === RT.placeholder && inner.end - inner.at >= 5) placeholder = stream[inner.at + 4]
      return undefined
    })
    if (placeholder !== undefined && placeholder !== FOOTER_PLACE) return false
    for (const { text } of textsIn(stream, record.at, record.end)) {
      if (text.trim() === '' || text.length > RUNNING_CHARS) continue
      if (placeholder === FOOTER_PLACE) found.footer ??= text
      else if (found.texts.length < 10) found.texts.push(text)
    }
    return false
  })
  return found
}

/** PT_MasterFooter (MS-PPT 2.13.21). */
const FOOTER_PLACE = 9

/** The document's footer for slides, not for notes (MS-PPT 2.4.15.1, instance 3). */
const FOR_SLIDES = 3

/** What is said here about the footer: its own text, or no text when it is not shown. */
function footerIn(stream: Buffer, container: Record_, instance: number): { text?: string } | undefined {
  let found: { text?: string } | undefined
  walkRecords(stream, container.at, container.end, (record) => {
    if (record.type !== RT.headersFooters || record.instance !== instance) return false
    let shown = false
    let text = ''
    walkRecords(stream, record.at, record.end, (inner) => {
      // HeadersFootersAtom, bit fHasFooter.
      if (inner.type === RT.headersFootersAtom && inner.end - inner.at >= 4)
        shown = (stream.readUInt16LE(inner.at + 2) & 0x20) !== 0
      else if (inner.type === RT.string && inner.instance === FOOTER)
        text = stream.subarray(inner.at, Math.min(inner.end, inner.at + RUNNING_CHARS * 2)).toString('utf16le')
      return false
    })
    found = shown ? { text } : {}
    return false
  })
  return found
}

const FOOTER = 2
