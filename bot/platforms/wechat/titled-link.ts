/**
 * A card as `[title](address)`, which is how a titled link is asked for. A mini-program has no address of its own; the
 * page that it shows is often named in its path (Tencent documents), and only then it can be kept as a link.
 */
export function titledLink(title: string, address: string): string | undefined {
  const url = httpIn(address)
  if (url === undefined) return undefined
  const safe = url.replace(/[()]/g, (mark) => (mark === '(' ? '%28' : '%29'))
  const name = title
    .replace(/[[\]\n\r]/g, ' ')
    .trim()
    .slice(0, 150)
  return name === '' ? safe : `[${name}](${safe})`
}

function httpIn(address: string): string | undefined {
  if (/^https?:\/\//i.test(address)) return URL.canParse(address) ? new URL(address).href : undefined
  const encoded = /[?&][\w-]*=(https?%3A%2F%2F[^&#]+)/i.exec(address)?.[1]
  const plain = /[?&][\w-]*=(https?:\/\/[^&#]+)/i.exec(address)?.[1]
  try {
    const url = plain ?? (encoded === undefined ? undefined : decodeURIComponent(encoded))
    return url !== undefined && URL.canParse(url) ? new URL(url).href : undefined
  } catch {
    return undefined
  }
}
