import type { Opened } from './identify.ts'
import { Refusal } from './outcome.ts'
import { readStart } from './source.ts'
import type { Zip } from './zip.ts'

/** Links kept of one file, and characters of each. */
const MOST = 300
const LENGTH = 500
/** Parts and bytes looked through for them. */
const PARTS = 200
const PART_BYTES = 512 * 1024
const RAW_BYTES = 4 * 1024 * 1024

const RELATION = /<Relationship\b[^>]{0,2000}?TargetMode\s*=\s*["']External["'][^>]{0,2000}?>/g
const ATTRIBUTE = /\b(Target|Type)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
/** What an office program would fetch by itself. */
const FETCHED = /\/(?:attachedTemplate|oleObject|frame|subDocument)$/

/**
 * Where a file's words, buttons and templates lead, as it says so; at most 300. What is fetched on opening begins with
 * `template:`. Best effort: links inside compressed PDF objects and encrypted parts stay unseen. Never throws for content.
 */
export async function listHyperlinks(opened: Opened): Promise<string[]> {
  const found = new Set<string>()
  const add = (link: string) => {
    if (found.size < MOST && link !== '') found.add(link.slice(0, LENGTH))
  }
  try {
    if (opened.zip) await inPackage(opened.zip, add)
    else if (opened.ole) inFields(opened.ole.bytes.subarray(0, RAW_BYTES), add)
    else if (RAW.has(opened.identity.format)) await inRaw(opened, add)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  return [...found]
}

const RAW = new Set(['pdf', 'html', 'rtf'])

async function inPackage(zip: Zip, add: (link: string) => void): Promise<void> {
  const parts = zip.names.filter((name) => name.endsWith('.rels') || name === 'content.xml').slice(0, PARTS)
  for (const part of parts) {
    const text = await start(zip, part)
    if (part === 'content.xml') {
      for (const [, link = ''] of text.matchAll(/xlink:href="([^"#.][^"]*:[^"]*)"/g)) add(entities(link))
      continue
    }
    for (const [tag] of text.matchAll(RELATION)) {
      const has = Object.fromEntries(Array.from(tag.matchAll(ATTRIBUTE), ([, name = '', a, b]) => [name, a ?? b ?? '']))
      const target = entities(has.Target ?? '')
      if (FETCHED.test(has.Type ?? '')) add(`template:${target}`)
      else if (has.Type?.endsWith('/hyperlink')) add(target)
    }
  }
}

async function start(zip: Zip, part: string): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of zip.part(part)) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= PART_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Fields of old Word files and of RTF, in one byte or two per character. */
function inFields(bytes: Buffer, add: (link: string) => void): void {
  for (const [word, step] of [
    [Buffer.from('HYPERLINK "', 'latin1'), 1],
    [Buffer.from('HYPERLINK "', 'utf16le'), 2],
  ] as const) {
    let at = bytes.indexOf(word)
    for (let hits = 0; at >= 0 && hits < MOST; hits += 1) {
      const from = at + word.length
      const text = bytes.subarray(from, from + LENGTH * step).toString(step === 1 ? 'latin1' : 'utf16le')
      const end = text.indexOf('"')
      if (end > 0) add(text.slice(0, end))
      at = bytes.indexOf(word, from)
    }
  }
}

async function inRaw({ source, identity }: Opened, add: (link: string) => void): Promise<void> {
  const { bytes } = await readStart(source, RAW_BYTES)
  if (identity.format === 'rtf') return inFields(bytes, add)
  const text = bytes.toString('latin1')
  const pattern =
    identity.format === 'pdf'
      ? /\/URI\s{0,9}\(((?:[^()\\]|\\.){1,500})\)/g
      : /\bhref\s{0,9}=\s{0,9}["']([^"']{1,500})["']/gi
  for (const [, link = ''] of text.matchAll(pattern)) add(entities(link.replace(/\\(.)/g, '$1')))
}

function entities(text: string): string {
  return text
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, hex: string) => codePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});/g, (_, number: string) => codePoint(Number(number)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .trim()
}

function codePoint(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
