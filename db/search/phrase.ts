import { traditionalOf } from './normal.ts'

/**
 * A POSIX pattern that finds a normalised phrase however it is written in a text in lower case: in simplified or
 * traditional characters, in full-width letters, with any blanks. `赤壁赋` is `赤壁[赋賦]`.
 */
export function phrasePattern(phrase: string): string {
  return [...phrase.trim().replace(/\s+/g, ' ')].map(charPattern).join('')
}

function charPattern(char: string): string {
  if (char === ' ') return '[[:space:]\u3000]+'
  const same = [char, ...(/[!-~]/.test(char) ? fullWidth(char) : traditionalOf(char))]
  const escaped = same.map((one) => (/[\p{L}\p{N}]/u.test(one) ? one : `\\${one}`))
  return same.length === 1 ? (escaped[0] ?? '') : `(?:${escaped.join('|')})`
}

/** Both cases: a database without a locale lowers only the letters of ASCII. */
function fullWidth(char: string): string[] {
  const wide = (one: string) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)
  return [...new Set([wide(char), wide(char.toUpperCase())])]
}
