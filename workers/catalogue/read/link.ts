import { sha256 } from '#kit/ids.ts'
import { decodeText } from './encoding.ts'
import type { Opened } from './identify.ts'
import { type Extract, Refusal } from './outcome.ts'
import { readStart } from './source.ts'

/** Longer addresses are cut by programs on the way, and lead nowhere. */
const LONGEST = 900

/**
 * A link: an Internet shortcut (`.url`), as Windows writes it and as our own links are kept. Nothing is fetched; its text
 * is its name and its address, and the same address is the same link, whatever it is called.
 */
export async function readLink({ source }: Opened): Promise<Extract> {
  const { bytes } = await readStart(source, 16_000)
  const text = decodeText(bytes)?.text ?? ''
  const url = /^URL=(\S+)\s*$/im.exec(text)?.[1]?.slice(0, LONGEST)
  if (!url) throw new Refusal('corrupt', 'a shortcut without an address')
  const name = source.fileName.replace(/\.[^.]+$/, '')
  return {
    text: `${name}\n${url}`,
    media: { url },
    ...(URL.canParse(url) && { fingerprint: sha256(`link ${sameLink(url)}`) }),
  }
}

/** An address without what does not change where it leads: case of the host, fragment, tracking, last slash. */
export function sameLink(raw: string): string {
  const url = new URL(raw)
  for (const name of [...url.searchParams.keys()])
    if (/^(utm_|spm$|from$|share|scene$|timestamp$|isappinstalled$)/i.test(name)) url.searchParams.delete(name)
  url.searchParams.sort()
  // Pages of one-page sites lie behind the fragment: `#/lesson/12`.
  if (!/^#[!/]/.test(url.hash)) url.hash = ''
  return url.href.replace(/^https?:/, '').replace(/\/$/, '')
}
