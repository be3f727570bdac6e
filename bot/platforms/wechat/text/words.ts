/** One line of somebody else's words. */
export function oneLine(text: string): string {
  return calm(text).replace(/\s+/g, ' ').trim()
}

/** A word joiner after @, so that no text of ours or theirs calls everybody in the group. */
export function calm(text: string): string {
  return text.replace(/[@＠](?=所有人|全体成员|all\b|everyone\b)/giu, '@\u2060')
}
