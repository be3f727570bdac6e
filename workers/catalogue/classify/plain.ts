import { Converter } from 'opencc-js/t2cn'
import { numberOf } from '#db/search/numerals.ts'

/** Characters that only traditional script uses and that file names of teachers contain. */
const TRADITIONAL =
  /[級數學習題語課單冊試複測驗歷與導論計畫說國際選擇圖書閱讀寫聽練卷資訊電腦體樂術動勞會議評點識實驗觀詞詩賦記憶總結業類圓邊線積體質電壓機構細運場氣壓環護區農師園華東灣題業現開關門問間閒號麼個們時後來對應無為義務從當經過還進達遠這樣愛車馬鳥魚龍風飛雲]/

/** Invisible: controls, zero-width characters, directional marks, variation selectors. */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\ufe0e\ufe0f]/gu

let convert: ((text: string) => string) | undefined

/**
 * Text in one shape for matching: NFKC (so １（ＡⅠ become 1(AI), simplified characters, no invisible characters, one kind
 * of space and of title mark. Upper and lower case are kept.
 */
export function tidy(text: string): string {
  if (text === lastText) return lastTidy
  const one = text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/[«〈]/g, '《')
    .replace(/[»〉]/g, '》')
    .replace(/[\t\u00a0]/g, ' ')
  const tidied = TRADITIONAL.test(one) ? simplified(one) : one
  // The beginning of a body is asked for twice in a row: for its words and for its formulas.
  if (text.length >= LONG) [lastText, lastTidy] = [text, tidied]
  return tidied
}

/** Characters. */
const LONG = 1_000
let lastText: string | undefined
let lastTidy = ''

/** `tidy`, in lower case and with 二〇二五年 as 2025年, of the same length. */
export function plain(text: string): string {
  return tidy(text)
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .replace(/二[〇零○][〇零○一二三四五六七八九]{2}(?=[年届级秋春学])/g, (year) =>
      [...year].map((digit) => Math.max(0, '〇一二三四五六七八九'.indexOf(digit))).join(''),
    )
}

/** 三 → 3, 十二 → 12, 11 → 11, iii → 3; undefined when it is no number below 100. */
export function numeral(text: string): number | undefined {
  const roman = ['', 'i', 'ii', 'iii', 'iv', 'v'].indexOf(text)
  const value = roman > 0 ? roman : numberOf(text)
  return Number.isNaN(value) ? undefined : value
}

/** The dictionary is opened at the first traditional character. */
function simplified(text: string): string {
  const open = convert ?? Converter({ from: 't', to: 'cn' })
  convert = open
  return open(text)
}
