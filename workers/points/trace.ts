import { formatFactor, formatPoints } from '#db/ledger/amount.ts'
import type { Text } from '#kit/lang.ts'

/** One factor of a formula: a name in both languages and its number as it is shown. */
export type Term = { label: Text; shown: string }

export function base(label: Text, points: number): Term {
  return { label, shown: String(points) }
}
export function factor(label: Text, value: number): Term {
  return { label, shown: formatFactor(value) }
}

/** `教案 8 × 原创 1.0 = 8.00` / `Lesson plan 8 × original 1.0 = 8.00`; `amount` in 厘. */
export function formula(terms: readonly Term[], amount: number): Text {
  const join = (lang: 'zh' | 'en') => terms.map((term) => `${term.label[lang]} ${term.shown}`).join(' × ')
  return { zh: `${join('zh')} = ${formatPoints(amount)}`, en: `${join('en')} = ${formatPoints(amount)}` }
}

/** Why nothing: `今天已有 10 件计分，本件不计 = 0.00`. */
export function nought(why: Text): Text {
  return { zh: `${why.zh} = 0.00`, en: `${why.en} = 0.00` }
}
