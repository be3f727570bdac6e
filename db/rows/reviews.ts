import type { Reader, Trx } from '../schema.ts'
import type { ResourceCard } from './resources.ts'

export type WaitingReview = ResourceCard & { waiting_since: Date }

/** What waits for a reviewer, oldest first; never the reviewer's own. */
export async function listWaiting(
  db: Reader,
  schoolId: string,
  reviewerId: number,
  limit: number,
): Promise<WaitingReview[]> {
  return db
    .selectFrom('review')
    .innerJoin('resource', (join) =>
      join.onRef('resource.school_id', '=', 'review.school_id').onRef('resource.id', '=', 'review.resource_id'),
    )
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'resource.school_id').onRef('member.id', '=', 'resource.member_id'),
    )
    .selectAll('resource')
    .select(['member.name as author_name', 'review.created_at as waiting_since'])
    .where('review.school_id', '=', schoolId)
    .where('review.status', '=', 'waiting')
    .where('resource.status', '=', 'review')
    .where('resource.member_id', '!=', reviewerId)
    .orderBy('review.created_at')
    .limit(limit)
    .execute()
}

/** Closes a review; false when somebody else has decided already. */
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
): Promise<boolean> {
  const row = await trx
    .updateTable('review')
    .set({ status: given.status, reviewer_id: given.reviewerId, reason: given.reason ?? null, decided_at: given.now })
    .where('school_id', '=', given.schoolId)
    .where('resource_id', '=', given.resourceId)
    .where('status', '=', 'waiting')
    .returning('resource_id')
    .executeTakeFirst()
  return row !== undefined
}

/** The undo of a refusal: it waits again. */
export async function reopen(trx: Trx, schoolId: string, resourceId: number): Promise<boolean> {
  const row = await trx
    .updateTable('review')
    .set({ status: 'waiting', reviewer_id: null, reason: null, decided_at: null })
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('status', '=', 'refused')
    .returning('resource_id')
    .executeTakeFirst()
  return row !== undefined
}
