import { type Finding, found } from './evidence.ts'

/**
 * The school year, as `2025-2026`, from `text` (as `plain` gives it). 2025秋 and 2026春 both lie in 2025-2026: a Chinese
 * school year starts on 1 September. A bare year (2024年高考) names no school year.
 */
export function schoolYearIn(text: string): Finding<string> | undefined {
  const pair = /(20\d{2})\s*(?:学年)?\s*[-~—–/至到_]+\s*(20\d{2}|\d{2})(?!\d)\s*(学年|学期|年)?/u.exec(text)
  if (pair) {
    const from = Number(pair[1])
    const to = Number(pair[2]) % 100
    if (to === (from + 1) % 100) return found(pair, `${from}-${from + 1}`, pair[3] ? 0.97 : 0.9)
  }
  const short = /(?<!\d)(\d{2})\s*[-~—–]\s*(\d{2})\s*学年/u.exec(text)
  if (short && Number(short[2]) === Number(short[1]) + 1) {
    return found(short, `20${short[1]}-20${short[2]}`, 0.95)
  }
  const single = /(20\d{2})\s*学年/u.exec(text)
  if (single) return found(single, `${single[1]}-${Number(single[1]) + 1}`, 0.9)
  const term = /(20\d{2})\s*年?\s*([秋春])(?![节天风游])/u.exec(text)
  if (!term) return undefined
  const from = Number(term[1]) - (term[2] === '春' ? 1 : 0)
  return found(term, `${from}-${from + 1}`, 0.85)
}
