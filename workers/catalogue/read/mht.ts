import { readHtmlBytes } from './html.ts'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { type Extract, Refusal } from './outcome.ts'
import { readStart } from './source.ts'

/**
 * Text of a web page saved as one file (MHTML, RFC 2557), as browsers, Word and some literature databases write it, the
 * last under the name `doc`: its first HTML part, else its first plain one. Throws `Refusal('corrupt')`.
 */
export async function readMht({ source }: Opened): Promise<Extract> {
  const { bytes, cut } = await readStart(source, LIMITS.plainBytes)
  const parts = listParts(bytes.toString('latin1'), 0)
  const part = parts.find(({ type }) => type === 'text/html') ?? parts.find(({ type }) => type.startsWith('text/'))
  if (!part) throw new Refusal('corrupt', 'no text part')
  const extract = await readHtmlBytes(decode(part), { charset: part.charset })
  return { ...extract, marks: cut ? ['truncated'] : extract.marks }
}

type Part = { type: string; charset?: string; encoding: string; body: string }

/** Parts inside parts; a mail has two levels. */
const MAX_DEPTH = 4
const MAX_PARTS = 1_000

/** The leaves of a message. Every character of `text` is one byte. */
function listParts(text: string, depth: number): Part[] {
  const split = /\r?\n\r?\n/.exec(text)
  if (!split) return []
  const head = text.slice(0, split.index).replace(/\r?\n[ \t]+/g, ' ')
  const body = text.slice(split.index + split[0].length)
  const type = /^content-type:\s*([^;\s]+)/im.exec(head)?.[1]?.toLowerCase() ?? 'text/plain'
  const boundary = /boundary="?([^";\r\n]+)"?/i.exec(head)?.[1]
  if (type.startsWith('multipart/') && boundary) {
    if (depth >= MAX_DEPTH) return []
    const parts = body.split(`--${boundary}`).slice(1, MAX_PARTS)
    return parts.flatMap((part) => (part.startsWith('--') ? [] : listParts(part.replace(/^\r?\n/, ''), depth + 1)))
  }
  const charset = /charset="?([\w-]+)"?/i.exec(head)?.[1]
  const encoding = /^content-transfer-encoding:\s*([\w-]+)/im.exec(head)?.[1]?.toLowerCase() ?? ''
  return [{ type, charset, encoding, body }]
}

function decode({ encoding, body }: Part): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64')
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1')
  const plain = body
    .replace(/[ \t]*=\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(plain, 'latin1')
}
