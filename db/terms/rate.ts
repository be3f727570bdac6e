import type { Policy } from '../policy/schema.ts'
import type { SchoolTerm } from '../policy/terms.ts'
import type { Reader } from '../schema.ts'
import { meets, owes, type QuotaSheet, quotaSheets } from './quota.ts'
import { termSpanOf } from './span.ts'

/** 达标率: how many owe the quota, and how many of those meet it. */
export type QuotaRate = { owing: number; met: number }

export async function quotaRate(
  db: Reader,
  schoolId: string,
  term: SchoolTerm,
  policy: Policy,
  zone: string,
): Promise<QuotaRate> {
  const span = termSpanOf(policy, term.id, zone)
  return span ? rateOf(await quotaSheets(db, schoolId, span, policy, zone)) : { owing: 0, met: 0 }
}

export function rateOf(sheets: readonly QuotaSheet[]): QuotaRate {
  return { owing: sheets.filter(owes).length, met: sheets.filter(meets).length }
}

/** `85%`; a dash when nobody owes anything. */
export function percentOf({ owing, met }: QuotaRate): string {
  return owing === 0 ? '—' : `${Math.round((100 * met) / owing)}%`
}
