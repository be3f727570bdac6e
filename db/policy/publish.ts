import { UserFacingError } from '#kit/errors.ts'
import type { Trx } from '../schema.ts'
import { invalid, parsePolicy } from './parse.ts'
import type { Policy } from './schema.ts'

/**
 * Publishes a version of a school's policy. The same text again changes nothing; the same version with another text is
 * refused, because versions are immutable. A later version must begin after every version and every fact that the
 * school has: a rule change never rewrites history. Throws UserFacingError `policy_invalid` or `policy_version_taken`.
 */
export async function publishPolicy(trx: Trx, schoolId: string, yamlText: string): Promise<Policy> {
  const policy = parsePolicy(yamlText)
  const school = await trx
    .selectFrom('school')
    .select(['id', 'time_zone'])
    .where('id', '=', schoolId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const published = await trx
    .selectFrom('policy')
    .select(['version', 'effective_from', 'source'])
    .where('school_id', '=', schoolId)
    .orderBy('effective_from', 'desc')
    .execute()
  const same = published.find((row) => row.version === policy.version)
  if (same && same.source === yamlText) return policy
  if (same) {
    throw new UserFacingError('policy_version_taken', {
      zh: `版本 ${policy.version} 已经发布，内容不能再改。请换一个新的版本号。`,
      en: `Version ${policy.version} is published and cannot be changed. Use a new version number.`,
    })
  }
  if (policy.school !== undefined && policy.school !== schoolId) {
    throw invalid([
      { zh: `school 是 ${policy.school}，不是本校`, en: `school is ${policy.school}, which is not yours` },
    ])
  }
  if (policy.timezone !== undefined && policy.timezone !== school.time_zone) {
    throw invalid([
      { zh: `timezone 必须是学校的时区 ${school.time_zone}`, en: `timezone must be the school's, ${school.time_zone}` },
    ])
  }
  const newest = published[0]
  if (newest) {
    const fact = await trx
      .selectFrom('fact')
      .select((eb) => eb.fn.max('occurred_at').as('at'))
      .where('school_id', '=', schoolId)
      .executeTakeFirst()
    const bound = Math.max(newest.effective_from.getTime(), fact?.at ? new Date(fact.at).getTime() : 0)
    if (Date.parse(policy.effective_from) <= bound) {
      throw invalid([
        {
          zh: 'effective_from 必须晚于已发布的版本和已发生的事，规则不追溯',
          en: 'effective_from must be later than the published versions and than what has already happened',
        },
      ])
    }
  }
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

/**
 * Publishes the first version of a school that has none; a school that has one keeps it. For every start: a shipped
 * default that changed with a release must never meet a published version of the same name.
 */
export async function ensurePolicy(trx: Trx, schoolId: string, yamlText: string): Promise<void> {
  const school = await trx.selectFrom('school').select('id').where('id', '=', schoolId).forUpdate().executeTakeFirst()
  const known = await trx.selectFrom('policy').select('version').where('school_id', '=', schoolId).executeTakeFirst()
  if (school && !known) await publishPolicy(trx, schoolId, yamlText)
}
