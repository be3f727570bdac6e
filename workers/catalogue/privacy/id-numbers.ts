import type { Finding } from '#db/findings/findings.ts'

/** Province codes, GB/T 2260. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
)
const NUMBER =
  /(?<![\dA-Za-z.])([1-9]\d{5})[ -]?((?:19|20)\d{2})[ -]?(\d{2})[ -]?(\d{2})[ -]?(\d{3}[\dXx])(?![\dA-Za-z])/g
const OLD = /(?<![\dA-Za-z.])[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![\dA-Za-z])/g
/** A lesson on how these numbers are made shows some: 数字编码 is taught in grade 5 and 6. */
const LESSON =
  /数字编码|编码|校验码|顺序码|地址码|出生日期码|身份证(?:号码)?(?:的|里的|中的)(?:秘密|奥秘|组成|学问|含义)/g
/** So many are examples; a register has more. */
const EXAMPLES = 6

/** Chinese ID card numbers (GB 11643-1999): known province, real date, right check digit. 15 digits only beside the word. */
export function findIdNumbers(text: string): Finding | undefined {
  if (!/\d{6}/.test(text)) return undefined
  const found = new Set<string>()
  for (const [, area = '', year = '', month = '', day = '', rest = ''] of text.matchAll(NUMBER)) {
    const number = `${area}${year}${month}${day}${rest}`.toUpperCase()
    if (isIdNumber(number)) found.add(number)
  }
  if (/身份证/.test(text)) {
    for (const match of text.matchAll(OLD)) {
      const before = text.slice(Math.max(0, match.index - 200), match.index)
      if (PROVINCES.has(match[0].slice(0, 2)) && before.includes('身份证')) found.add(match[0])
    }
  }
  if (found.size === 0 || (found.size <= EXAMPLES && isLesson(text))) return undefined
  return { flag: 'personal_id', count: found.size, samples: [...found].slice(0, 3).map(mask) }
}

/** Whether 18 characters are an ID card number: province, date from 1900 on, ISO 7064 MOD 11-2. */
export function isIdNumber(number: string): boolean {
  if (!/^\d{17}[\dX]$/.test(number) || !PROVINCES.has(number.slice(0, 2))) return false
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)].map(Number)
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0))
  if (date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day) return false
  const sum = [...number.slice(0, 17)].reduce((total, digit, at) => total + Number(digit) * (2 ** (17 - at) % 11), 0)
  return '10X98765432'[sum % 11] === number[17]
}

function isLesson(text: string): boolean {
  return new Set(Array.from(text.matchAll(LESSON), (match) => match[0])).size >= 2
}

function mask(number: string): string {
  return `${number.slice(0, 3)}${'*'.repeat(number.length - 5)}${number.slice(-2)}`
}
