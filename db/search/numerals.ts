const DIGITS = '零一二三四五六七八九'

/** `十二` → 12, `二十` → 20, `3` → 3, up to 99. NaN when it is no such number. */
export function numberOf(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const plain = text.replaceAll('两', '二').replaceAll('〇', '零')
  const match = /^([一二三四五六七八九]?)十([一二三四五六七八九]?)$/.exec(plain)
  if (match) {
    const tens = match[1] ? DIGITS.indexOf(match[1]) : 1
    return tens * 10 + (match[2] ? DIGITS.indexOf(match[2]) : 0)
  }
  return plain.length === 1 && DIGITS.includes(plain) ? DIGITS.indexOf(plain) : Number.NaN
}

const COUNTED = '单元|课时|课|章|节|册|讲|期|次|学期|周|部分|组|届|辑|版'
const ORDINAL = new RegExp(`第\\s*([零〇一二两三四五六七八九十]{1,3}|\\d{1,2})\\s*(${COUNTED})`, 'g')
/** 三单元 and 3单元, which are written so where 第 is left out. Not 1-3单元, 每单元. */
const BARE_UNIT = /(?<![\d.\-~—至到、第零〇一二两三四五六七八九十])([一二三四五六七八九十]{1,2}|\d{1,2})单元/g
const UNIT = /\b(?:unit|module)\s*(\d{1,2})\b/g

/**
 * The numbered parts that a normalised text names, in one notation: `第三单元`, `三单元`, `第3单元` and `unit 3` give `第3单元`.
 */
export function ordinalsIn(text: string): string[] {
  return [
    ...[...text.matchAll(ORDINAL)].map((match) => `第${numberOf(match[1] ?? '')}${match[2]}`),
    ...[...text.matchAll(BARE_UNIT)].map((match) => `第${numberOf(match[1] ?? '')}单元`),
    ...[...text.matchAll(UNIT)].map((match) => `第${Number(match[1])}单元`),
  ]
}

/** The text without what `ordinalsIn` finds. */
export function withoutOrdinals(text: string): string {
  return text.replace(ORDINAL, ' ').replace(BARE_UNIT, ' ').replace(UNIT, ' ')
}

/** `unit` or `module`, when the text numbers its parts in English: such a part is rather wanted in an English title. */
export function unitWordsIn(text: string): string[] {
  return [...new Set([...text.matchAll(UNIT)].map((match) => (match[0].match(/[a-z]+/) ?? [''])[0]))]
}
