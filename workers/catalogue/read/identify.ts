import { decodeText } from './encoding.ts'
import { executableByHead, executableOle, executableZip } from './executables.ts'
import { extensionOf, type Family, familyOf, type Promised, promisedBy } from './formats.ts'
import { type Ole, openOle } from './ole.ts'
import { Refusal, type Why } from './outcome.ts'
import type { Source } from './source.ts'
import { openZip, type Zip } from './zip.ts'

/**
 * What a file is. Content decides; the name only settles what content can not (csv or txt, doc or wps).
 * `mismatch`: the name promises another kind of thing. `why`: it will not be read, and the reason.
 */
export type Identity = { format: string; family: Family; mismatch: boolean; why?: Why }

/** An identified file with the container that identifying had to open. Call `close()` when done. */
export type Opened = { identity: Identity; source: Source; zip?: Zip; ole?: Ole; close(): void }

/** Identifies an opened file. Never throws for what it contains. */
export async function identify(source: Source): Promise<Opened> {
  const promised = promisedBy(source.fileName)
  const nothing = { source, close: () => undefined }
  const as = (format: string, why?: Why) => ({ ...nothing, identity: identity(promised, format, why) })
  if (source.size === 0) return as(promised?.format ?? 'unknown', 'empty')
  const { head } = source
  const program = executableByHead(head, extensionOf(source.fileName))
  if (program) return as(program, 'executable')
  if (promised?.family === 'executable') return as(promised.format, 'executable')
  try {
    if (head.subarray(0, 4).equals(ZIP) || head.subarray(0, 4).equals(EMPTY_ZIP))
      return await identifyZip(source, promised)
    if (head.subarray(0, 8).equals(OLE)) return await identifyOle(source, promised)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return as(promised?.format ?? (head[0] === 0x50 ? 'zip' : 'ole'), error.why)
  }
  const simple = bySignature(head, promised) ?? (await byFileType(head, promised)) ?? asText(head, promised)
  if (simple) return as(simple, familyOf(simple) === 'executable' ? 'executable' : undefined)
  // Not recognised. A sound or picture may lack a signature; a document never does.
  if (promised && !READABLE.has(promised.family))
    return { ...nothing, identity: { ...promised, mismatch: isMedia(promised) } }
  return promised ? as(promised.format, 'corrupt') : as('unknown')
}

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1')
const EMPTY_ZIP = Buffer.from('PK\u0005\u0006', 'latin1')
const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
const READABLE = new Set<Family>(['document', 'slides', 'sheet', 'pdf', 'text'])

async function identifyZip(source: Source, promised: Promised | undefined): Promise<Opened> {
  const zip = await openZip(source)
  const format = executableZip(zip) ?? officeZip(zip) ?? ((await openDocument(zip)) || 'zip')
  const office = format !== 'zip' && format !== 'epub'
  let why: Why | undefined
  if (familyOf(format) === 'executable') why = 'executable'
  else if (zip.encrypted && format !== 'zip') why = 'encrypted'
  else if (office && zip.more) why = 'too_big_inside'
  else if (office && zip.repeated) why = 'corrupt'
  else if (!office && promised && ['docx', 'pptx', 'xlsx', 'odt', 'odp', 'ods'].includes(promised.format))
    // An office name on a zip without office parts: thousands of members, or a torn file.
    why = zip.more ? 'too_big_inside' : 'corrupt'
  const named =
    why === 'corrupt' || why === 'too_big_inside' ? (promised?.format ?? format) : kingsoft(format, promised)
  return { identity: identity(promised, named, why), source, zip, close: zip.close }
}

function officeZip(zip: Zip): string | undefined {
  if (zip.has('OFD.xml')) return 'ofd'
  if (!zip.has('[Content_Types].xml')) return undefined
  const inside = (folder: string) => zip.names.some((name) => name.startsWith(folder))
  if (inside('word/')) return 'docx'
  if (inside('ppt/')) return 'pptx'
  return inside('xl/') ? 'xlsx' : undefined
}

/** OpenDocument and EPUB say what they are in an uncompressed first member (ODF 1.3 part 2, 3.3). */
async function openDocument(zip: Zip): Promise<string | undefined> {
  if (!zip.has('mimetype')) return undefined
  const chunks: Buffer[] = []
  for await (const chunk of zip.part('mimetype')) {
    chunks.push(chunk)
    if (chunks.length > 4) break
  }
  const type = Buffer.concat(chunks).toString('latin1').trim()
  return type === 'application/epub+zip' ? 'epub' : openDocumentOf(type)
}

function openDocumentOf(type: string): string | undefined {
  const kind = /^application\/vnd\.oasis\.opendocument\.(text|presentation|spreadsheet)/.exec(type)?.[1]
  return kind && { text: 'odt', presentation: 'odp', spreadsheet: 'ods' }[kind]
}

async function identifyOle(source: Source, promised: Promised | undefined): Promise<Opened> {
  const ole = await openOle(source)
  const opened = (format: string, why?: Why) => ({
    identity: identity(promised, kingsoft(format, promised), why),
    source,
    ole,
    close: () => undefined,
  })
  if (executableOle(ole)) return opened('msi', 'executable')
  const has = (name: string) => ole.names.includes(name)
  if (has('ENCRYPTEDPACKAGE')) return opened(promised?.format ?? 'docx', 'encrypted')
  if (has('WORDDOCUMENT')) return opened('doc', encryptedDoc(ole) ? 'encrypted' : undefined)
  if (has('POWERPOINT DOCUMENT')) return opened('ppt', encryptedPpt(ole) ? 'encrypted' : undefined)
  if (has('WORKBOOK') || has('BOOK')) return opened('xls', encryptedXls(ole) ? 'encrypted' : undefined)
  if (has('MATOST')) return opened('wps')
  // PowerPoint 95 and older keep their slides under another name; nothing here reads them.
  if (has('PP40') || has('PP97_DUALSTORAGE')) return opened('ppt')
  return READABLE.has(promised?.family ?? 'other') ? opened(promised?.format ?? 'ole', 'corrupt') : opened('ole')
}

/** WPS Office writes Microsoft's formats under its own names. */
function kingsoft(format: string, promised: Promised | undefined): string {
  const own = promised && { wps: ['doc', 'docx'], et: ['xls', 'xlsx'], dps: ['ppt', 'pptx'] }[promised.format]
  return promised && own?.includes(format) ? promised.format : format
}

/** FIB, bit fEncrypted (MS-DOC 2.5.2: bit 8 of the u16 at offset 10). */
function encryptedDoc(ole: Ole): boolean {
  const fib = ole.stream('WORDDOCUMENT')
  return fib !== undefined && fib.length > 12 && (fib.readUInt16LE(10) & 0x0100) !== 0
}

/** CurrentUserAtom.headerToken (MS-PPT 2.3.2), or the stream that only encrypted files have. */
function encryptedPpt(ole: Ole): boolean {
  const user = ole.stream('CURRENT USER')
  if (ole.names.includes('ENCRYPTEDSUMMARY')) return true
  return user !== undefined && user.length >= 16 && user.readUInt32LE(12) === 0xf3d1c4df
}

/** A FilePass record (0x2f) among the first records of the workbook (MS-XLS 2.4.117). */
function encryptedXls(ole: Ole): boolean {
  const book = ole.stream('WORKBOOK') ?? ole.stream('BOOK') ?? Buffer.alloc(0)
  for (let at = 0, seen = 0; at + 4 <= book.length && seen < 20; seen += 1) {
    if (book.readUInt16LE(at) === 0x2f) return true
    at += 4 + book.readUInt16LE(at + 2)
  }
  return false
}

function bySignature(head: Buffer, promised: Promised | undefined): string | undefined {
  const start = head.subarray(0, 1_024).toString('latin1')
  if (start.startsWith('{\\rtf') || (promised?.format === 'rtf' && start.startsWith('{\\'))) return 'rtf'
  // Scanners write the directory behind the pixels, beyond the head, where the library looks for it.
  if (promised?.format === 'tif' && /^(?:II\*\0|MM\0\*)/.test(start)) return 'tif'
  // Readers accept the mark anywhere in the first kilobyte (PDF 32000-1, annex H.3.4.1).
  return start.includes('%PDF-') ? 'pdf' : undefined
}

async function byFileType(head: Buffer, promised: Promised | undefined): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(head)
  // It takes any text that begins with MZ for a program; executables.ts has looked closer.
  if (!found || ['xml', 'html', 'exe'].includes(found.ext)) return undefined
  // Windows Media is one container for sound and film.
  if (found.ext === 'asf' && promised?.format === 'wma') return 'wma'
  return (
    { tgz: 'gz', 'tar.gz': 'gz', asf: 'wmv', aac: 'm4a', tiff: 'tif', opus: 'ogg', oga: 'ogg' }[found.ext as string] ??
    found.ext
  )
}

/** Text keeps the kind its name gives it; old office names on HTML or plain text are exports, told by their start. */
function asText(head: Buffer, promised: Promised | undefined): string | undefined {
  const decoded = decodeText(head)
  if (!decoded) return undefined
  const start = decoded.text.slice(0, 2_000).trimStart().toLowerCase()
  if (/^\[internetshortcut\]/m.test(start) && (promised?.format === 'link' || start.length < 1_000)) return 'link'
  if (start.startsWith('<svg') || (start.startsWith('<?xml') && start.includes('<svg'))) return 'svg'
  if (/^(<!--[^>]*>\s*)*<(!doctype html|html|head|body|table|meta)\b/.test(start)) return 'html'
  if (/^<\?xml[^>]*>\s*(<!doctype html|<html)/.test(start)) return 'html'
  // LibreOffice names forty namespaces, some 2,200 characters, before the kind.
  const flat = /<office:document\b[^>]*office:mimetype="([^"]+)"/i
    .exec(decoded.text.slice(0, 8_000))?.[1]
    ?.toLowerCase()
  if (flat) return openDocumentOf(flat) ?? 'xml'
  if (start.startsWith('<?xml') || start.startsWith('<?mso')) return 'xml'
  // A message's head, with the part that makes it a web page in one file.
  if (/^[\w-]+:/.test(start) && /^(mime-version:|content-type:\s*multipart\/)/m.test(start)) return 'mht'
  return promised?.family === 'text' ? promised.format : 'txt'
}

function identity(promised: Promised | undefined, format: string, why?: Why): Identity {
  const family = why === 'executable' ? 'executable' : format === 'xml' ? 'text' : familyOf(format)
  return { format, family, mismatch: mismatched(promised, format, family), ...(why && { why }) }
}

/** Old office names often hold RTF, HTML or XML written by web systems, and the office programs open those too. */
function mismatched(promised: Promised | undefined, format: string, family: Family): boolean {
  if (!promised || promised.family === family || promised.format === format) return false
  const export_ =
    ['doc', 'xls', 'wps', 'et'].includes(promised.format) &&
    ['rtf', 'html', 'mht', 'xml', 'csv', 'txt'].includes(format)
  // A csv or a txt under another text-like name, an m4a under mp4: the same thing to a person.
  const alike = isMedia(promised) && (family === 'audio' || family === 'video')
  return !export_ && !alike
}

function isMedia(promised: Promised): boolean {
  return ['image', 'audio', 'video', 'archive'].includes(promised.family)
}
