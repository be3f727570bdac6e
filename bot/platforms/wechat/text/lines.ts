/** A line on a phone, in Chinese characters; Latin ones are half as wide. */
const WIDTH = 17

/** Puts short pieces beside each other where they fit a phone's line; a long one has its own. */
export function inLines(pieces: readonly string[]): string {
  const lines: string[] = []
  let open = ''
  for (const piece of pieces) {
    const joined = open === '' ? piece : `${open}　${piece}`
    if (widthOf(joined) <= WIDTH) open = joined
    else {
      if (open !== '') lines.push(open)
      open = piece
    }
  }
  return [...lines, open].filter((line) => line !== '').join('\n')
}

function widthOf(text: string): number {
  let width = 0
  for (const sign of text) width += /[\u0000-\u024f]/.test(sign) ? 0.5 : 1
  return width
}
