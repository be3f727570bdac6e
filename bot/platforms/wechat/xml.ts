const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * The text of the first element of a name in WeChat's XML, with CDATA and the five entities; undefined when there is
 * none or it is empty. Some puppets hand WeChat's raw XML over as a message's text; nothing else of it is looked at.
 */
export function tagIn(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`).exec(xml.slice(0, 100_000))
  if (!found) return undefined
  const inner = (found[1] ?? '').trim()
  const data = /^<!\[CDATA\[([\s\S]*?)\]\]>$/.exec(inner)
  const text = data
    ? (data[1] ?? '')
    : inner.replace(/&(amp|lt|gt|quot|apos|#\d{1,7});/g, (whole, entity: string) =>
        entity.startsWith('#') ? codePoint(Number(entity.slice(1)), whole) : (ENTITIES[entity] ?? whole),
      )
  return text.trim() === '' ? undefined : text.trim()
}

const codePoint = (code: number, otherwise: string) =>
  code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : otherwise
