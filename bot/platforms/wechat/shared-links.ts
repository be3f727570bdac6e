/** A card that was shared can be asked for so long. In milliseconds. */
const KEEP_MS = 10 * 60_000
const MOST = 2_000
/** “收录” and the like, by itself: what somebody says after a card, which can not carry words of its own. */
const ASKS =
  /^\s*[/／]?(?:请|麻烦|帮忙|帮我|把)?(?:这个|这条|上面的?|刚才的?)?(?:链接|小程序|网页)?\s*(?:收录|收藏|入库|link|collect)(?:一?下|它|这个|这条|上面的?)?(?:链接|小程序|网页)?[。.!！~]?\s*$/i

/** The last card that each person shared in each chat, in this process. */
export type SharedLinks = {
  shared(chat: string, person: string, link: string): void
  /** The text with the card's address when it asks for one without naming it; else the text as it is. */
  completed(chat: string, person: string, text: string): string
}

/** A link in WeChat is mostly a card. In a group it is catalogued when its sharer then says so to the bot. */
export function openSharedLinks(now: () => number): SharedLinks {
  let kept = new Map<string, { at: number; link: string }>()
  return {
    shared(chat, person, link) {
      if (kept.size >= MOST) kept = new Map()
      kept.set(`${chat}\n${person}`, { at: now(), link })
    },
    completed(chat, person, text) {
      if (!ASKS.test(text)) return text
      const found = kept.get(`${chat}\n${person}`)
      return found && now() - found.at < KEEP_MS ? `收录 ${found.link}` : text
    },
  }
}

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
