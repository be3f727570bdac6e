import { LIMITS } from './limits.ts'
import { Refusal } from './outcome.ts'

/** What a reader hears while XML streams by. Names come without their prefix: `w:t` and `ns0:t` are both `t`. */
export type XmlListener = {
  open?(name: string, attributes: Record<string, string>): void
  close?(name: string): void
  text?(text: string): void
  /** Asked after each chunk; true ends the walk early, without an error. */
  enough?(): boolean
}

/**
 * Walks XML as it streams. Entities of a DTD are never expanded (no billion laughs), nothing is ever fetched.
 * Throws `Refusal`: `too_big_inside` for nesting deeper than 256, `corrupt` for XML that is not well-formed. Unknown
 * entities and disallowed characters alone are forgiven: some exporters write them and office programs read on.
 */
export async function walkXml(bytes: AsyncIterable<Buffer>, listener: XmlListener): Promise<void> {
  const { SaxesParser } = await import('saxes')
  const parser = new SaxesParser({ xmlns: false, position: false })
  let depth = 0
  let broken: string | undefined
  parser.on('error', (error) => {
    if (!/undefined entity|disallowed character|disallowed in XML/i.test(error.message)) broken ??= error.message
  })
  parser.on('opentag', (tag) => {
    depth += 1
    if (depth > LIMITS.xmlDepth) throw new Refusal('too_big_inside', 'XML nesting')
    listener.open?.(local(tag.name), withLocalNames(tag.attributes))
  })
  parser.on('closetag', (tag) => {
    depth -= 1
    listener.close?.(local(tag.name))
  })
  if (listener.text) {
    const hear = listener.text.bind(listener)
    parser.on('text', hear)
    parser.on('cdata', hear)
  }
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of bytes) {
    decoder ??= decoderFor(chunk)
    parser.write(decoder.decode(chunk, { stream: true }))
    if (broken) throw new Refusal('corrupt', broken)
    if (listener.enough?.()) return
  }
  parser.write(decoder?.decode() ?? '')
  parser.close()
  if (broken) throw new Refusal('corrupt', broken)
}

/** Office parts are UTF-8, or UTF-16 with a byte order mark (ECMA-376 part 2, 8.1.2); some converters name GBK. */
function decoderFor(head: Buffer): InstanceType<typeof TextDecoder> {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le')
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be')
  const declared = /^[^>]*encoding=["']([\w-]+)["']/.exec(head.subarray(0, 200).toString('latin1'))?.[1]
  try {
    return new TextDecoder(declared ?? 'utf-8')
  } catch {
    return new TextDecoder('utf-8')
  }
}

/** Local names met so far: a document has thousands of elements and some dozens of names. */
const LOCAL = new Map<string, string>()

function local(name: string): string {
  const known = LOCAL.get(name)
  if (known !== undefined) return known
  const found = name.slice(name.indexOf(':') + 1)
  if (LOCAL.size < 2_000) LOCAL.set(name, found)
  return found
}

function withLocalNames(attributes: Record<string, string>): Record<string, string> {
  // A plain object: one without a prototype costs ten times as much. Readers ask for names of their formats only.
  const found: Record<string, string> = {}
  for (const name in attributes) {
    const value = attributes[name]
    if (value === undefined) continue
    const short = local(name)
    // `r:id` and `id` may stand side by side (a slide list): the prefixed one keeps its full name too.
    if (short !== name) found[short] ??= value
    found[name] = value
  }
  return found
}
