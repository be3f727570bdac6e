import { listHyperlinks } from './hyperlinks.ts'
import { identify, type Opened } from './identify.ts'
import { hasPagePictures } from './media-parts.ts'
import { type Extract, FLAGS, NOTES, type Note, type Properties, type ReadResult, whyOf } from './outcome.ts'
import { openSource, type Source } from './source.ts'
import { fingerprint, firstLine, tidyLine, tidyText, tidyTitle } from './tidy.ts'

type Reader = (opened: Opened) => Promise<Extract>

/** Format → reader. Loaded at the first file of its kind: a child that never meets a PDF never pays for pdf.js. */
const READERS: Record<string, () => Promise<Reader>> = {
  docx: async () => (await import('./docx.ts')).readDocx,
  pptx: async () => (await import('./pptx.ts')).readPptx,
  xlsx: async () => (await import('./spreadsheet.ts')).readSpreadsheet,
  doc: async () => (await import('./doc.ts')).readDoc,
  ppt: async () => (await import('./ppt.ts')).readPpt,
  xls: async () => (await import('./spreadsheet.ts')).readSpreadsheet,
  odt: async () => (await import('./open-document.ts')).readOpenDocument,
  odp: async () => (await import('./open-document.ts')).readOpenDocument,
  ods: async () => (await import('./open-document.ts')).readOpenDocument,
  pdf: async () => (await import('./pdf.ts')).readPdf,
  rtf: async () => (await import('./rtf.ts')).readRtf,
  txt: async () => (await import('./plain.ts')).readPlain,
  link: async () => (await import('./link.ts')).readLink,
  csv: async () => (await import('./plain.ts')).readPlain,
  md: async () => (await import('./plain.ts')).readPlain,
  html: async () => (await import('./html.ts')).readHtml,
  mht: async () => (await import('./mht.ts')).readMht,
  xml: async () => (await import('./html.ts')).readHtml,
  zip: async () => (await import('./package.ts')).readPackage,
  rar: async () => (await import('./package.ts')).readPackage,
  '7z': async () => (await import('./package.ts')).readPackage,
  tar: async () => (await import('./package.ts')).readPackage,
  gz: async () => (await import('./package.ts')).readPackage,
  bz2: async () => (await import('./package.ts')).readPackage,
  xz: async () => (await import('./package.ts')).readPackage,
  ...readersOf('jpg png gif bmp webp tif heic avif', async () => (await import('./image.ts')).readImage),
  ...readersOf(
    'mp3 m4a wav ogg flac wma mp4 mov avi mkv wmv webm 3gp',
    async () => (await import('./media.ts')).readMedia,
  ),
  epub: async () => (await import('./epub.ts')).readEpub,
  ofd: async () => (await import('./ofd.ts')).readOfd,
}

/** Characters a page below which pictures may be what an office file consists of. */
const SCANNED_CHARS = 100

/** Loads every reader. */
export async function loadReaders(): Promise<void> {
  for (const load of Object.values(READERS)) await load()
}

function readersOf(formats: string, load: () => Promise<Reader>): Record<string, () => Promise<Reader>> {
  return Object.fromEntries(formats.split(' ').map((format) => [format, load]))
}

/** WPS Office's own names: whichever of Microsoft's containers is inside. */
const KINGSOFT: Record<string, { ole: string; zip: string }> = {
  wps: { ole: 'doc', zip: 'docx' },
  et: { ole: 'xls', zip: 'xlsx' },
  dps: { ole: 'ppt', zip: 'pptx' },
}

/**
 * Identifies and reads one file: the whole work of the file process. A failing parser means a corrupt file. Throws only
 * when the file can not be opened at all (missing, not permitted). `shallow` leaves the members of an archive closed.
 */
export async function readFile(path: string, fileName: string, shallow = false): Promise<ReadResult> {
  const source = await openSource(path, fileName)
  return readSource(shallow ? { ...source, budget: { members: 0, bytes: 0, until: 0 } } : source)
}

/** The same for a member of an archive, whose bytes are in memory. */
export async function readSource(source: Source): Promise<ReadResult> {
  const opened = await identify(source)
  const { format, family, mismatch, why } = opened.identity
  const flags = new Set<string>(mismatch ? ['mismatch'] : [])
  try {
    if (why) return { ok: false, format, family, why, flags: [...flags] }
    const own = KINGSOFT[format]
    const read = await READERS[own ? (opened.zip ? own.zip : own.ole) : format]?.()
    if (!read) return { ok: true, format, family, mismatch, text: '', flags: [...flags] }
    const extract = await read(opened)
    const marks = extract.marks ?? []
    for (const flag of FLAGS) if (marks.includes(flag)) flags.add(flag)
    const notes: Note[] = NOTES.filter((note) => marks.includes(note))
    const text = tidyText(extract.text)
    const isArchive = family === 'archive'
    const isMedia = family === 'image' || family === 'audio' || family === 'video'
    if (!/[\p{L}\p{N}]/u.test(text) && !notes.includes('old_version') && !isMedia) notes.push('no_text')
    const isOffice = family === 'document' || family === 'slides'
    const few = text.length < SCANNED_CHARS * Math.max(1, extract.pages ?? 1)
    if (isOffice && few && opened.zip && hasPagePictures(opened.zip)) notes.push('pictures')
    return {
      ok: true,
      format,
      family,
      mismatch,
      text,
      title: tidyTitle(extract.title),
      heading: tidyLine(extract.heading) ?? (isArchive || isMedia ? undefined : headOf(text, format)),
      pages: extract.pages,
      flags: [...flags],
      notes,
      properties: tidyProperties(extract.properties),
      // Two bundles with the same names inside need not be the same.
      textSha256: extract.fingerprint ?? (isArchive || isMedia ? undefined : fingerprint(text)),
      parts: extract.parts,
      partCount: extract.partCount,
      media: extract.media,
      links: await listHyperlinks(opened),
    }
  } catch (error) {
    if (isPermission(error)) throw error
    return { ok: false, format, family, why: whyOf(error), flags: [...flags] }
  } finally {
    opened.close()
  }
}

/** The first line; of a table only when it has a single cell, for the names of columns are no title. */
function headOf(text: string, format: string): string | undefined {
  if (format !== 'csv') return firstLine(text)
  const cells = (firstLine(text) ?? '').split(/[,;\t]/).filter((cell) => cell.trim() !== '')
  return cells.length === 1 ? cells[0]?.trim() : undefined
}

function tidyProperties(properties: Properties | undefined): Properties | undefined {
  if (!properties) return undefined
  const kept = Object.entries(properties).flatMap(([name, value]) => {
    const line = tidyLine(value, 300)
    return line ? [[name, line]] : []
  })
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

function isPermission(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ERR_ACCESS_DENIED' || code === 'ENOENT' || code === 'EACCES' || code === 'EIO'
}
