import { openXmlWalker, type XmlListener } from './xml-walker.ts'

export type { XmlListener } from './xml-walker.ts'

/**
 * Walks XML as it streams. Entities of a DTD are never expanded (no billion laughs), nothing is ever fetched.
 * Throws `Refusal`: `too_big_inside` for nesting deeper than 256, `corrupt` for XML that is not well-formed. Unknown
 * entities and disallowed characters alone are forgiven: some exporters write them and office programs read on.
 */
export async function walkXml(bytes: AsyncIterable<Buffer>, listener: XmlListener): Promise<void> {
  const walker = openXmlWalker(listener)
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of bytes) {
    decoder ??= decoderFor(chunk)
    if (walker.write(decoder.decode(chunk, { stream: true }))) return
  }
  walker.write(decoder?.decode() ?? '')
  walker.end()
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
