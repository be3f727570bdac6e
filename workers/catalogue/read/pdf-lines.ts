/** A line of page one and the height of its largest character, in points. */
export type Line = { text: string; height: number }

/** The tallest readable line, joined with its neighbours of the same height, if it is 1.2 times the median. */
export function standingOut(lines: Line[]): string | undefined {
  const readable = lines.filter((line) => (line.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 2 && line.height > 0)
  const heights = readable.map((line) => line.height).sort((a, b) => a - b)
  const tallest = heights.at(-1) ?? 0
  const median = heights[Math.floor(heights.length / 2)] ?? 0
  if (readable.length > 1 && tallest < median * 1.2) return undefined
  const from = readable.findIndex((line) => line.height > tallest * 0.98)
  const to = readable.findIndex((line, index) => index > from && line.height <= tallest * 0.98)
  return closeUp(
    readable
      .slice(from, to < 0 ? from + 2 : Math.min(to, from + 2))
      .map((line) => line.text)
      .join(''),
  )
}

/** Titles are often letter-spaced: 教 学 设 计. Three or more single characters with spaces between them close up. */
export function closeUp(text: string): string {
  return text.replace(/(?<!\p{Script=Han})(?:\p{Script=Han} ){2,}\p{Script=Han}(?!\p{Script=Han})/gu, (run) =>
    run.replaceAll(' ', ''),
  )
}
