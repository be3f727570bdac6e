import { decodeText } from './encoding.ts'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { type Extract, type Mark, Refusal } from './outcome.ts'
import { openSink, type Sink } from './sink.ts'
import { readStart } from './source.ts'

/**
 * What a browser would show of an HTML page, as lines; also the words of Word 2003 and Excel 2003 XML. The declared
 * charset is believed only when the bytes really are in it.
 */
export async function readHtml({ source, identity }: Opened): Promise<Extract> {
  const { bytes, cut } = await readStart(source, LIMITS.plainBytes)
  const extract = await readHtmlBytes(bytes, { xml: identity.format === 'xml' })
  return { ...extract, marks: cut ? ['truncated'] : extract.marks }
}

/** The same of bytes in memory. `charset` is what was said about them elsewhere. Throws `Refusal('corrupt')`. */
export async function readHtmlBytes(bytes: Buffer, as: { xml?: boolean; charset?: string } = {}): Promise<Extract> {
  const declared = /charset\s*=\s*["']?([\w-]+)|encoding=["']([\w-]+)["']/i.exec(
    bytes.subarray(0, 4_096).toString('latin1'),
  )
  const decoded = decodeText(bytes, as.charset ?? declared?.[1] ?? declared?.[2])
  if (!decoded) throw new Refusal('corrupt', 'not text')
  const sink = openSink()
  const { title, heading } = await walkMarkup(decoded.text, sink, as.xml === true)
  const marks: Mark[] = sink.full ? ['truncated'] : []
  return { text: sink.value().replace(/\n +/g, '\n'), title, heading, marks }
}

/** Adds what a reader of the page would see; answers its title and its first heading, as written. */
export async function walkMarkup(
  text: string,
  sink: Sink,
  xmlMode: boolean,
): Promise<{ title: string; heading: string }> {
  const { Parser } = await import('htmlparser2')
  let depth = 0
  let hidden = 0
  let inTitle = false
  let title = ''
  let inHeading = false
  let heading = ''
  const parser = new Parser(
    {
      onopentag(name) {
        depth += 1
        // The parser's own list of open elements costs their square.
        if (depth > LIMITS.htmlDepth) throw new Refusal('too_big_inside', 'HTML nesting')
        if (HIDDEN.has(name)) hidden += 1
        else if (name === 'title') inTitle = true
        else if (/^h[1-3]$/.test(name)) inHeading = heading.trim() === ''
        else if (name === 'br') sink.add('\n')
      },
      onclosetag(name) {
        depth -= 1
        if (HIDDEN.has(name)) hidden -= 1
        else if (name === 'title') inTitle = false
        else if (CELLS.has(name)) sink.cell()
        if (/^h[1-3]$/.test(name)) inHeading = false
        if (BLOCKS.has(name)) sink.line()
      },
      ontext(text) {
        if (hidden > 0 || sink.full) return
        if (inTitle) {
          if (title.length < 400) title += text
          return
        }
        if (inHeading && heading.length < 400) heading += text
        sink.add(text.replace(/[ \t\r\n]+/g, ' '))
      },
    },
    { xmlMode, lowerCaseTags: true, decodeEntities: true },
  )
  parser.write(text)
  parser.end()
  return { title, heading }
}

const HIDDEN = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'w:bindata',
  'w:styles',
  'o:documentproperties',
  'styles',
  'documentproperties',
])
const CELLS = new Set(['td', 'th', 'cell', 'w:tc'])
const BLOCKS = new Set(
  'address article aside blockquote caption dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section table tr ul row w:p w:tr'.split(
    ' ',
  ),
)
