import { policyAt } from '#db/policy/at.ts'
import type { DryRun, DryRunMember } from '#db/policy/dry-run.ts'
import { loadPolicy } from '#db/policy/parse.ts'
import type { Policy } from '#db/policy/schema.ts'
import { termAt } from '#db/policy/terms.ts'
import type { Db } from '#db/schema.ts'
import { quotaRate } from '#db/terms/rate.ts'
import { UserFacingError } from '#kit/errors.ts'
import { startOfDay } from '#kit/zone.ts'
import { pastOf, replayed, type Totals } from './replayed.ts'

export type DryRunAsked = {
  schoolId: string
  /** The draft's YAML. */
  source: string
  now: Date
  /** A term's id, or a day; by default the term that runs now. */
  since?: string
  onProgress?: (done: number, total: number) => void
}

/**
 * What a draft would have given since a day, beside what the versions in force give: the school's facts are projected
 * twice, in tables of their own. Changes nothing. Throws UserFacingError `policy_invalid` or `no_term`.
 */
export async function dryRun(db: Db, asked: DryRunAsked): Promise<DryRun> {
  const { schoolId, now } = asked
  const school = await db.selectFrom('school').select('time_zone').where('id', '=', schoolId).executeTakeFirstOrThrow()
  const policy = await loadPolicy(db, asked.source)
  const current = await policyAt(db, schoolId, now)
  const term = await termSince(db, asked, school.time_zone)
  const since = startOfDay(term.start, school.time_zone)
  const past = await pastOf(db, schoolId, now)
  // Both are replayed, so that a draft which changes nothing shows no difference, whatever came late.
  const half = (part: 0 | 1) => (done: number, total: number) => asked.onProgress?.(part * total + done, 2 * total)
  const before = await replayed(db, { past, since, onProgress: half(0) })
  const after = await replayed(db, {
    past,
    since,
    draft: { policy, source: asked.source },
    onProgress: half(1),
  })
  const names = await namesOf(db, schoolId)
  const members = compare(before, after, names)
  const running = termAt(current, now, school.time_zone)
  const was = await quotaRate(db, schoolId, running, current, school.time_zone)
  const is = await quotaRate(db, schoolId, running, policy, school.time_zone)
  const sum = (totals: Totals) => [...totals.values()].reduce((all, one) => all + one.spendable, 0)
  return {
    since: since.toISOString(),
    until: now.toISOString(),
    ...(term.id !== undefined && { term: term.id }),
    facts: past.facts,
    members,
    gain: members.filter((one) => one.after > one.before).length,
    lose: members.filter((one) => one.after < one.before).length,
    same: members.filter((one) => one.after === one.before).length,
    quota: { owing: is.owing, metBefore: was.met, metAfter: is.met },
    liability: { before: sum(before), after: sum(after) },
  }
}

/** The largest difference first; then by id, so that a second run says the same. */
function compare(before: Totals, after: Totals, names: ReadonlyMap<number, string>): DryRunMember[] {
  const none = { contribution: 0, spendable: 0 }
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((member) => {
      const [was, is] = [before.get(member) ?? none, after.get(member) ?? none]
      return {
        member,
        name: names.get(member) ?? String(member),
        before: was.contribution,
        after: is.contribution,
        spendableBefore: was.spendable,
        spendableAfter: is.spendable,
      }
    })
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || a.member - b.member)
}

async function namesOf(db: Db, schoolId: string): Promise<Map<number, string>> {
  const rows = await db.selectFrom('member').select(['id', 'name']).where('school_id', '=', schoolId).execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

async function termSince(db: Db, { schoolId, since, now }: DryRunAsked, zone: string) {
  const current = await policyAt(db, schoolId, now)
  if (since === undefined) return termAt(current, now, zone)
  const named = isDay(since) ? { id: undefined, start: since } : namedTerm(current, since)
  if (named && startOfDay(named.start, zone) > now) {
    throw new UserFacingError('no_term', {
      zh: `${since} 还没有开始，没有可模拟的过去。`,
      en: `${since} has not begun: there is no past to try it on.`,
    })
  }
  if (named) return named
  const known = current.calendar.terms.map((term) => term.id).join(', ')
  throw new UserFacingError('no_term', {
    zh: `没有 ${since} 这个学期，现有：${known}；也可以写一天，如 2026-11-01。`,
    en: `There is no term ${since}; there are: ${known}; or name a day, such as 2026-11-01.`,
  })
}

function namedTerm(policy: Policy, name: string): { id: string; start: string } | undefined {
  const named = policy.calendar.terms.find((term) => term.id === name)
  if (named) return named
  const half = /^(\d{4})-(autumn|spring)$/.exec(name)
  return half ? { id: name, start: half[2] === 'autumn' ? `${half[1]}-09-01` : `${half[1]}-02-01` } : undefined
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
