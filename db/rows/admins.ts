import type { Reader } from '../schema.ts'

/** An administrator's account on one platform. */
export type AdminAccount = {
  memberId: number
  name: string
  locale: string | null
  platform: string
  externalId: string
}

/** The accounts of a school's administrators, for what they must hear from us; at most a hundred. */
export async function listAdminsToTell(db: Reader, schoolId: string): Promise<AdminAccount[]> {
  const rows = await db
    .selectFrom('member')
    .innerJoin('account', (join) =>
      join.onRef('account.school_id', '=', 'member.school_id').onRef('account.member_id', '=', 'member.id'),
    )
    .select(['member.id', 'member.name', 'member.locale', 'account.platform', 'account.external_id'])
    .where('member.school_id', '=', schoolId)
    .where('member.role', '=', 'admin')
    .where('member.left_at', 'is', null)
    .orderBy('member.id')
    .orderBy('account.created_at')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    memberId: row.id,
    name: row.name,
    locale: row.locale,
    platform: row.platform,
    externalId: row.external_id,
  }))
}
