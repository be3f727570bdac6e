import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'

/** Who shares a work with its author; of every award `percent` is theirs. */
export type CoAuthor = { memberId: number; name: string; percent: number }
export type CoAuthorRow = CoAuthor & { status: 'asked' | 'agreed' | 'declined' }

/** Those who agreed, as the person they are now; never the author. */
export async function coAuthorsOf(db: Reader, schoolId: string, resourceId: number): Promise<CoAuthor[]> {
  const rows = await allOf(db, schoolId, resourceId)
  return rows
    .filter((row) => row.status === 'agreed')
    .map(({ memberId, name, percent }) => ({ memberId, name, percent }))
}

/** The same with those who were asked or declined. */
export async function allOf(db: Reader, schoolId: string, resourceId: number): Promise<CoAuthorRow[]> {
  const { rows } = await sql<{ member_id: number; name: string; share: number; status: CoAuthorRow['status'] }>`
    select who.id as member_id, who.name, share.share, share.status
    from co_author share
    join resource on resource.school_id = share.school_id and resource.id = share.resource_id
    join member asked on asked.school_id = share.school_id and asked.id = share.member_id
    join member who on who.school_id = asked.school_id and who.id = coalesce(asked.merged_into, asked.id)
    where share.school_id = ${schoolId} and share.resource_id = ${resourceId} and who.id <> resource.member_id
    order by share.asked_at, who.id`.execute(db)
  return rows.map((row) => ({
    memberId: Number(row.member_id),
    name: row.name,
    percent: row.share,
    status: row.status,
  }))
}

/** The author and everybody who agreed: nobody of them reviews, rates or judges the work. */
export async function makersOf(db: Reader, resource: { school_id: string; id: number; member_id: number }) {
  const shared = await coAuthorsOf(db, resource.school_id, resource.id)
  return [resource.member_id, ...shared.map((one) => one.memberId)]
}

/** Asks a colleague, or asks again with another share; their earlier yes is then void. */
export async function askCoAuthor(
  trx: Trx,
  given: { schoolId: string; resourceId: number; memberId: number; percent: number; now: Date },
): Promise<void> {
  const values = { share: given.percent, status: 'asked' as const, asked_at: given.now, decided_at: null }
  await trx
    .insertInto('co_author')
    .values({ school_id: given.schoolId, resource_id: given.resourceId, member_id: given.memberId, ...values })
    .onConflict((conflict) => conflict.constraint('co_author__pkey').doUpdateSet(values))
    .execute()
}

/** The colleague's word; false when they were not asked, or not for this share any more. */
export async function answerCoAuthor(
  trx: Trx,
  given: { schoolId: string; resourceId: number; memberId: number; percent?: number; agrees: boolean; now: Date },
): Promise<boolean> {
  const row = await trx
    .updateTable('co_author')
    .set({ status: given.agrees ? 'agreed' : 'declined', decided_at: given.now })
    .where('school_id', '=', given.schoolId)
    .where('resource_id', '=', given.resourceId)
    .where('member_id', '=', given.memberId)
    .where('status', '=', 'asked')
    .$if(given.percent !== undefined, (query) => query.where('share', '=', given.percent ?? 0))
    .returning('member_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Takes somebody off the work; answers what they were. */
export async function removeCoAuthor(
  trx: Trx,
  schoolId: string,
  resourceId: number,
  memberId: number,
): Promise<'asked' | 'agreed' | 'declined' | undefined> {
  const row = await trx
    .deleteFrom('co_author')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('member_id', '=', memberId)
    .returning('status')
    .executeTakeFirst()
  return row?.status
}
