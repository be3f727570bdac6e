import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'

/** A file within an upload form: its name, its bytes as they come, and how many there will be. */
export class FilePart {
  readonly name: string
  readonly stream: Readable
  readonly size: number

  constructor(name: string, stream: Readable, size: number) {
    this.name = name
    this.stream = stream
    this.size = size
  }
}

/**
 * A form as `multipart/form-data` (RFC 7578) with a known length, without holding the file in memory. Throws into the
 * stream when the file has other than `size` bytes.
 */
export function multipart(fields: Record<string, unknown>): { type: string; length: number; stream: Readable } {
  const boundary = `gongxiang-${randomBytes(16).toString('hex')}`
  const parts: (Buffer | FilePart)[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`
    if (value instanceof FilePart) {
      const type = 'Content-Type: application/octet-stream'
      parts.push(
        Buffer.from(`${head}; filename="${quoted(value.name)}"\r\n${type}\r\n\r\n`),
        value,
        Buffer.from('\r\n'),
      )
    } else parts.push(Buffer.from(`${head}\r\n\r\n${String(value)}\r\n`))
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  const length = parts.reduce((sum, part) => sum + (part instanceof FilePart ? part.size : part.length), 0)
  return { type: `multipart/form-data; boundary=${boundary}`, length, stream: Readable.from(bytesOf(parts)) }
}

async function* bytesOf(parts: readonly (Buffer | FilePart)[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (!(part instanceof FilePart)) {
      yield part
      continue
    }
    let sent = 0
    for await (const chunk of part.stream) {
      const bytes = Buffer.from(chunk as Uint8Array)
      sent += bytes.length
      if (sent > part.size) break
      yield bytes
    }
    if (sent !== part.size) throw new Error(`a file of ${part.size} bytes has other bytes than that`)
  }
}

/** A name inside a quoted header value, as browsers write it: no quotes, no line breaks. */
function quoted(name: string): string {
  return name.replace(/"/g, '%22').replace(/[\r\n]/g, ' ')
}
