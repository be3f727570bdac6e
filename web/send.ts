import { Readable } from 'node:stream'
import type { Context } from 'hono'
import { safeFileName } from '#kit/text.ts'

/**
 * Answers with a file that somebody shared: always as a download, never sniffed, never run in our origin. The name is
 * given in ASCII for old clients and in UTF-8 (RFC 6266, RFC 8187).
 */
export function sendBytes(c: Context, stream: Readable, file: { name: string; size: number }): Response {
  c.header('content-type', 'application/octet-stream')
  c.header('content-length', String(file.size))
  c.header('content-disposition', contentDisposition(file.name))
  c.header('content-security-policy', "default-src 'none'; sandbox")
  c.header('cache-control', 'private, no-store')
  return c.body(Readable.toWeb(stream) as ReadableStream)
}

/**
 * Answers with a drawn preview: an image and nothing else, kept by the reader's own browser alone, and asked for again
 * each time, because who may see it can change.
 */
export function sendPreview(c: Context, preview: { bytes: Buffer; etag: string }): Response {
  c.header('etag', preview.etag)
  c.header('cache-control', 'private, no-cache')
  c.header('content-security-policy', "default-src 'none'; sandbox")
  if (c.req.header('if-none-match') === preview.etag) return c.body(null, 304)
  c.header('content-type', 'image/webp')
  c.header('content-disposition', 'inline; filename="preview.webp"')
  return c.body(new Uint8Array(preview.bytes))
}

/** `attachment; filename="______.docx"; filename*=UTF-8''%E5%88%86…` */
export function contentDisposition(name: string): string {
  const safe = safeFileName(name, 200)
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_')
  // encodeURIComponent leaves ' ( ) * which RFC 8187 does not allow.
  const utf8 = encodeURIComponent(safe.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`
}
