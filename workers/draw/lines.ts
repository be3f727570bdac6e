import type { SKRSContext2D } from '@napi-rs/canvas'

/** What must not begin a line; it may stand out over the edge instead. */
const CLOSING = /^[，。、；：！？）》」』”’…·.,;:!?)\]]$/u

/**
 * The lines of a text at most `width` pixels wide (a closing mark may stand out) in the font that is set: broken
 * between Chinese characters and, in other scripts, between words. At most `most` lines; when there is more, the last
 * one ends with an ellipsis.
 */
export function wrap(draw: SKRSContext2D, text: string, width: number, most: number): string[] {
  const lines: string[] = []
  let rest = piecesOf(text)
  while (rest.length > 0 && lines.length <= most) {
    let fits = fitting(draw, rest, width)
    if (fits === 0) {
      // One word longer than a line.
      rest = [...graphemes(rest[0] ?? ''), ...rest.slice(1)]
      fits = Math.max(1, fitting(draw, rest, width))
    }
    for (let more = 0; more < 2 && CLOSING.test(rest[fits] ?? ''); more += 1) fits += 1
    lines.push(rest.slice(0, fits).join(''))
    rest = rest.slice(fits)
    while (rest.length > 0 && rest[0]?.trim() === '') rest = rest.slice(1)
  }
  if (lines.length <= most) return lines.map((one) => one.trimEnd())
  const [last = '', next = ''] = lines.slice(most - 1)
  const gap = /[\p{L}\p{N}]$/u.test(last) && /^[\p{Script=Latin}\p{N}]/u.test(next) ? ' ' : ''
  return [...lines.slice(0, most - 1).map((one) => one.trimEnd()), cut(draw, last + gap + next, width, true)]
}

/** The text on one line of at most `width` pixels; an ellipsis stands for what is left out, or is added by `always`. */
export function cut(draw: SKRSContext2D, text: string, width: number, always = false): string {
  if (!always && draw.measureText(text).width <= width) return text
  const whole = graphemes(text)
  const fits = fitting(draw, whole, width - draw.measureText('…').width)
  return `${whole.slice(0, fits).join('').trimEnd()}…`
}

/** How many of the first ones fit. Widths grow with the text, so it is halved. */
function fitting(draw: SKRSContext2D, whole: readonly string[], width: number): number {
  let [low, high] = [0, whole.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (draw.measureText(whole.slice(0, middle).join('')).width <= width) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * Words, numbers with their signs and points, spaces, and single characters: Chinese is cut between all of them. The
 * scripts are those that put spaces between words.
 */
function piecesOf(text: string): string[] {
  const words = text.match(WORDS) ?? []
  return words.flatMap((word) => (SPACED.test(word) ? [word] : graphemes(word)))
}

const WORDS =
  /[+#/-]?[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}\p{M}'’_-]+(?:[.,:/%][\p{Script=Latin}\p{N}_-]+)*%?|\s+|./gsu
const SPACED = /^[+#/-]?[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}'’_-]|^\s/u

const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** What a reader takes for one character: an emoji with its skin colour, a letter with its accents. */
function graphemes(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment)
}
