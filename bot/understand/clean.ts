import { fold } from '#db/search/normal.ts'

/**
 * The text as a person sees it: no invisible characters, one kind of space and line end, full-width letters, digits,
 * slash, @ and # made narrow. Chinese punctuation stays, because titles carry it.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ')
    .replace(INVISIBLE, '')
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/[／＠＃０-９Ａ-Ｚａ-ｚ]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
}

/** Zero-width and direction marks, soft hyphen, variation selectors, tags. */
const INVISIBLE = /\u00ad|\u034f|\u061c|\u180e|[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\ufe00-\ufe0f]/g

/** Traditional script made simplified character by character, so that a place in the text stays the same place. */
export function simplified(text: string): string {
  return text.replace(/[\u3400-\u9fff]/g, fold)
}

/** Titles that no grammar may touch, each hidden behind one private-use character. */
export type Masked = { text: string; titles: string[] }

/** 《找春天》 and “有的人” are content, whatever words they are made of. */
export function maskTitles(text: string): Masked {
  const titles: string[] = []
  const masked = text.replace(
    /《[^《》\n]{1,60}》|“[^“”\n]{1,60}”|「[^「」\n]{1,60}」|『[^『』\n]{1,60}』|"[^"\n]{1,60}"/g,
    (title) => {
      if (titles.length >= 200) return title
      titles.push(title)
      return String.fromCharCode(MASK_BASE + titles.length - 1)
    },
  )
  return { text: masked, titles }
}

export function unmask(text: string, titles: readonly string[]): string {
  return text.replace(MASK_ALL, (char) => titles[char.charCodeAt(0) - MASK_BASE] ?? '')
}

const MASK_BASE = 0xe000
const MASK_ALL = /[\ue000-\ue0c7]/g
/** Matches one hidden title. */
export const MASK = '[\\ue000-\\ue0c7]'

/** What is left when emoji, bracketed and slashed emoticons, and kaomoji are taken out. */
export function withoutEmoji(text: string): string {
  return text
    .replace(/\[(?:[\u4e00-\u9fff]{1,5}|OK|Emm|666|[A-Z][a-z]{2,9})\]/g, ' ')
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\u{1f1e6}-\u{1f1ff}\u20e3]/gu, ' ')
    .replace(KAOMOJI, ' ')
    .replace(/\^_*\^|[TQ]_+[TQ]|o\(.{1,4}\)o|:-?[)(DP]|;-?\)/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
}

/** Brackets around at least one sign that is no word, number or formula: `(≧▽≦)`, `（＾▽＾）`, `(╯°□°)`. */
const KAOMOJI =
  /[（(][^（()）]{0,10}[^\p{Script=Han}\w\s，。、：；:;,.\-+=×÷/%°·~<>《》“”"'（()）][^（()）]{0,10}[)）][ﾉ/~\\゛っ✧☆]*/gu
