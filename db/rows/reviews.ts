import type { Trx } from '../schema.ts'

/** Closes a review and says since when it waited; undefined when somebody else has decided already. */
export async function decide(
  trx: Trx,
  given: {
    schoolId: string
    resourceId: number
    reviewerId: number
    status: 'accepted' | 'refused'
    reason?: string
    now: Date
  },
): Promise<{ since: Date } | undefined> {
  const row = await trx
    .updateTable('review')
    .set({ status: given.status, reviewer_id: given.reviewerId, reason: given.reason ?? null, decided_at: given.now })
    .where('school_id', '=', given.schoolId)
    .where('resource_id', '=', given.resourceId)
    .where('status', '=', 'waiting')
    .returning('created_at')
    .executeTakeFirst()
  return row && { since: row.created_at }
}

/** The undo of a refusal: it waits again, from now on. */
export async function reopen(trx: Trx, schoolId: string, resourceId: number, now: Date): Promise<boolean> {
  const row = await trx
    .updateTable('review')
    .set({
      status: 'waiting',
      reviewer_id: null,
      reason: null,
      decided_at: null,
      created_at: now,
      reminded_at: null,
      escalated_at: null,
    })
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('status', '=', 'refused')
    .returning('resource_id')
    .executeTakeFirst()
  return row !== undefined
}
