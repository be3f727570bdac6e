import type { Reader } from '../schema.ts'

/** The next version that is published but not yet in force. */
export async function nextPolicy(
  db: Reader,
  schoolId: string,
  now: Date,
): Promise<{ version: string; effectiveFrom: Date } | undefined> {
  const row = await db
    .selectFrom('policy')
    .select(['version', 'effective_from'])
    .where('school_id', '=', schoolId)
    .where('effective_from', '>', now)
    .orderBy('effective_from')
    .limit(1)
    .executeTakeFirst()
  return row && { version: row.version, effectiveFrom: row.effective_from }
}
