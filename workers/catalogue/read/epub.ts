import { decodeText } from './encoding.ts'
import { walkMarkup } from './html.ts'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { type Extract, type Mark, Refusal } from './outcome.ts'
import { openSink } from './sink.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/**
 * Text of an electronic book (EPUB 3.3): the documents of its spine in reading order; title and author from its package
 * document. A missing or broken chapter is left out. Throws `Refusal`: `corrupt` without a package document.
 */
export async function readEpub({ zip }: Opened): Promise<Extract> {
  if (!zip) throw new Refusal('corrupt', 'not a zip')
  const root = await rootFile(zip)
  const book = await readBook(zip, root)
  const sink = openSink()
  const marks = new Set<Mark>()
  let chapters = 0
  let heading: string | undefined
  let bytes = 0
  for (const name of book.spine) {
    if (sink.full || bytes > LIMITS.plainBytes) break
    const chapter = await textOf(zip, name)
    if (chapter === undefined) continue
    bytes += chapter.length
    sink.line()
    const facts = await walkMarkup(chapter, sink, false)
    if (/[\p{L}\p{N}]/u.test(facts.heading)) heading ??= facts.heading
    chapters += 1
  }
  if (sink.full || chapters < book.spine.length) marks.add('truncated')
  return {
    text: sink.value().replace(/\n +/g, '\n'),
    title: book.facts.get('title'),
    heading,
    pages: chapters || undefined,
    properties: {
      author: book.facts.get('creator'),
      subject: book.facts.get('subject'),
      description: book.facts.get('description'),
    },
    marks: [...marks],
  }
}

async function rootFile(zip: Zip): Promise<string> {
  let found: string | undefined
  if (zip.has('META-INF/container.xml')) {
    await walkXml(zip.part('META-INF/container.xml'), {
      open(tag, attributes) {
        if (tag === 'rootfile') found ??= attributes['full-path']
      },
    })
  }
  const name = found && zip.has(found) ? found : zip.names.find((one) => one.toLowerCase().endsWith('.opf'))
  if (name === undefined) throw new Refusal('corrupt', 'no package document')
  return name
}

type Book = { facts: Map<string, string>; spine: string[] }

async function readBook(zip: Zip, root: string): Promise<Book> {
  const folder = root.slice(0, root.lastIndexOf('/') + 1)
  const items = new Map<string, string>()
  const spine: string[] = []
  const facts = new Map<string, string>()
  let inMetadata = false
  let tag = ''
  await walkXml(zip.part(root), {
    open(opened, { id = '', href = '', idref = '', 'media-type': type = '' }) {
      if (opened === 'metadata') inMetadata = true
      else if (opened === 'item' && /html|xml/.test(type)) items.set(id, resolve(folder, href))
      else if (opened === 'itemref') spine.push(idref)
      // The first title and the first author are the book's.
      tag = inMetadata && !facts.has(opened) ? opened : ''
    },
    close(closed) {
      if (closed === 'metadata') inMetadata = false
      tag = ''
    },
    text(text) {
      if (tag !== '') facts.set(tag, ((facts.get(tag) ?? '') + text).slice(0, 300))
    },
  })
  const order = [...new Set(spine)].flatMap((id) => items.get(id) ?? [])
  return { facts, spine: order.filter((name) => zip.has(name)) }
}

/** References are URLs relative to the package document. */
function resolve(folder: string, href: string): string {
  const steps: string[] = []
  for (const step of (folder + unescaped(href.replace(/[?#].*$/, ''))).split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}

function unescaped(href: string): string {
  try {
    return decodeURIComponent(href)
  } catch {
    return href
  }
}

async function textOf(zip: Zip, name: string): Promise<string | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of zip.part(name)) chunks.push(chunk)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
  const bytes = Buffer.concat(chunks)
  return decodeText(bytes)?.text
}
