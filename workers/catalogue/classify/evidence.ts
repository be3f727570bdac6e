/** The fields that classification fills, besides the title. */
export const FIELDS = [
  'stage',
  'subject',
  'grade',
  'volume',
  'type',
  'unit',
  'edition',
  'schoolYear',
  'region',
] as const
export type Field = (typeof FIELDS)[number]

/** Where a finding was read: the file name, the document's title property, its first heading, its text, or custom. */
export type From = 'name' | 'title' | 'heading' | 'text' | 'habits'

/** One reading of a field. `confidence` 0..1; `start` and `end` are offsets in the text that was read. */
export type Finding<Value> = { value: Value; confidence: number; quote: string; start: number; end: number }

/** Shows the words that led to a reading, so that a receipt can say why. */
export type Evidence = { from: From | 'folder' | 'setting' | 'learnt'; quote: string }

/** A finding from a regular expression's match. */
export function found<Value>(match: RegExpMatchArray, value: Value, confidence: number): Finding<Value> {
  const start = match.index ?? 0
  return { value, confidence, quote: match[0].trim(), start, end: start + match[0].length }
}
