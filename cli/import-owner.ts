import type { Db, Member } from '#db/schema.ts'
import { UserFacingError } from '#kit/errors.ts'

/**
 * Whose the imported resources are: the member with that id or exactly that name, or, when nobody is named, the
 * school's first administrator. Throws UserFacingError `no_member`, `several_members`.
 */
export async function ownerOf(db: Db, schoolId: string, owner: string | undefined): Promise<Member> {
  const wanted = owner?.trim()
  const id = wanted !== undefined && /^\d{1,15}$/.test(wanted) ? Number(wanted) : undefined
  const found = await db
    .selectFrom('member')
    .selectAll()
    .where('school_id', '=', schoolId)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? 0))
    .$if(id === undefined && wanted !== undefined, (query) => query.where('name', '=', wanted ?? ''))
    .$if(wanted === undefined, (query) => query.where('role', '=', 'admin').where('left_at', 'is', null))
    .orderBy('id')
    .limit(wanted === undefined ? 1 : 10)
    .execute()
  const [first, second] = found
  if (first && !second) return first
  if (first) {
    const ids = found.map((one) => one.id).join(', ')
    throw new UserFacingError('several_members', {
      zh: `有几位成员都叫 ${wanted}，请用编号指定：${ids}。`,
      en: `Several members are called ${wanted}; name one by id: ${ids}.`,
    })
  }
  throw new UserFacingError('no_member', {
    zh: '找不到导入资源的归属人，请用 --owner <成员姓名或编号> 指定。',
    en: 'Nobody to own the imported resources; name a member with --owner <name or id>.',
  })
}
