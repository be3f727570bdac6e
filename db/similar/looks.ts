import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'

/** Bits of 1,024. Copies that were resized, re-encoded or brightened differ in up to 80, other pictures from 88 on. */
const MOST_APART = 80
/** The same as a share of the bits set in both, for pictures that are mostly empty: copies 0.12, others from 0.29 on. */
const MOST_SHARE = 0.2
const CANDIDATES = 5
/**
 * Of two frames of 256 bits, the same for a crop. Of 64 pictures out of real files 93 % were found again after random cuts
 * of up to 6 % of each side; of the 2,016 pairs of others only pages on one background came as near.
 */
const MOST_CROP_SHARE = 0.2
/** Uncropped pictures that are further apart are not crops of one another: spares the frames of most others. */
const CROP_CANDIDATE = 0.7
const LEAST_BITS = 20

/**
 * Earlier pictures that look the same, also when up to 6 % of each side was cut off one of them, nearest first and perhaps
 * twice; `apart` is the share of bits that differ. With `hasText` only
 * those without text: of two worksheets of one layout the texts decide.
 */
export async function findLook(
  db: Reader,
  given: { schoolId: string; look: string; crops: readonly string[]; before: number; hasText: boolean },
): Promise<{ id: number; apart: number }[]> {
  const { rows } = await sql<{ id: number; apart: number }>`
with mine as (
  select array(select ('x' || hex)::bit(256) from unnest(${[...given.crops]}::text[]) as hex) as crops
)
select resource_id as id, bit_count(look # ${given.look}::bit(1024))::float8 / 1024 as apart
from resource_print
where school_id = ${given.schoolId} and look is not null and resource_id < ${given.before}
  and (cardinality(print) = 0 or not ${given.hasText}::boolean)
  and bit_count(look # ${given.look}::bit(1024))
    <= least(${MOST_APART}::float8, ${MOST_SHARE}::float8 * (bit_count(look) + bit_count(${given.look}::bit(1024))))
union all
select theirs.resource_id, best.share
from mine cross join resource_print as theirs cross join lateral (
  select min(bit_count(one # other)::float8 / (bit_count(one) + bit_count(other))) as share
  from (
    select one, mine.crops[1] as other from unnest(theirs.crops) as one
    union all
    select theirs.crops[1], other from unnest(mine.crops) as other
  ) as pairs
  where bit_count(one) >= ${LEAST_BITS}::int and bit_count(other) >= ${LEAST_BITS}::int
) as best
where theirs.school_id = ${given.schoolId} and theirs.look is not null and theirs.resource_id < ${given.before}
  and (cardinality(theirs.print) = 0 or not ${given.hasText}::boolean)
  and bit_count(theirs.crops[1] # mine.crops[1])
    <= ${CROP_CANDIDATE}::float8 * (bit_count(theirs.crops[1]) + bit_count(mine.crops[1]))
  and best.share <= ${MOST_CROP_SHARE}::float8
order by apart, id limit ${CANDIDATES}`.execute(db)
  return rows
}

/** Keeps how a resource looks, instead of what was kept before. */
export async function writeLook(
  trx: Trx,
  given: { schoolId: string; resourceId: number; workId: number; look: string; crops: readonly string[] },
): Promise<void> {
  await sql`
insert into resource_print (school_id, resource_id, work_id, look, crops)
values (${given.schoolId}, ${given.resourceId}, ${given.workId}, ${given.look}::bit(1024),
  (select array_agg(('x' || hex)::bit(256) order by n) from unnest(${[...given.crops]}::text[]) with ordinality as crop (hex, n)))
on conflict on constraint resource_print__pkey do update set look = excluded.look, crops = excluded.crops`.execute(trx)
}
