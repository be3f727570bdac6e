import type { Reader } from '../schema.ts'
import { policyAt } from './at.ts'
import type { Policy } from './schema.ts'

/** The next version that is published but not yet in force. */
export async function nextPolicy(
  db: Reader,
  schoolId: string,
  now: Date,
): Promise<{ version: string; effectiveFrom: Date; policy: Policy } | undefined> {
  const row = await db
    .selectFrom('policy')
    .select(['version', 'effective_from'])
    .where('school_id', '=', schoolId)
    .where('effective_from', '>', now)
    // Before its first version a school follows that one already.
    .where('effective_from', '>', (eb) =>
      eb
        .selectFrom('policy as first')
        .select((sub) => sub.fn.min('first.effective_from').as('at'))
        .where('first.school_id', '=', schoolId),
    )
    .orderBy('effective_from')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  const policy = await policyAt(db, schoolId, row.effective_from)
  return { version: row.version, effectiveFrom: row.effective_from, policy }
}

/** The versions of a school, newest first. */
export async function listPolicies(
  db: Reader,
  schoolId: string,
): Promise<{ version: string; effectiveFrom: Date; publishedAt: Date }[]> {
  const rows = await db
    .selectFrom('policy')
    .select(['version', 'effective_from', 'published_at'])
    .where('school_id', '=', schoolId)
    .orderBy('effective_from', 'desc')
    .execute()
  return rows.map((row) => ({
    version: row.version,
    effectiveFrom: row.effective_from,
    publishedAt: row.published_at,
  }))
}
