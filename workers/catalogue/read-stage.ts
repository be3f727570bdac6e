import type { Stage } from './draft.ts'

/** Characters of text that are kept: enough for search and comparison, small enough for a row. */
export const KEEP_TEXT = 200_000

/** Identifies the file by its content and reads its text, in the file process. */
export const read: Stage = {
  name: 'read',
  version: 4,
  async run(draft, { shop, upload, signal }) {
    if (upload.blob_sha256 === null) throw new Error('a stored upload without a blob')
    const path = shop.blobs.local(upload.school_id, upload.blob_sha256)
    if (path === undefined) throw new Error('the file store has no local copy')
    const result = await shop.files.read({ path, fileName: upload.file_name }, signal)
    const { format, family } = result
    const flags = [...new Set([...(draft.flags ?? []), ...result.flags])]
    if (!result.ok) return { next: { format, family, flags, unread: result.why, text: '' } }
    const { title, heading, pages, textSha256, parts, media, links } = result
    const text = keep(result.text)
    const notes = [...new Set([...(result.notes ?? []), ...(result.text.length > KEEP_TEXT ? ['truncated'] : [])])]
    return { next: { format, family, flags, text, title, heading, pages, textSha256, notes, parts, media, links } }
  },
}

/** PostgreSQL's text holds no NUL, and half a surrogate pair is no JSON. */
function keep(text: string): string {
  return text.slice(0, KEEP_TEXT).replaceAll('\u0000', '').toWellFormed()
}
