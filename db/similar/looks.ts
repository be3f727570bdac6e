import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'

/** Bits of 1,024. Copies that were resized, re-encoded or brightened differ in up to 80, other pictures from 88 on. */
const MOST_APART = 80
/** The same as a share of the bits set in both, for pictures that are mostly empty: copies 0.12, others from 0.29 on. */
const MOST_SHARE = 0.2
const CANDIDATES = 5

/**
 * Earlier pictures that look the same, nearest first; `apart` is the share of bits that differ. With `hasText` only
 * those without text: of two worksheets of one layout the texts decide.
 */
export async function findLook(
  db: Reader,
  given: { schoolId: string; look: string; before: number; hasText: boolean },
): Promise<{ id: number; apart: number }[]> {
  const { rows } = await sql<{ id: number; apart: number }>`
select resource_id as id, bit_count(look # ${given.look}::bit(1024))::float8 / 1024 as apart
from resource_print
where school_id = ${given.schoolId} and look is not null and resource_id < ${given.before}
  and (cardinality(print) = 0 or not ${given.hasText}::boolean)
  and bit_count(look # ${given.look}::bit(1024))
    <= least(${MOST_APART}::float8, ${MOST_SHARE}::float8 * (bit_count(look) + bit_count(${given.look}::bit(1024))))
order by apart, resource_id limit ${CANDIDATES}`.execute(db)
  return rows
}

/** Keeps how a resource looks, instead of what was kept before. */
export async function writeLook(
  trx: Trx,
  given: { schoolId: string; resourceId: number; workId: number; look: string },
): Promise<void> {
  await sql`
insert into resource_print (school_id, resource_id, work_id, look)
values (${given.schoolId}, ${given.resourceId}, ${given.workId}, ${given.look}::bit(1024))
on conflict on constraint resource_print__pkey do update set look = excluded.look`.execute(trx)
}
