import { sql } from 'kysely'
import type { Reader } from '../schema.ts'

/** These members, whom they were merged into, and who was merged into them. */
export async function samePeople(db: Reader, schoolId: string, ids: readonly number[]): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select other.id from member as one
    join member as other on other.school_id = one.school_id
      and coalesce(other.merged_into, other.id) = coalesce(one.merged_into, one.id)
    where one.school_id = ${schoolId} and one.id = any (${[...ids]}::bigint[])
    union select unnest(${[...ids]}::bigint[])`.execute(db)
  return new Set(rows.map((row) => row.id))
}
