import { sql } from 'kysely'
import type { Reader } from '../schema.ts'

/** A person: the member they are now, and every member they have been, the present one included. */
export type Self = { now: number; all: number[] }

/** Who these members are by now; a member that was never merged is themselves. One statement. */
export async function selvesOf(db: Reader, schoolId: string, ids: readonly number[]): Promise<Map<number, Self>> {
  const { rows } = await sql<{ asked: number; now: number; ids: number[] }>`
    select asked.id as asked, coalesce(asked.merged_into, asked.id) as now,
      (select array_agg(been.id order by been.id) from member been
        where been.school_id = asked.school_id and been.merged_into = coalesce(asked.merged_into, asked.id)) as ids
    from member asked
    where asked.school_id = ${schoolId} and asked.id = any (${[...new Set(ids)]}::bigint[])`.execute(db)
  return new Map(rows.map((row) => [row.asked, { now: row.now, all: [row.now, ...(row.ids ?? []).map(Number)] }]))
}
