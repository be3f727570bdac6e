import { createReadStream } from 'node:fs'

/** A line is cut at so many bytes: names have at most a few hundred, described lines carry a text. */
const LONGEST = 4 * 1024 * 1024

/**
 * The lines of a file, or of standard input, as they come; blank ones are left out. Each line is UTF-8 or, where it is
 * not, GB18030; a byte order mark of UTF-16 makes the whole of it UTF-16, as Windows writes lists.
 */
export async function* linesOfBytes(path: string | undefined): AsyncGenerator<string> {
  const input: AsyncIterable<Buffer> = path === undefined ? process.stdin : createReadStream(path)
  let rest: Buffer = Buffer.alloc(0)
  let wide: InstanceType<typeof TextDecoder> | undefined
  let begun = false
  for await (const chunk of input) {
    let bytes = chunk
    if (!begun) {
      const [a, b] = chunk
      begun = true
      if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
        wide = new TextDecoder(a === 0xff ? 'utf-16le' : 'utf-16be')
      }
    }
    if (wide) bytes = Buffer.from(wide.decode(chunk, { stream: true }))
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    let start = 0
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a, start)) {
      const line = decoded(rest.subarray(start, end))
      if (line !== '') yield line
      start = end + 1
    }
    rest = rest.subarray(start)
    if (rest.length > LONGEST) rest = rest.subarray(0, LONGEST)
  }
  const last = decoded(rest)
  if (last !== '') yield last
}

function decoded(bytes: Buffer): string {
  return text(bytes)
    .replace(/^\ufeff/, '')
    .replace(/\r$/, '')
    .trim()
}

function text(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
