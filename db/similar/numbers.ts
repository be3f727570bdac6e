import { sql } from 'kysely'
import type { Reader } from '../schema.ts'

/** Which version each of these resources is, 2 and up; those that replaced nothing are left out. */
export async function versionNumbers(
  db: Reader,
  schoolId: string,
  ids: readonly number[],
): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; n: number }>`
    with recursive older as (
      select superseded_by as id, id as one, 1 as depth from resource
      where school_id = ${schoolId} and superseded_by = any (${[...ids]}::bigint[])
      union all
      select older.id, resource.id, older.depth + 1
      from older join resource on resource.school_id = ${schoolId} and resource.superseded_by = older.one
      where older.depth < 50
    )
    select id, count(distinct one)::int + 1 as n from older group by id`.execute(db)
  return new Map(rows.map(({ id, n }) => [id, n]))
}
