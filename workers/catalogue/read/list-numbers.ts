/**
 * A number as lists show it, by the name of its format in Office (ECMA-376 part 1, 17.18.59): Arabic, Roman, letters,
 * and the Chinese ways of counting. Unknown formats are Arabic.
 */
export function listNumber(value: number, format: string): string {
  if (!Number.isInteger(value) || value < 0 || value > 9_999) return ''
  switch (format) {
    case 'lowerLetter':
      return letters(value).toLowerCase()
    case 'upperLetter':
      return letters(value)
    case 'lowerRoman':
      return roman(value).toLowerCase()
    case 'upperRoman':
      return roman(value)
    case 'chineseCounting':
    case 'chineseCountingThousand':
    case 'taiwaneseCounting':
    case 'taiwaneseCountingThousand':
    case 'japaneseCounting':
    case 'ideographDigital':
      return chineseNumber(value)
    case 'chineseLegalSimplified':
      return [...chineseNumber(value)].map((char) => LEGAL[char] ?? char).join('')
    case 'ideographTraditional':
      return STEMS[value - 1] ?? String(value)
    case 'ideographZodiac':
      return BRANCHES[value - 1] ?? String(value)
    case 'decimalZero':
      return String(value).padStart(2, '0')
    case 'decimalEnclosedCircle':
    case 'decimalEnclosedCircleChinese':
      return value >= 1 && value <= 20 ? String.fromCodePoint(0x2460 + value - 1) : String(value)
    default:
      return String(value)
  }
}

/** 1 → 一, 12 → 十二, 105 → 一百零五; up to 9999. */
export function chineseNumber(value: number): string {
  if (value < 10) return DIGITS[value] ?? ''
  if (value < 20) return `十${value % 10 === 0 ? '' : (DIGITS[value % 10] ?? '')}`
  const digits = [...String(value)].map(Number)
  let text = ''
  digits.forEach((digit, index) => {
    const unit = UNITS[digits.length - 1 - index] ?? ''
    if (digit > 0) text += `${DIGITS[digit] ?? ''}${unit}`
    else if (!text.endsWith('〇') && digits.slice(index).some((later) => later > 0)) text += '〇'
  })
  return text.replaceAll('〇', '零')
}

const DIGITS = [...'〇一二三四五六七八九']
const UNITS = ['', '十', '百', '千']
const LEGAL: Record<string, string> = Object.fromEntries(
  [...'一二三四五六七八九十百千'].map((char, index) => [char, [...'壹贰叁肆伍陆柒捌玖拾佰仟'][index] ?? char]),
)
const STEMS = [...'甲乙丙丁戊己庚辛壬癸']
const BRANCHES = [...'子丑寅卯辰巳午未申酉戌亥']

/** 1 → A, 26 → Z, 27 → AA, 28 → BB: Word repeats the letter. */
function letters(value: number): string {
  if (value < 1 || value > 26 * 5) return String(value)
  return String.fromCharCode(65 + ((value - 1) % 26)).repeat(Math.ceil(value / 26))
}

function roman(value: number): string {
  if (value < 1) return String(value)
  let rest = value
  let text = ''
  for (const [worth, sign] of ROMAN)
    while (rest >= worth) {
      text += sign
      rest -= worth
    }
  return text
}

const ROMAN: [number, string][] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
]
