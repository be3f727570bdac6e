/** A paragraph, a heading (level 1 or 2) or a table of a document. */
export type Part = string | { heading: string; level?: 1 | 2 } | { rows: readonly (readonly string[])[] }
/** A written document; `title` becomes the document's property. */
export type Paper = { title: string; parts: readonly Part[] }
/** Slides: each a title, lines, and perhaps the speaker's notes. */
export type Deck = { title: string; slides: readonly { title: string; lines: readonly string[]; notes?: string }[] }
/** A workbook: sheets of rows. */
export type Book = readonly { name: string; rows: readonly (readonly (string | number)[])[] }[]
