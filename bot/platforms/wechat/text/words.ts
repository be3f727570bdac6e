import type { ListItem } from '#workers/view.ts'

/** One line of somebody else's words. */
export function oneLine(text: string): string {
  return calm(text).replace(/\s+/g, ' ').trim()
}

/** A word joiner after @, so that no text of ours or theirs calls everybody in the group. */
export function calm(text: string): string {
  return text.replace(/[@＠](?=所有人|全体成员|all\b|everyone\b)/giu, '@\u2060')
}

/** Of a snippet what stands around its first hit, in characters. */
const GLIMPSE = 30
const BEFORE = 8

/** The words around the first hit, short enough for two lines of a phone. */
export function glimpse(snippet: ListItem['snippet']): string | undefined {
  if (!snippet || snippet.length === 0) return undefined
  const before = oneSpace(
    snippet.slice(
      0,
      Math.max(
        0,
        snippet.findIndex((part) => part.hit),
      ),
    ),
  )
  const all = [...oneSpace(snippet)]
  const hit = [...before].length
  const from = all.length <= GLIMPSE ? 0 : Math.max(0, Math.min(hit - BEFORE, all.length - GLIMPSE))
  const shown = all
    .slice(from, from + GLIMPSE)
    .join('')
    .replace(/^…|…$/gu, '')
  return `${from > 0 ? '…' : ''}${shown.trim()}${from + GLIMPSE < all.length ? '…' : ''}`
}

const oneSpace = (parts: NonNullable<ListItem['snippet']>) => oneLine(parts.map((part) => part.text).join(''))
