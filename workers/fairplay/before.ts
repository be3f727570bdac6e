import { raiseFlags } from '#db/fairplay/raise.ts'
import type { FairFlag } from '#db/fairplay/tables.ts'
import { policyAt } from '#db/policy/at.ts'
import type { Signal } from '#db/policy/sections/fair-play.ts'
import type { Db } from '#db/schema.ts'

/** The signals that see what a waiting fact of this kind may belong to. The slow ones wait for the night. */
const BY_KIND: Record<string, readonly Signal[]> = {
  'resource.accepted': ['splitting', 'near_duplicate'],
  'request.fulfilled': ['bounty'],
}
/** Where downloads are posted at once there is no night before them. */
const AT_ONCE: Record<string, readonly Signal[]> = {
  'resource.downloaded': ['burst'],
  'resource.rated': ['rating_bomb', 'rating_burst'],
}

/** Looks at what waits to be posted at once, so that it is held before it is posted. */
export async function lookBefore(db: Db, schoolId: string, now: Date): Promise<FairFlag[]> {
  const kinds = await db
    .selectFrom('fact')
    .select('kind')
    .distinct()
    .where('school_id', '=', schoolId)
    .where('status', '=', 'waiting')
    .execute()
  if (kinds.length === 0) return []
  const policy = await policyAt(db, schoolId, now)
  const atOnce = policy.rules['download.counted'].settle === 'at_once'
  const signals = kinds.flatMap(({ kind }) => [...(BY_KIND[kind] ?? []), ...(atOnce ? (AT_ONCE[kind] ?? []) : [])])
  return signals.length === 0 ? [] : raiseFlags(db, schoolId, now, signals)
}
