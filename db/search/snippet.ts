import { fold } from './normal.ts'

/** A stretch of text; `hit` marks what was searched for. The parts joined are the text as it stands, unescaped. */
export type Snippet = { text: string; hit?: boolean }

/** Marks every occurrence of the words (normalised) in a text. */
export function mark(text: string, words: readonly string[]): Snippet[] {
  const parts: Snippet[] = []
  let at = 0
  for (const [from, to] of spansOf(fold(text), words)) {
    if (from > at) parts.push({ text: text.slice(at, from) })
    parts.push({ text: text.slice(from, to), hit: true })
    at = to
  }
  if (at < text.length) parts.push({ text: text.slice(at) })
  return parts
}

/**
 * The stretch of about `length` characters that holds the most different words, marked; the beginning of the text when
 * there is none of them. Line breaks become spaces. Empty for an empty text.
 */
export function snippetOf(text: string, words: readonly string[], length = 80): Snippet[] {
  const flat = text.replace(/\s+/g, ' ').trim()
  if (flat === '') return []
  const folded = fold(flat)
  const spans = spansOf(folded, words)
  let best = { from: 0, count: 0 }
  for (let first = 0; first < spans.length; first += 1) {
    const start = spans[first]?.[0] ?? 0
    const inside = new Set<string>()
    for (let last = first; last < spans.length && (spans[last]?.[1] ?? 0) <= start + length; last += 1)
      inside.add(folded.slice(...(spans[last] ?? [0, 0])))
    if (inside.size > best.count) best = { from: start, count: inside.size }
  }
  const from = whole(flat, Math.max(0, Math.min(best.from - 12, flat.length - length)))
  const to = whole(flat, Math.min(flat.length, from + length))
  const parts = mark(flat.slice(from, to), words)
  if (from > 0) parts.unshift({ text: '…' })
  if (to < flat.length) parts.push({ text: '…' })
  return parts
}

/** Never cuts a surrogate pair in two. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}

/** Where the words stand, longest first, not overlapping, in order; at most 200. */
function spansOf(folded: string, words: readonly string[]): [number, number][] {
  const wanted = [...new Set(words)].filter((word) => word !== '').sort((a, b) => b.length - a.length)
  if (wanted.length === 0) return []
  const pattern = new RegExp(wanted.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g')
  const spans: [number, number][] = []
  for (const match of folded.matchAll(pattern)) {
    spans.push([match.index, match.index + match[0].length])
    if (spans.length === 200) break
  }
  return spans
}
