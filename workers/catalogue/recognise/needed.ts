import type { ResourcePart } from '#db/schema.ts'
import type { Draft } from '../draft.ts'

/** Formats that sharp decodes. HEIC and SVG are not among them. */
const DECODED = new Set(['jpg', 'png', 'webp', 'gif', 'tif', 'avif'])
/** A smaller picture inside a file, in bytes, is an icon; of a larger one the decoder would want too much. */
const LEAST_BYTES = 4 * 1024
const MOST_BYTES = 30 * 1024 * 1024

/** Letters a page below which a document is taken for a scan. */
const LETTERS_PER_PAGE = 30
/** A picture smaller than this in one direction is an icon or a line. */
const MIN_PIXELS = 60

type Looked = Pick<Draft, 'format' | 'family' | 'unread' | 'text' | 'pages' | 'media' | 'notes' | 'parts'>

/**
 * Whether a file is a picture of writing, or holds some, as far as can be told without looking: a picture, a PDF without
 * text, an office file of pictures, a package with pictures in it.
 */
export function needsRecognition(draft: Looked): boolean {
  if (draft.unread !== undefined || draft.format === undefined) return false
  // Catalogued again: what was recognised before is still its text.
  if (draft.notes?.includes('recognised')) return false
  if (draft.family === 'archive') return (draft.parts ?? []).some(isWritten)
  if (DECODED.has(draft.format)) {
    if (lettersIn(draft.text ?? '', 1) > 0) return false
    const { width = MIN_PIXELS, height = MIN_PIXELS } = draft.media ?? {}
    return Math.min(width, height) >= MIN_PIXELS
  }
  if (draft.format !== 'pdf' && !draft.notes?.includes('pictures')) return false
  const enough = LETTERS_PER_PAGE * Math.max(1, draft.pages ?? 1)
  return lettersIn(draft.text ?? '', enough) < enough
}

/** Whether a member of a package is a picture that may hold writing. */
export function isWritten({ format, size, read }: ResourcePart): boolean {
  return DECODED.has(format) && size >= LEAST_BYTES && size <= MOST_BYTES && read !== 'encrypted'
}

/** Letters and digits of a text, counted up to `enough`. */
function lettersIn(text: string, enough: number): number {
  const letter = /[\p{L}\p{N}]/gu
  let found = 0
  while (found < enough && letter.test(text)) found += 1
  return found
}
