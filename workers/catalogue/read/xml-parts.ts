import { Refusal } from './outcome.ts'

/** Names met so far, without their prefix: a document has thousands of elements and some dozens of names. */
const LOCAL = new Map<string, string>()

/** `t` of `w:t`. */
export function localName(name: string): string {
  const known = LOCAL.get(name)
  if (known !== undefined) return known
  const found = name.slice(name.indexOf(':') + 1)
  if (LOCAL.size < 2_000) LOCAL.set(name, found)
  return found
}

const [TAB, LF, CR, SPACE, QUOTE, APOSTROPHE, SLASH, LESS] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x27, 0x2f, 0x3c]

/** Whether a name may begin so (XML 1.0, 2.3; anything beyond ASCII is taken for a letter). */
export function hasTagStart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code === 0x3a || code >= 0x80
  )
}

/** Where the `>` of a start tag is, outside of its quotes; -1 when it is not there yet. */
export function tagEnd(piece: string, from: number): number {
  let end = piece.indexOf('>', from)
  for (let at = from; end >= 0; ) {
    const quote = quoteIn(piece, at, end)
    if (quote < 0) return end
    const closing = piece.indexOf(piece.charAt(quote), quote + 1)
    if (closing < 0) return -1
    at = closing + 1
    if (closing > end) end = piece.indexOf('>', at)
  }
  return -1
}

function quoteIn(piece: string, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const code = piece.charCodeAt(at)
    if (code === QUOTE || code === APOSTROPHE) return at
    if (code === LESS) throw new Refusal('corrupt', 'a tag within a tag')
  }
  return -1
}

/** The attributes of a start tag, whose name ends at `from`. Names come with and without their prefix. */
export function attributesIn(tag: string, from: number): Record<string, string> {
  // A plain object: one without a prototype costs ten times as much. Readers ask for names of their formats only.
  const found: Record<string, string> = {}
  let at = from
  for (;;) {
    while (at < tag.length && isBlank(tag.charCodeAt(at))) at += 1
    if (at >= tag.length || tag.charCodeAt(at) === SLASH) return found
    const equals = tag.indexOf('=', at)
    if (equals < 0) throw new Refusal('corrupt', 'an attribute without a value')
    let nameEnd = equals
    while (nameEnd > at && isBlank(tag.charCodeAt(nameEnd - 1))) nameEnd -= 1
    let open = equals + 1
    while (isBlank(tag.charCodeAt(open))) open += 1
    const quote = tag.charAt(open)
    const close = quote === '"' || quote === "'" ? tag.indexOf(quote, open + 1) : -1
    if (close < 0) throw new Refusal('corrupt', 'an attribute without quotes')
    const name = tag.slice(at, nameEnd)
    const raw = tag.slice(open + 1, close)
    const value = raw.includes('&') || /[\n\r\t]/.test(raw) ? decodeEntities(raw.replace(/\r\n|[\n\r\t]/g, ' ')) : raw
    const short = localName(name)
    // `r:id` and `id` may stand side by side (a slide list): the prefixed one keeps its full name too.
    if (short !== name) found[short] ??= value
    found[name] = value
    at = close + 1
  }
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === LF || code === CR
}

/** The five entities of XML and characters by number; what else there is stays as it is written. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, number, hex, name) => {
    if (typeof name === 'string') return NAMED[name] ?? whole
    const code = typeof number === 'string' ? Number(number) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ''
  })
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** XML knows one line end (XML 1.0, 2.11). */
export function lineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}
