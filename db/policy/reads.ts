import type { Reader, Trx } from '../schema.ts'

/** Notes that a member read a version of the rules; again changes nothing. Answers whether it was new. */
export async function markRead(trx: Trx, schoolId: string, version: string, memberId: number, now: Date) {
  const row = await trx
    .insertInto('policy_read')
    .values({ school_id: schoolId, version, member_id: memberId, at: now })
    .onConflict((conflict) => conflict.constraint('policy_read__pkey').doNothing())
    .returning('version')
    .executeTakeFirst()
  return row !== undefined
}

export async function hasRead(db: Reader, schoolId: string, version: string, memberId: number): Promise<boolean> {
  const row = await db
    .selectFrom('policy_read')
    .select('version')
    .where('school_id', '=', schoolId)
    .where('version', '=', version)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row !== undefined
}

/** How many of those who are here now read a version. */
export async function countReaders(db: Reader, schoolId: string, version: string): Promise<number> {
  const row = await db
    .selectFrom('policy_read')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'policy_read.school_id').onRef('member.id', '=', 'policy_read.member_id'),
    )
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('policy_read.school_id', '=', schoolId)
    .where('policy_read.version', '=', version)
    .where('member.left_at', 'is', null)
    .executeTakeFirstOrThrow()
  return row.n
}
