import type { Reader } from '../schema.ts'

/** A member as an administrator sees them in a list. */
export type FoundMember = {
  id: number
  name: string
  role: string
  pending: boolean
  platforms: string[]
  department: string | null
  left: boolean
}

/** Members of a school, newest last; `pending` only those who wait to be bound. At most `limit`. */
export async function listMembers(
  db: Reader,
  schoolId: string,
  { pending, limit }: { pending?: boolean; limit: number },
): Promise<FoundMember[]> {
  return (
    await members(db, schoolId)
      .where('member.left_at', 'is', null)
      .$if(pending === true, (query) => query.where('member.pending_since', 'is not', null))
      .orderBy('member.id')
      .limit(limit)
      .execute()
  ).map(foundOf)
}

/** Who is meant by `#7`, `7` or a name; several when a name is not unique, none when nobody is. Who has left is not. */
export async function findMembers(db: Reader, schoolId: string, said: string): Promise<FoundMember[]> {
  const words = said.normalize('NFKC').trim()
  const id = /^#?(\d{1,15})$/.exec(words)?.[1]
  const rows = await members(db, schoolId)
    .where('member.left_at', 'is', null)
    .where((eb) => (id === undefined ? eb('member.name', '=', words) : eb('member.id', '=', Number(id))))
    .orderBy('member.id')
    .limit(20)
    .execute()
  return rows.map(foundOf)
}

function members(db: Reader, schoolId: string) {
  return db
    .selectFrom('member')
    .leftJoin('department', (join) =>
      join.onRef('department.school_id', '=', 'member.school_id').onRef('department.id', '=', 'member.department_id'),
    )
    .select(['member.id', 'member.name', 'member.role', 'member.pending_since', 'member.left_at'])
    .select('department.name as department')
    .select((eb) =>
      eb
        .selectFrom('account')
        .select((sub) => sub.fn.agg<string[] | null>('array_agg', ['account.platform']).distinct().as('platforms'))
        .whereRef('account.school_id', '=', 'member.school_id')
        .whereRef('account.member_id', '=', 'member.id')
        .as('platforms'),
    )
    .where('member.school_id', '=', schoolId)
}

type Row = Awaited<ReturnType<ReturnType<typeof members>['execute']>>[number]

function foundOf(row: Row): FoundMember {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    pending: row.pending_since !== null,
    platforms: row.platforms ?? [],
    department: row.department,
    left: row.left_at !== null,
  }
}
