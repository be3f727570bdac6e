import type { Finding } from '#db/findings/findings.ts'

/** UnionPay begins with 62, Visa with 4, MasterCard with 51–55; 16 to 19 digits, in fours or not. */
const CARD = /(?<![\d.])(?:62\d{2}|4\d{3}|5[1-5]\d{2})(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?![\d.])/g
const WORD = /银行|卡号|储蓄|信用卡|开户|工资卡|一卡通|农行|工行|建行|中行|农商|信用社|邮储|账号|帐号|账户/

/** Bank cards: a right check digit (Luhn, ISO/IEC 7812-1) and a word about banks within 200 characters before. */
export function findBankCards(text: string): Finding | undefined {
  if (!WORD.test(text)) return undefined
  const found = new Set<string>()
  for (const match of text.matchAll(CARD)) {
    const digits = match[0].replace(/\D/g, '')
    const around = text.slice(Math.max(0, match.index - 200), match.index + match[0].length + 20)
    if (isLuhn(digits) && WORD.test(around)) found.add(digits)
  }
  if (found.size === 0) return undefined
  return {
    flag: 'personal_bank',
    count: found.size,
    samples: [...found].slice(0, 3).map((digits) => `${digits.slice(0, 4)} **** **** ${digits.slice(-4)}`),
  }
}

export function isLuhn(digits: string): boolean {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at])
    sum += at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)
  }
  return sum % 10 === 0
}
