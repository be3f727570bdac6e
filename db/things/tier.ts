import type { Policy } from '../policy/schema.ts'
import type { Reader } from '../schema.ts'

export type TierRights = Policy['tiers']['rights']['A'] & { tier: 'A' | 'B' | 'C' }

/** What a school's tier gives it at other schools; before an index was ever computed, the floor. */
export async function rightsOf(db: Reader, schoolId: string, policy: Policy): Promise<TierRights> {
  const row = await db
    .selectFrom('school_index')
    .select('tier')
    .where('school_id', '=', schoolId)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst()
  const tier = row?.tier ?? policy.tiers.floor.tier
  return { ...policy.tiers.rights[tier], tier }
}
