import { decodeText } from './encoding.ts'
import type { Opened } from './identify.ts'
import { LIMITS } from './limits.ts'
import { type Extract, Refusal } from './outcome.ts'
import { readStart } from './source.ts'

/** Text of a txt, csv or Markdown file in whatever encoding. A Markdown file's heading is its first `#` line. */
export async function readPlain({ source, identity }: Opened): Promise<Extract> {
  const { bytes, cut } = await readStart(source, LIMITS.plainBytes)
  const decoded = decodeText(bytes)
  if (!decoded) throw new Refusal('corrupt', 'not text')
  const heading =
    identity.format === 'md' ? /^#{1,3}\s+(.+?)\s*#*$/m.exec(decoded.text.slice(0, 20_000))?.[1] : undefined
  return { text: decoded.text, heading, marks: cut ? ['truncated'] : [] }
}
