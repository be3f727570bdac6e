import { isZone } from '#kit/zone.ts'
import { TYPES } from '../../taxonomy.ts'
import type { Problem } from '../problem.ts'
import type { Policy } from '../schema.ts'

/** Days of a week, for caps that are counted by week. */
const WEEK = 7
const DAY_MS = 86_400_000

/** Caps that can never be reached, ranges that are none, names that mean nothing: each is a slip of whoever wrote it. */
export function reachProblems(policy: Policy): Problem[] {
  return [...totals(policy), ...ranges(policy), ...quota(policy), ...zone(policy)]
}

function totals(policy: Policy): Problem[] {
  const problems: Problem[] = []
  const days = Math.min(...policy.calendar.terms.map(daysOf).filter((n) => n > 0))
  const review = policy.rules['review.useful']
  if (review && review.per_day > review.per_term) {
    problems.push(below('review.useful.per_term', review.per_term, 'per_day', review.per_day))
  }
  if (review && review.per_term > review.per_day * days) {
    problems.push(unreachable('review.useful.per_term', review.per_term, review.per_day * days))
  }
  const download = policy.rules['download.counted']
  const week = WEEK * Math.min(download.author_daily_cap, download.downloader_daily_awarding)
  if (download.pair_weekly_cap > week) {
    problems.push(unreachable('download.counted.pair_weekly_cap', download.pair_weekly_cap, week))
  }
  const upload = policy.rules['upload.accepted']
  if (upload.term_soft_cap_items > upload.per_day_half * days) {
    problems.push(
      unreachable('upload.accepted.term_soft_cap_items', upload.term_soft_cap_items, upload.per_day_half * days),
    )
  }
  return problems
}

function ranges(policy: Policy): Problem[] {
  const problems: Problem[] = []
  const bonus = policy.rules['quality.bonus']
  const range = (path: string, [low, high]: readonly [number, number]) => {
    if (low <= high) return
    problems.push({ at: placeOf(path), zh: `${path} 的下限大于上限`, en: `${path} has its bounds the wrong way round` })
  }
  range('quality.bonus.prior_mean_range', bonus.prior_mean_range)
  range('quality.bonus.clamp', bonus.clamp)
  const [low, high] = bonus.prior_mean_range
  if (low <= high && (bonus.prior_mean_default < low || bonus.prior_mean_default > high)) {
    problems.push({
      at: ['rules', 'quality.bonus', 'prior_mean_default'],
      zh: 'quality.bonus.prior_mean_default 应在 prior_mean_range 之内',
      en: 'quality.bonus.prior_mean_default must lie within prior_mean_range',
    })
  }
  return problems
}

function quota({ quota, calendar, settlement }: Policy): Problem[] {
  const problems: Problem[] = []
  const known = new Set(TYPES.map((type) => type.key))
  const strange = quota.excellent_parts.filter((part) => !known.has(part))
  if (strange.length > 0) {
    problems.push({
      at: ['quota', 'excellent_parts'],
      zh: `quota.excellent_parts 里有没有的类型：${strange.join('、')}`,
      en: `quota.excellent_parts names types that do not exist: ${strange.join(', ')}`,
    })
  }
  for (const [index, term] of calendar.terms.entries()) {
    if (term.lock_after_days < term.publicity_days) {
      problems.push({
        at: ['calendar', 'terms', index, 'lock_after_days'],
        zh: `学期 ${term.id} 的 lock_after_days 不能小于 publicity_days：公示结束后才能锁定`,
        en: `term ${term.id}: lock_after_days must not be below publicity_days, since a term locks after its publicity`,
      })
    }
    const days = daysOf(term)
    if (days > 0 && settlement.notice_days >= days) {
      problems.push(unreachable('settlement.notice_days', settlement.notice_days, days - 1))
    }
  }
  return problems
}

function zone(policy: Policy): Problem[] {
  if (policy.timezone === undefined || isZone(policy.timezone)) return []
  return [{ at: ['timezone'], zh: `没有 ${policy.timezone} 这个时区`, en: `there is no time zone ${policy.timezone}` }]
}

function daysOf(term: { start: string; end: string }): number {
  return (Date.parse(term.end) - Date.parse(term.start)) / DAY_MS + 1
}

/** `review.useful.per_term` → its place among the rules; `settlement.notice_days` → its own. */
function placeOf(path: string): string[] {
  const parts = path.split('.')
  return parts.length > 2 ? ['rules', parts.slice(0, -1).join('.'), ...parts.slice(-1)] : parts
}

function below(path: string, value: number, other: string, least: number): Problem {
  return {
    at: placeOf(path),
    zh: `${path}（${value}）不能小于 ${other}（${least}）`,
    en: `${path} (${value}) must not be below ${other} (${least})`,
  }
}

function unreachable(path: string, value: number, most: number): Problem {
  return {
    at: placeOf(path),
    zh: `${path} 是 ${value}，但其他限制下最多只能到 ${most}，永远用不到`,
    en: `${path} is ${value}, but other limits never allow more than ${most}, so it can never be reached`,
  }
}
