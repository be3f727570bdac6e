import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { addDays, dayOf } from '#kit/zone.ts'
import type { Reader, Trx } from '../schema.ts'
import { policyAt, policySource } from './at.ts'
import { isLower, type PolicyChange, policyDiff } from './diff.ts'
import { invalid, loadPolicy, readFor, withLines } from './parse.ts'
import type { Problem } from './problem.ts'
import type { Policy } from './schema.ts'

/**
 * Publishes a version of a school's policy. The same text again changes nothing; the same version with another text is
 * refused, because versions are immutable. A later version must begin after every version and every fact that the
 * school has: a rule change never rewrites history. With `now`, what people do is held to more: it must begin in the
 * future, and be announced when anything is worth less under it. Throws UserFacingError `policy_invalid` or
 * `policy_version_taken`.
 */
export async function publishPolicy(trx: Trx, schoolId: string, yamlText: string, now?: Date): Promise<Policy> {
  const policy = await loadPolicy(trx, yamlText)
  await trx.selectFrom('school').select('id').where('id', '=', schoolId).forUpdate().executeTakeFirstOrThrow()
  const same = await policySource(trx, schoolId, policy.version)
  if (same === yamlText) return policy
  if (same !== undefined) throw taken(policy.version)
  const problems = await schoolProblems(trx, schoolId, policy, now)
  if (problems.length > 0) throw invalid(withLines(problems, yamlText))
  await trx
    .insertInto('policy')
    .values({
      school_id: schoolId,
      version: policy.version,
      effective_from: policy.effective_from,
      source: yamlText,
      body: JSON.stringify(policy),
    })
    .execute()
  return policy
}

/** A file checked for a school, without publishing it: what it is, what differs from the version before, what is wrong. */
export async function checkPolicy(
  db: Reader,
  schoolId: string,
  yamlText: string,
  now?: Date,
): Promise<{ policy: Policy | undefined; before: Policy; changes: PolicyChange[]; problems: Text[] }> {
  const { policy, problems } = await readFor(db, yamlText)
  const before = await policyBefore(db, schoolId, policy, now)
  if (!policy) return { policy, before, changes: [], problems }
  const taken = await policySource(db, schoolId, policy.version)
  const changes = policyDiff(before, policy)
  if (taken === yamlText) return { policy, before, changes, problems }
  if (taken !== undefined) {
    const said = { zh: `版本 ${policy.version} 已经发布`, en: `version ${policy.version} is published already` }
    problems.push(...withLines([{ at: ['version'], ...said }], yamlText))
  }
  problems.push(...withLines(await schoolProblems(db, schoolId, policy, now), yamlText))
  return { policy, before, changes, problems }
}

/** The version that a new one takes the place of. */
async function policyBefore(db: Reader, schoolId: string, policy: Policy | undefined, now: Date | undefined) {
  const at = policy ? new Date(Date.parse(policy.effective_from) - 1) : (now ?? new Date(0))
  return policyAt(db, schoolId, at)
}

/** What only the school's rows can tell. */
async function schoolProblems(db: Reader, schoolId: string, policy: Policy, now: Date | undefined): Promise<Problem[]> {
  const problems: Problem[] = []
  const school = await db.selectFrom('school').select('time_zone').where('id', '=', schoolId).executeTakeFirstOrThrow()
  if (policy.school !== undefined && policy.school !== schoolId) {
    problems.push({
      at: ['school'],
      zh: `school 是 ${policy.school}，不是本校`,
      en: `school is ${policy.school}, which is not yours`,
    })
  }
  if (policy.timezone !== undefined && policy.timezone !== school.time_zone) {
    problems.push({
      at: ['timezone'],
      zh: `timezone 必须是学校的时区 ${school.time_zone}`,
      en: `timezone must be the school's, ${school.time_zone}`,
    })
  }
  const newest = await db
    .selectFrom('policy')
    .select(['version', 'effective_from'])
    .where('school_id', '=', schoolId)
    .orderBy('effective_from', 'desc')
    .limit(1)
    .executeTakeFirst()
  // The first version also rules what was before it.
  if (!newest) return problems
  const fact = await db
    .selectFrom('fact')
    .select((eb) => eb.fn.max('occurred_at').as('at'))
    .where('school_id', '=', schoolId)
    .executeTakeFirst()
  const begins = Date.parse(policy.effective_from)
  if (begins <= newest.effective_from.getTime()) {
    const from = dayOf(newest.effective_from, school.time_zone)
    problems.push({
      at: ['effective_from'],
      zh: `effective_from 必须晚于已发布的 ${newest.version}，它从 ${from} 起生效`,
      en: `effective_from must be later than ${newest.version}, which is published and in force from ${from}`,
    })
  } else if (fact?.at && begins <= fact.at.getTime()) {
    problems.push({
      at: ['effective_from'],
      zh: 'effective_from 必须晚于已经发生的事，规则不追溯；请写以后的日期',
      en: 'effective_from must be later than what has already happened; name a day to come',
    })
  } else if (now) problems.push(...(await noticeProblems(db, schoolId, policy, now, school.time_zone)))
  return problems
}

async function noticeProblems(
  db: Reader,
  schoolId: string,
  policy: Policy,
  now: Date,
  zone: string,
): Promise<Problem[]> {
  const begins = new Date(policy.effective_from)
  if (begins <= now) {
    return [{ at: ['effective_from'], zh: 'effective_from 必须在将来', en: 'effective_from must be in the future' }]
  }
  const before = await policyBefore(db, schoolId, policy, now)
  const lower = policyDiff(before, policy).filter((change) => change.direction === 'worse')
  if (!isLower(lower)) return []
  const days = before.approval.lower_notice_days
  const earliest = addDays(now, days, zone)
  if (begins >= earliest) return []
  const named = lower.slice(0, 5)
  const more = lower.length > named.length
  return [
    {
      at: ['effective_from'],
      zh: `有 ${lower.length} 项调低（${named.map((one) => one.label.zh).join('、')}${more ? '…' : ''}），需提前 ${days} 天公布，effective_from 最早为 ${dayOf(earliest, zone)}；只调高的可以随时生效`,
      en: `${lower.length} thing(s) are worth less (${named.map((one) => one.label.en).join(', ')}${more ? ', …' : ''}), which needs ${days} days’ notice: effective_from may be ${dayOf(earliest, zone)} at the earliest; raises need none`,
    },
  ]
}

function taken(version: string): UserFacingError {
  return new UserFacingError('policy_version_taken', {
    zh: `版本 ${version} 已经发布，内容不能再改。请换一个新的版本号。`,
    en: `Version ${version} is published and cannot be changed. Use a new version number.`,
  })
}

/**
 * Publishes the first version of a school that has none; a school that has one keeps it. For every start: a shipped
 * default that changed with a release must never meet a published version of the same name.
 */
export async function ensurePolicy(trx: Trx, schoolId: string, yamlText: string): Promise<void> {
  const school = await trx.selectFrom('school').select('id').where('id', '=', schoolId).forUpdate().executeTakeFirst()
  const known = await trx.selectFrom('policy').select('version').where('school_id', '=', schoolId).executeTakeFirst()
  if (school && !known) await publishPolicy(trx, schoolId, yamlText)
}

/** Publishes a district's version, for its schools to build on. The same text again changes nothing. */
export async function publishDistrictPolicy(trx: Trx, district: string, yamlText: string, now: Date): Promise<Policy> {
  const policy = await loadPolicy(trx, yamlText)
  const problems: Text[] = []
  if (policy.extends !== undefined) {
    problems.push({ zh: '区级规则不能再 extends 别的规则', en: 'a district’s policy cannot extend another' })
  }
  if (policy.school !== undefined && policy.school !== district) {
    problems.push({
      zh: `school 是 ${policy.school}，不是 ${district}`,
      en: `school is ${policy.school}, not ${district}`,
    })
  }
  const same = await trx
    .selectFrom('district_policy')
    .select('source')
    .where('district', '=', district)
    .where('version', '=', policy.version)
    .executeTakeFirst()
  if (same && same.source === yamlText) return policy
  if (same) throw taken(policy.version)
  if (problems.length > 0) throw invalid(problems)
  await trx
    .insertInto('district_policy')
    .values({
      district,
      version: policy.version,
      effective_from: policy.effective_from,
      source: yamlText,
      published_at: now,
    })
    .execute()
  return policy
}
