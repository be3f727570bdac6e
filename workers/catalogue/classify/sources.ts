import type { From } from './evidence.ts'
import { plain } from './plain.ts'

/** One text that classification reads, in the shape of `plain`. */
export type Source = {
  from: From
  text: string
  /** The same, of the same length, with the insides of 《》 blanked: a title's words do not name the subject or type. */
  open: string
}

/** How far into the body the statements about the document itself are looked for, in characters. */
export const HEAD_CHARACTERS = 500
/** How much of the body is read at all, in characters. */
export const BODY_CHARACTERS = 12_000

/** Builds a source; `#` stands for what is blanked. */
export function sourceOf(from: From, text: string): Source {
  const one = plain(text)
  return {
    from,
    text: one,
    open: one.replace(/《[^《》]*》/gu, (hit) => `《${'#'.repeat(Math.max(0, hit.length - 2))}》`),
  }
}
