import { sql } from 'kysely'
import type { Trx } from '../schema.ts'

/** Counts a download: `first` is true the first time this person takes this resource, for ever. */
export async function recordDownload(
  trx: Trx,
  schoolId: string,
  resourceId: number,
  memberId: number,
  now: Date,
): Promise<{ first: boolean }> {
  const row = await trx
    .insertInto('download')
    .values({ school_id: schoolId, resource_id: resourceId, member_id: memberId, first_at: now, last_at: now })
    .onConflict((conflict) =>
      conflict.constraint('download__pkey').doUpdateSet({ last_at: now, times: sql`download.times + 1` }),
    )
    .returning('times')
    .executeTakeFirstOrThrow()
  const first = row.times === 1
  if (first) {
    await trx
      .updateTable('resource')
      .set({ download_count: sql`download_count + 1` })
      .where('school_id', '=', schoolId)
      .where('id', '=', resourceId)
      .execute()
  }
  return { first }
}

/** One rating per person and resource, editable; returns the one before, if any. `null` takes it back. */
export async function setRating(
  trx: Trx,
  schoolId: string,
  resourceId: number,
  memberId: number,
  rating: { stars: number; comment?: string } | null,
  now: Date,
): Promise<{ before: { stars: number; comment: string | null } | undefined }> {
  const before = await trx
    .selectFrom('rating')
    .select(['stars', 'comment'])
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('member_id', '=', memberId)
    .forUpdate()
    .executeTakeFirst()
  if (rating === null) {
    await trx
      .deleteFrom('rating')
      .where('school_id', '=', schoolId)
      .where('resource_id', '=', resourceId)
      .where('member_id', '=', memberId)
      .execute()
  } else {
    await trx
      .insertInto('rating')
      .values({
        school_id: schoolId,
        resource_id: resourceId,
        member_id: memberId,
        stars: rating.stars,
        comment: rating.comment ?? null,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) =>
        conflict.constraint('rating__pkey').doUpdateSet((eb) => ({
          stars: rating.stars,
          comment: eb.fn.coalesce(eb.val(rating.comment ?? null), 'rating.comment'),
          updated_at: now,
        })),
      )
      .execute()
  }
  await trx
    .updateTable('resource')
    .set({
      rating_count: sql`rating_count + ${(rating === null ? 0 : 1) - (before === undefined ? 0 : 1)}`,
      rating_sum: sql`rating_sum + ${(rating?.stars ?? 0) - (before?.stars ?? 0)}`,
    })
    .where('school_id', '=', schoolId)
    .where('id', '=', resourceId)
    .execute()
  return { before }
}
