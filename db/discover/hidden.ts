import type { Trx } from '../schema.ts'

/** Never recommends this resource to this member again. */
export async function hideRecommended(trx: Trx, schoolId: string, memberId: number, resourceId: number): Promise<void> {
  await trx
    .insertInto('recommend_hidden')
    .values({ school_id: schoolId, member_id: memberId, resource_id: resourceId })
    .onConflict((conflict) => conflict.constraint('recommend_hidden__pkey').doNothing())
    .execute()
}
