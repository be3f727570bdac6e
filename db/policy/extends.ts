import type { Reader } from '../schema.ts'
import type { Problem } from './problem.ts'

/** A district's version that a school builds on. */
export type Base = { district: string; version: string; source: string }

/** `yz-group@2026.09.0`, or `yz-group` for the newest in force when the school's version begins. */
export async function findBase(db: Reader, name: string, at: Date): Promise<Base | undefined> {
  const [district = '', version] = name.split('@')
  const row = await db
    .selectFrom('district_policy')
    .select(['district', 'version', 'source'])
    .where('district', '=', district)
    .$if(version !== undefined, (query) => query.where('version', '=', version ?? ''))
    .$if(version === undefined, (query) => query.where('effective_from', '<=', at))
    .orderBy('effective_from', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row
}

type Raw = Record<string, unknown>

/** What belongs to the school's own file, not to what it inherits. */
const OWN = new Set(['schema', 'school', 'extends', 'version', 'effective_from', 'approved_by', 'timezone'])
/** A school may set these as it likes. */
const FREE = ['quota', 'redemption'] as const
/** Bases may move by half, either way. */
const BASE_SHARE = 0.5
/** Limits on how often something earns: a school may lower them, never raise them. */
const CAPS = new Set([
  'rules.upload.accepted.per_day_full',
  'rules.upload.accepted.per_day_half',
  'rules.upload.accepted.term_soft_cap_items',
  'rules.upload.accepted.after_cap_factor',
  'rules.upload.version.per_item_per_term',
  'rules.download.counted.author_daily_cap',
  'rules.download.counted.pair_weekly_cap',
  'rules.download.counted.downloader_daily_awarding',
  'rules.review.useful.per_day',
  'rules.review.useful.per_term',
  'rules.audit.done.per_day',
  'rules.request.fulfilled.bounty_max',
  'rules.request.fulfilled.same_pair_full_per_month',
  'rules.loan.returned_on_time.borrower_term_cap',
  'rules.lecture.attended.term_cap',
  'rules.lesson_observation.feedback.term_cap',
  'rules.teaching.cross_school_period.term_cap',
])

/**
 * A school's file over its district's: what it leaves out is inherited, and only what schools may decide may differ (R77).
 * One sentence per key that may not. Both files as written, already filled. Pure.
 */
export function inherited(own: unknown, base: unknown): { data: unknown; problems: Problem[] } {
  if (!isRecord(own) || !isRecord(base)) return { data: own, problems: [] }
  const problems: Problem[] = []
  const merged: Raw = { ...base }
  for (const key of Object.keys(merged)) if (OWN.has(key)) delete merged[key]
  for (const [key, value] of Object.entries(own)) {
    if (OWN.has(key)) merged[key] = value
    else if (FREE.some((free) => free === key)) merged[key] = key === 'quota' ? over(base[key], value) : value
    else merged[key] = checked([key], base[key], value, problems)
  }
  return { data: merged, problems }
}

/** The value that stands: the school's where it may differ, with a problem noted where it may not. */
function checked(at: readonly string[], base: unknown, own: unknown, problems: Problem[]): unknown {
  const path = at.join('.')
  if (isRecord(base) && isRecord(own)) {
    const keys = [...new Set([...Object.keys(base), ...Object.keys(own)])]
    const values = keys.map((key): [string, unknown] => [
      key,
      key in own ? checked([...at, key], base[key], own[key], problems) : base[key],
    ])
    return Object.fromEntries(values.filter(([, value]) => value !== undefined))
  }
  if (same(base, own)) return own
  if (path.startsWith('type_base.')) {
    if (typeof base === 'number' && typeof own === 'number' && Math.abs(own - base) <= base * BASE_SHARE + 1e-9)
      return own
    const [low, high] = typeof base === 'number' ? [base * (1 - BASE_SHARE), base * (1 + BASE_SHARE)] : [0, 0]
    problems.push(
      typeof base === 'number'
        ? {
            at,
            zh: `${path} 在区级规则里是 ${base}，学校只能在 ${low}–${high} 之间调整（现为 ${String(own)}）`,
            en: `${path} is ${base} in the district's policy; a school may move it between ${low} and ${high} (here ${String(own)})`,
          }
        : {
            at,
            zh: `${path} 在区级规则里没有，学校不能新增`,
            en: `${path} is not in the district's policy; a school may not add it`,
          },
    )
    return base
  }
  if (CAPS.has(path) && typeof base === 'number' && typeof own === 'number') {
    if (own <= base) return own
    problems.push({
      at,
      zh: `${path} 是上限，学校只能调低：区级 ${base}，现为 ${own}`,
      en: `${path} is a cap, which a school may only lower: ${base} in the district's policy, ${own} here`,
    })
    return base
  }
  // A list or a section is no reading: its name says enough.
  const is = typeof base === 'object' && base !== null ? undefined : String(base ?? '—')
  problems.push({
    at,
    zh: `${path} 由区级规则统一规定${is === undefined ? '' : `（${is}）`}，学校不能改`,
    en: `${path} is the district's to decide${is === undefined ? '' : ` (${is})`}; a school may not change it`,
  })
  return base
}

function over(base: unknown, own: unknown): unknown {
  return isRecord(base) && isRecord(own) ? { ...base, ...own } : own
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
