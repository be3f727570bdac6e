import type { Reader } from '../schema.ts'

/** The names of where something was shared: the group's, then the author's department's. A direct chat has none. */
export async function settingOf(
  db: Reader,
  schoolId: string,
  chatId: number,
  memberId: number,
): Promise<{ chat?: string; department?: string }> {
  const chat = await db
    .selectFrom('chat')
    .select('name')
    .where('school_id', '=', schoolId)
    .where('id', '=', chatId)
    .where('kind', '=', 'group')
    .executeTakeFirst()
  const department = await db
    .selectFrom('member')
    .innerJoin('department', (join) =>
      join.onRef('department.school_id', '=', 'member.school_id').onRef('department.id', '=', 'member.department_id'),
    )
    .select('department.name')
    .where('member.school_id', '=', schoolId)
    .where('member.id', '=', memberId)
    .executeTakeFirst()
  return { ...(chat && { chat: chat.name }), ...(department && { department: department.name }) }
}
