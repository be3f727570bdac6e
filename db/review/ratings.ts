import { insertFact } from '../rows/facts.ts'
import type { ResourceCard } from '../rows/resources.ts'
import type { Fact, Member, Reader, Trx } from '../schema.ts'
import { coAuthorsOf } from './co-authors.ts'
import { raterClass } from './rater.ts'

/** The mean that counts (towards the school's own mean while ratings are few), and of how many ratings. */
export type Quality = { mean: number; ratings: number }

/** Undefined before the first rating has been settled. */
export async function qualityOf(db: Reader, schoolId: string, resourceId: number): Promise<Quality | undefined> {
  const row = await db
    .selectFrom('quality_state')
    .select(['mean', 'ratings'])
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .executeTakeFirst()
  return row?.mean == null || row.ratings === 0 ? undefined : { mean: row.mean, ratings: row.ratings }
}

/** When somebody first took a resource; undefined when they never did. */
export async function takenAt(
  db: Reader,
  schoolId: string,
  resourceId: number,
  memberId: number,
): Promise<Date | undefined> {
  const row = await db
    .selectFrom('download')
    .select('first_at')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row?.first_at
}

export type Comment = { stars: number; comment: string; at: Date; memberId: number }

/** What was said about a resource, newest first. */
export async function listComments(
  db: Reader,
  schoolId: string,
  resourceId: number,
  limit: number,
): Promise<Comment[]> {
  const rows = await db
    .selectFrom('rating')
    .select(['stars', 'comment', 'updated_at', 'member_id'])
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('comment', 'is not', null)
    .orderBy('updated_at', 'desc')
    .orderBy('member_id')
    .limit(limit)
    .execute()
  return rows.flatMap((row) =>
    row.comment === null
      ? []
      : [{ stars: row.stars, comment: row.comment, at: row.updated_at, memberId: row.member_id }],
  )
}

/**
 * The fact of a rating, its change or (stars 0) its end, with everything that its weight depends on. `key` tells this
 * event from every other of the same person about the same resource.
 */
export async function noteRating(
  trx: Trx,
  resource: ResourceCard,
  rater: Member,
  given: { stars: number; comment: string | undefined; taken: Date | undefined; key: string; now: Date },
): Promise<Fact | undefined> {
  const shared = await coAuthorsOf(trx, resource.school_id, resource.id)
  const seconds = given.taken && Math.max(0, Math.floor((given.now.getTime() - given.taken.getTime()) / 1_000))
  return insertFact(trx, {
    schoolId: resource.school_id,
    key: `rated:${resource.id}:${rater.id}:${given.key}`,
    kind: 'resource.rated',
    actorId: rater.id,
    resourceId: resource.id,
    occurredAt: given.now,
    payload: {
      author: resource.member_id,
      ...(shared.length > 0 && { co_authors: shared.map((one) => one.memberId) }),
      stars: given.stars,
      comment_chars: [...(given.comment ?? '')].length,
      had_download: given.taken !== undefined,
      ...(rater.pending_since !== null && { bound: false }),
      rater: await raterClass(trx, rater, resource),
      seconds_since_download: seconds ?? null,
      pages: resource.media?.pages ?? null,
    },
  })
}
