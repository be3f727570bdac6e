import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { leaves } from './ooxml.ts'
import { readMasterPages } from './open-document-masters.ts'
import { type Extract, type Mark, Refusal } from './outcome.ts'
import { openSink } from './sink.ts'
import { readStart, type Source } from './source.ts'
import { DEFAULT_NAME } from './spreadsheet.ts'
import { walkXml } from './xml.ts'

/**
 * Text of an OpenDocument text, presentation or spreadsheet (ODF 1.3 part 3): paragraphs and headings of content.xml, a
 * cell's repeated copies once, a slide with the running text of its master; notes, headers and footers last. Password protection is per part and shows in the manifest.
 */
export async function readOpenDocument({ zip, identity, source }: Opened): Promise<Extract> {
  if (zip && !zip.has('content.xml')) throw new Refusal('corrupt', 'no content.xml')
  if (zip && (await isEncrypted(zip))) throw new Refusal('encrypted', 'encrypted parts')
  const sink = openSink()
  const masters = zip && identity.format !== 'ods' ? await readMasterPages(zip) : new Map<string, string[]>()
  /** Footnotes stand inside their sentence; they come after the text. */
  const notes: string[] = []
  let inNote = 0
  let note = ''
  let master: string[] = []
  let inBody = false
  let depthInText = 0
  let skipped = 0
  let units = 0
  let line = ''
  let heading: string | undefined
  let firstOfSlide: string | undefined
  await walkXml(zip ? zip.part('content.xml') : flat(source), {
    wants: WANTED,
    open(tag, attributes) {
      if (tag === 'body') inBody = true
      if (SKIPPED.has(tag)) skipped += 1
      if (tag === 'note-body') inNote += 1
      if (tag === 'p' || tag === 'h') depthInText += 1
      else if (tag === 's') add(' '.repeat(Math.min(Number(attributes.c ?? 1) || 1, 20)))
      else if (tag === 'tab') add('\t')
      else if (tag === 'line-break') add('\n')
      else if (tag === 'page' && identity.format === 'odp') {
        units += 1
        master = masters.get(attributes['draw:master-page-name'] ?? '') ?? []
      } else if (tag === 'table' && identity.format === 'ods') {
        units += 1
        const name = attributes['table:name'] ?? ''
        sink.line()
        if (!DEFAULT_NAME.test(name)) sink.add(name)
        sink.line()
      }
    },
    close(tag) {
      if (SKIPPED.has(tag)) skipped -= 1
      else if (tag === 'note-body') {
        inNote -= 1
        if (note !== '') notes.push(note)
        note = ''
      } else if (inNote > 0 && (tag === 'p' || tag === 'h')) {
        depthInText -= 1
        note += '\n'
      } else if (tag === 'page') for (const text of master) sink.add(`${text}\n`)
      else if (tag === 'p' || tag === 'h') {
        depthInText -= 1
        const full = (line.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 2
        if (full && tag === 'h') heading ??= line
        if (full && identity.format === 'odp') firstOfSlide ??= line
        line = ''
        if (identity.format === 'ods') sink.cell()
        else sink.line()
      } else if (tag === 'table-row') sink.line()
      else if (tag === 'table-cell' && identity.format !== 'ods') sink.cell()
    },
    text(text) {
      if (inBody && depthInText > 0) add(text)
    },
    enough: () => sink.full,
  })
  for (const text of notes) sink.add(`\n${text.trim()}`)
  // A text has its headers and footers on master pages; several share them.
  if (identity.format === 'odt') for (const text of new Set([...masters.values()].flat())) sink.add(`\n${text}`)
  const meta = zip ? await leaves(zip, 'meta.xml') : new Map<string, string>()
  const marks: Mark[] = sink.full ? ['truncated'] : []
  if (zip?.names.some((name) => /^(Basic|Scripts)\/./.test(name))) marks.push('macros')
  return {
    text: sink.value(),
    title: meta.get('title'),
    heading: heading ?? firstOfSlide,
    pages: units || undefined,
    marks,
    properties: {
      subject: meta.get('subject'),
      author: meta.get('initial-creator') ?? meta.get('creator'),
      keywords: meta.get('keyword'),
      description: meta.get('description'),
    },
  }

  function add(text: string): void {
    if (skipped > 0) return
    if (inNote > 0) {
      if (note.length < 100_000) note += text
      return
    }
    sink.add(text)
    if (line.length < 400) line += text
  }
}

/** A document in one XML file (`fodt`, `fods`, `fodp`): body, properties and pictures in one. */
async function* flat(source: Source): AsyncGenerator<Buffer> {
  yield (await readStart(source, LIMITS.plainBytes)).bytes
}

/** Deleted text, form controls, and fields that only hold a number of their own. */
const WANTED = new Set(['s', 'page', 'table'])
const SKIPPED = new Set(['tracked-changes', 'forms', 'page-number', 'page-count', 'note-citation'])

async function isEncrypted(zip: NonNullable<Opened['zip']>): Promise<boolean> {
  const manifest = 'META-INF/manifest.xml'
  let found = false
  if (!zip.has(manifest)) return false
  await walkXml(zip.part(manifest), {
    open(tag) {
      if (tag === 'encryption-data') found = true
    },
    enough: () => found,
  })
  return found
}
