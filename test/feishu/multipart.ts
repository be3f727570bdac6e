/** One part of a multipart body. */
export type Part = { name: string; fileName?: string; bytes: Buffer }

/** Reads a multipart/form-data body. A part without a file name is still bytes. Throws RangeError when it is none. */
export function readMultipart(contentType: string, body: Buffer): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1]
  if (!boundary) throw new RangeError('no boundary')
  const mark = Buffer.from(`--${boundary}`)
  const parts: Part[] = []
  let at = body.indexOf(mark)
  while (at >= 0) {
    const start = at + mark.length
    if (body.subarray(start, start + 2).toString() === '--') return parts
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), start)
    if (next < 0) throw new RangeError('the last part has no end')
    const part = body.subarray(start + 2, next)
    const split = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, split).toString()
    const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1]
    const fileName = /filename="([^"]*)"/i.exec(head)?.[1]
    if (split < 0 || name === undefined) throw new RangeError('a part has no name')
    parts.push({ name, ...(fileName !== undefined && { fileName }), bytes: part.subarray(split + 4) })
    at = next + 2
  }
  throw new RangeError('the body has no end')
}
