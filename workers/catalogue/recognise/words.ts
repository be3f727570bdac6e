/** One word as Tesseract's table gives it: its line, its box in pixels, and its letters. */
type Word = { left: number; right: number; height: number; sure: number; text: string }

/**
 * Lines from Tesseract's table of words (TSV: level, page, block, paragraph, line, word, left, top, width, height,
 * confidence, text). A gap wider than a letter parts columns, as in a list of names and marks.
 */
export function linesOf(table: string): string {
  const lines = new Map<string, Word[]>()
  for (const row of table.split('\n')) {
    const [level, page, block, paragraph, line, , left, , width, height, sure, raw = ''] = row.split('\t')
    // A column's edge or a speck, read as a quotation mark.
    const text = Number(sure) < 60 ? raw.replace(/^[”“"'’‘。,.·]+|[”“"'’‘]+$/g, '') : raw
    if (level !== '5' || text.trim() === '') continue
    const key = [page, block, paragraph, line].join(' ')
    const word = {
      left: Number(left),
      right: Number(left) + Number(width),
      height: Number(height),
      sure: Number(sure),
      text,
    }
    const words = lines.get(key)
    if (words) words.push(word)
    else lines.set(key, [word])
  }
  return [...lines.values()]
    .filter((words) => words.reduce((sum, { sure }) => sum + sure, 0) >= LINE_SURE * words.length)
    .map(lineOf)
    .filter(isWriting)
    .join('\n')
}

/** A line of less confidence is a pattern or an edge, not writing. */
const LINE_SURE = 35

function lineOf(words: readonly Word[]): string {
  const heights = words.map(({ height }) => height).sort((one, other) => one - other)
  const letter = heights[Math.floor(heights.length / 2)] ?? 0
  let text = ''
  let before: Word | undefined
  for (const word of words) {
    if (before) text += isColumn(before, word, letter) ? '\t' : between(before.text, word.text)
    text += word.text
    before = word
  }
  return text.trim()
}

/** A letter's width apart; of a long number and a name, which stand close in narrow columns, less. */
function isColumn(before: Word, word: Word, letter: number): boolean {
  const gap = word.left - before.right
  const numbered = /\d{4}$/.test(before.text) && /^\p{Script=Han}/u.test(word.text)
  return gap > letter * (numbered ? 0.4 : 1)
}

/** Tesseract takes each Chinese character or two for a word; people write no spaces there, nor beside punctuation. */
function between(before: string, after: string): string {
  const tight = /[\p{Script=Han}，。、；：？！（）《》「」『』【】〈〉]/u
  return tight.test(before.at(-1) ?? '') && (tight.test(after[0] ?? '') || /\d/.test(after[0] ?? ''))
    ? ''
    : /\d/.test(before.at(-1) ?? '') && tight.test(after[0] ?? '')
      ? ''
      : ' '
}

/** At least two letters or digits, and more of them than of signs: specks make lines of odd signs. */
function isWriting(line: string): boolean {
  const letters = line.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  const signs = line.match(/[^\p{L}\p{N}\s]/gu)?.length ?? 0
  return letters >= 2 && letters > signs
}
