import type { Db, Reader } from '../schema.ts'

export type AccountKey = { schoolId: string; platform: string; externalId: string }

/** What is known of a person on a platform; undefined before the first sighting. */
export async function findAccount(
  db: Reader,
  key: AccountKey,
): Promise<{ memberId: number; name: string; unionId: string | null; checkedAt: Date | null } | undefined> {
  const row = await db
    .selectFrom('account')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'account.school_id').onRef('member.id', '=', 'account.member_id'),
    )
    .select(['account.member_id', 'account.name as called', 'account.union_id', 'account.checked_at', 'member.name'])
    .where('account.school_id', '=', key.schoolId)
    .where('account.platform', '=', key.platform)
    .where('account.external_id', '=', key.externalId)
    .executeTakeFirst()
  return (
    row && {
      memberId: row.member_id,
      name: row.called ?? row.name,
      unionId: row.union_id,
      checkedAt: row.checked_at,
    }
  )
}

/** Keeps a person's union id, which is theirs in every app of the platform. */
export async function setUnionId(db: Db, key: AccountKey, unionId: string): Promise<void> {
  await db
    .updateTable('account')
    .set({ union_id: unionId })
    .where('school_id', '=', key.schoolId)
    .where('platform', '=', key.platform)
    .where('external_id', '=', key.externalId)
    .execute()
}

/** Gives somebody who was known under another id (an earlier app) their account back; false when nobody was. */
export async function linkByUnion(db: Db, key: AccountKey, unionId: string): Promise<boolean> {
  const known = await db
    .selectFrom('account')
    .select(['member_id', 'name'])
    .where('school_id', '=', key.schoolId)
    .where('platform', '=', key.platform)
    .where('union_id', '=', unionId)
    .orderBy('created_at')
    .executeTakeFirst()
  if (!known) return false
  await db
    .insertInto('account')
    .values({
      school_id: key.schoolId,
      platform: key.platform,
      external_id: key.externalId,
      member_id: known.member_id,
      union_id: unionId,
      name: known.name,
    })
    .onConflict((conflict) => conflict.constraint('account__pkey').doNothing())
    .execute()
  return true
}

/**
 * The platform's name of a person: the member follows it, unless somebody has changed the member's name here. `instead`
 * are the names they went by so far. Returns false when there is no such account yet.
 */
export async function setPlatformName(
  db: Db,
  key: AccountKey,
  name: string,
  instead: readonly string[],
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const account = await trx
      .selectFrom('account')
      .select(['member_id', 'name'])
      .where('school_id', '=', key.schoolId)
      .where('platform', '=', key.platform)
      .where('external_id', '=', key.externalId)
      .forUpdate()
      .executeTakeFirst()
    if (!account) return false
    await trx
      .updateTable('member')
      .set({ name })
      .where('school_id', '=', key.schoolId)
      .where('id', '=', account.member_id)
      .where('name', 'in', account.name === null ? instead : [account.name])
      .execute()
    await trx
      .updateTable('account')
      .set({ name })
      .where('school_id', '=', key.schoolId)
      .where('platform', '=', key.platform)
      .where('external_id', '=', key.externalId)
      .execute()
    return true
  })
}

/**
 * The platform was asked about a person; a member without a department gets the one it named, created when new. Returns
 * false when there is no such account yet.
 */
export async function setChecked(db: Db, key: AccountKey, at: Date, department: string | undefined): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const account = await trx
      .updateTable('account')
      .set({ checked_at: at })
      .where('school_id', '=', key.schoolId)
      .where('platform', '=', key.platform)
      .where('external_id', '=', key.externalId)
      .returning('member_id')
      .executeTakeFirst()
    if (!account) return false
    if (department === undefined) return true
    const known = await trx
      .selectFrom('department')
      .select('id')
      .where('school_id', '=', key.schoolId)
      .where('name', '=', department)
      .executeTakeFirst()
    const { id } =
      known ??
      (await trx
        .insertInto('department')
        .values({ school_id: key.schoolId, name: department, name_en: null })
        .returning('id')
        .executeTakeFirstOrThrow())
    await trx
      .updateTable('member')
      .set({ department_id: id })
      .where('school_id', '=', key.schoolId)
      .where('id', '=', account.member_id)
      .where('department_id', 'is', null)
      .execute()
    return true
  })
}

/** The names of the administrators of the schools that a platform serves; doctor shows them. */
export async function listAdmins(db: Reader, platform: string): Promise<string[]> {
  const rows = await db
    .selectFrom('member')
    .innerJoin('account', (join) =>
      join.onRef('account.school_id', '=', 'member.school_id').onRef('account.member_id', '=', 'member.id'),
    )
    .select('member.name')
    .where('member.role', '=', 'admin')
    .where('member.left_at', 'is', null)
    .where('account.platform', '=', platform)
    .orderBy('member.name')
    .limit(20)
    .execute()
  return [...new Set(rows.map((row) => row.name))]
}
