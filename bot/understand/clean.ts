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

/**
 * Function words and command names in traditional script, made simplified character by character: the length stays,
 * so a place in the folded text is the same place in the original. Content needs no more: search folds it itself.
 */
export function simplified(text: string): string {
  return text.replace(TRADITIONAL, (char) => FOLD.get(char) ?? char)
}

const PAIRS =
  '幫帮請请煩烦謝谢課课教教學学積积規规則则載载銷销評评價价審审設设語语說说單单週周個个們们這这還还嗎吗給给發发為为麼么錯错題题' +
  '試试數数級级冊册隱隐實实體体尋寻檢检勞劳駕驾開开關关見见問问題题嘗尝謝谢誰谁過过來来後后從从對对應应該该換换顯显榮荣領领' +
  '長长學学導导選选項项裡里裏里點点張张訊讯資资傳传東东歷历總总類类復复綱纲備备導导師师組组門门區区頭头車车麗丽聲声聽听讀读寫写' +
  '圖图書书電电腦脑視视頻频卻却歡欢樂乐業业習习練练測测驗验計计劃划劃划標标準准節节單单簡简難难舊旧無无與与於于時时間间現现' +
  '幾几麼么嗎吗兩两種种條条頁页號号碼码訂订記记變变動动機机器器讓让認认識识'
const FOLD = new Map<string, string>()
for (let at = 0; at + 1 < PAIRS.length; at += 2) FOLD.set(PAIRS.charAt(at), PAIRS.charAt(at + 1))
const TRADITIONAL = new RegExp(`[${[...FOLD.keys()].join('')}]`, 'g')

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
