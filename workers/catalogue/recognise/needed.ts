import type { Draft } from '../draft.ts'

/** Pictures that sharp decodes. HEIC and SVG are not among them. */
const PICTURES = new Set(['jpg', 'png', 'webp', 'gif', 'tif', 'avif'])
/** Letters a page below which a PDF is taken for a scan. */
const LETTERS_PER_PAGE = 30
/** A picture smaller than this in one direction is an icon or a line. */
const MIN_PIXELS = 60

/** Whether a file is a picture of writing, as far as can be told without looking: a picture, or a PDF without text. */
export function needsRecognition(draft: Pick<Draft, 'format' | 'unread' | 'text' | 'pages' | 'media'>): boolean {
  if (draft.unread !== undefined || draft.format === undefined) return false
  const letters = draft.text?.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  if (PICTURES.has(draft.format)) {
    // Catalogued again: what was recognised before is still its text.
    if (letters > 0) return false
    const { width = MIN_PIXELS, height = MIN_PIXELS } = draft.media ?? {}
    return Math.min(width, height) >= MIN_PIXELS
  }
  if (draft.format !== 'pdf') return false
  return letters < LETTERS_PER_PAGE * Math.max(1, draft.pages ?? 1)
}
