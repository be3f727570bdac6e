import { QUOTA_FILLED } from './sections/quota.ts'

/**
 * What a version may leave out because it pays nobody by itself; the shipped default's is then meant, as it was on the
 * day of publishing. A rule that earns is never filled in: what a version does not name is not in force under it.
 */
export const FILLABLE = [
  'quota',
  'nightly',
  'approval',
  'settlement',
  'school_index',
  'tiers',
  'metrics',
  'monthly_check',
  'appraisal',
  'redemption',
  'requests',
  'things',
  'borrow_credit',
  'queue',
  'events',
  'review',
  'panel',
  'badges',
  'honours',
  'cases',
  'fair_play',
] as const
const FILLABLE_RULES = ['withdrawal', 'recall'] as const

type Raw = Record<string, unknown>

/** A policy as written, with what it leaves out from `defaults` (the shipped default as written). Anything else as it is. */
export function filled(data: unknown, defaults: unknown): unknown {
  if (!isRecord(data) || !isRecord(defaults)) return data
  const rules =
    isRecord(data.rules) && isRecord(defaults.rules)
      ? { ...picked(defaults.rules, FILLABLE_RULES), ...data.rules }
      : data.rules
  const quota =
    isRecord(data.quota) && isRecord(defaults.quota)
      ? { ...picked(defaults.quota, QUOTA_FILLED), ...data.quota }
      : data.quota
  return {
    ...picked(defaults, FILLABLE),
    ...data,
    ...(rules !== undefined && { rules }),
    ...(quota !== undefined && { quota }),
  }
}

function picked(from: Raw, keys: readonly string[]): Raw {
  return Object.fromEntries(keys.flatMap((key) => (key in from ? [[key, from[key]]] : [])))
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
