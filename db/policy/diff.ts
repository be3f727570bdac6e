import type { Text } from '#kit/lang.ts'
import { labelOfPath } from './labels.ts'
import type { Policy } from './schema.ts'

/** One value that differs. `better` and `worse` are meant for those who earn; `other` moves nothing by itself. */
export type PolicyChange = {
  /** `rules.download.counted.author_daily_cap` */
  path: string
  label: Text
  /** As people read it; undefined where there was, or is, none. */
  before: string | undefined
  after: string | undefined
  direction: 'better' | 'worse' | 'other'
}

/** What every version has of its own. */
const IDENTITY = new Set(['schema', 'school', 'extends', 'version', 'effective_from', 'approved_by', 'timezone'])

/**
 * Keys under which more is less for those who earn: thresholds, waits, prices, duties, penalties. Everywhere else a lower
 * number is worth less.
 */
const MORE_IS_LESS =
  /\.(min_\w+|account_min_age_days|vest_days|review_again_below|quick_seconds|full_review_days|price|min_change|teacher_originals_per_term|school_excellent_lessons_per_term)$|\.needs\.\w+$|^rules\.penalty\.plagiarism\.|^levels\./

/** Sections that nobody's points hang on. */
const NEUTRAL =
  /^(approval|settlement|calendar|board|school_index|tiers|metrics|monthly_check|appraisal|nightly|reports|cases|fair_play|review|panel|badges|honours|queue|events|things|requests|borrow_credit)(\.|$)|^redemption\.(?!items\.)|\.value_yuan$|^quota\.(remind_at|excellent_slots|join_grace_days)/

/** Kept from members: who knows a threshold stays just below it. */
export function isSecret(change: PolicyChange): boolean {
  return change.path.startsWith('fair_play.')
}

/** What differs between two versions, in the order of the file. Pure. */
export function policyDiff(before: Policy, after: Policy): PolicyChange[] {
  const [old, next] = [leaves(before), leaves(after)]
  const paths = [...new Set([...old.keys(), ...next.keys()])]
  return paths.flatMap((path): PolicyChange[] => {
    const [was, is] = [old.get(path), next.get(path)]
    if (was === is) return []
    return [
      {
        path,
        label: labelOfPath(path),
        before: was === undefined ? undefined : shown(was),
        after: is === undefined ? undefined : shown(is),
        direction: directionOf(path, was, is),
      },
    ]
  })
}

/** Whether anything is worth less under `after`: such a version needs its notice. */
export function isLower(changes: readonly PolicyChange[]): boolean {
  return changes.some((change) => change.direction === 'worse')
}

/** `课件 10 → 12` */
export function changeText(change: PolicyChange): Text {
  const side = (value: string | undefined, none: string) => value ?? none
  return {
    zh: `${change.label.zh} ${side(change.before, '无')} → ${side(change.after, '取消')}`,
    en: `${change.label.en} ${side(change.before, 'none')} → ${side(change.after, 'dropped')}`,
  }
}

type Leaf = number | string | boolean | null

/** Every value by its path. Lists of names are one leaf per name; lists of pairs one per first item. */
function leaves(policy: Policy): Map<string, Leaf> {
  const found = new Map<string, Leaf>()
  const walk = (value: unknown, path: string) => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        if (typeof item === 'string') found.set(`${path}.${item}`, true)
        else if (Array.isArray(item) && item.length === 2 && path.endsWith('.tiers'))
          walk(item[1], `${path}.≤${item[0] ?? '∞'}`)
        else if (Array.isArray(item) && item.length === 2 && path === 'levels')
          walk(item[0], `${path}.${isRecord(item[1]) ? String(item[1].zh) : String(item[1])}`)
        else if (isRecord(item) && typeof item.id === 'string') walk(item, `${path}.${item.id}`)
        else walk(item, `${path}.${index + 1}`)
      })
    } else if (isRecord(value)) {
      for (const [key, item] of Object.entries(value)) walk(item, path === '' ? key : `${path}.${key}`)
    } else if (value !== undefined && isLeaf(value)) found.set(path, value)
  }
  for (const [key, value] of Object.entries(policy)) if (!IDENTITY.has(key)) walk(value, key)
  return found
}

function directionOf(path: string, was: Leaf | undefined, is: Leaf | undefined): PolicyChange['direction'] {
  if (NEUTRAL.test(path)) return 'other'
  // A rule, a type or a mirror that is gone pays nothing any more; a threshold that is gone stands in nobody's way.
  if (was === undefined || is === undefined) {
    const gone = is === undefined
    return gone === MORE_IS_LESS.test(path) ? 'better' : 'worse'
  }
  if (typeof was !== 'number' || typeof is !== 'number') return 'other'
  return is > was === MORE_IS_LESS.test(path) ? 'worse' : 'better'
}

function shown(value: Leaf): string {
  if (value === true) return '✓'
  if (value === false) return '✗'
  return String(value)
}

function isLeaf(value: unknown): value is Leaf {
  return value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
