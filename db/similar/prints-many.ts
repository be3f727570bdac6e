import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'
import {
  CANDIDATES,
  FORM_SHARE,
  type Found,
  LEAST_COMMON,
  LEAST_WORKS,
  LOCKED,
  MOST_WORKS,
  TEMPLATE_SHARE,
} from './prints.ts'

/** A resource that comes in, with the print of its text. */
export type Entering = { id: number; print: readonly number[] }

/** `lockPrint` for several files at once, in one order for all. */
export async function lockPrints(trx: Trx, schoolId: string, prints: readonly (readonly number[])[]): Promise<void> {
  const keys = new Set(
    prints.flatMap((print) => print.slice(0, LOCKED).map((shingle) => `print:${schoolId}:${shingle}`)),
  )
  if (keys.size === 0) return
  await sql`/* prepared: lock_prints */ select pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(name, 0) as key from unnest(${[...keys]}::text[]) as name order by 1) as sorted`.execute(
    trx,
  )
}

/**
 * Keeps the prints of resources that come in together, each in a family of its own; `joinWork` moves those that turn
 * out to be versions.
 */
export async function writePrints(trx: Trx, schoolId: string, entering: readonly Entering[]): Promise<void> {
  if (entering.length === 0) return
  const { ids, shingles } = flat(entering)
  await sql`/* prepared: write_prints */
with given as (
  select file, shingle from unnest(${ids}::bigint[], ${shingles}::int[]) as one (file, shingle)
), kept as (
  insert into resource_print (school_id, resource_id, work_id, print)
  select ${schoolId}, file, file, array_agg(shingle) from given group by file
)
insert into print_shingle (school_id, shingle, resource_id, work_id)
select ${schoolId}, shingle, file, file from given order by shingle, file`.execute(trx)
}

/** Makes a resource that has just come in one of a family. */
export async function joinWork(trx: Trx, schoolId: string, resourceId: number, workId: number): Promise<void> {
  await sql`
with kept as (
  update resource_print set work_id = ${workId} where school_id = ${schoolId} and resource_id = ${resourceId}
  returning print
)
update print_shingle set work_id = ${workId} where school_id = ${schoolId} and resource_id = ${resourceId}
  and shingle = any ((select print from kept)::int[])`.execute(trx)
}

/** `findLike` for several resources whose prints are kept already: each is compared with those that came before it. */
export async function findLikeMany(
  db: Reader,
  schoolId: string,
  entering: readonly Entering[],
): Promise<Map<number, Found>> {
  const some = entering.filter(({ print }) => print.length > 0)
  if (some.length === 0) return new Map()
  const { ids, shingles } = flat(some)
  const { rows } = await sql<{ file: number; candidates: number[]; frequent: number[] }>`/* prepared: find_like_many */
with library as (
  select least(${MOST_WORKS}::float8, greatest(${LEAST_WORKS}::float8, ${TEMPLATE_SHARE}::float8 * count(*))) as most
  from (select 1 from resource_print where school_id = ${schoolId} limit ${Math.round(MOST_WORKS / TEMPLATE_SHARE)}) as seen
), probe as materialized (
  select file, shingle from unnest(${ids}::bigint[], ${shingles}::int[]) as one (file, shingle)
), hit as materialized (
  select probe.file, probe.shingle, place.resource_id, place.work_id
  from probe cross join lateral (
    select resource_id, work_id from print_shingle
    where school_id = ${schoolId} and print_shingle.shingle = probe.shingle and resource_id < probe.file
    order by resource_id desc limit ${MOST_WORKS + 1}
  ) as place
), frequent as materialized (
  select file, shingle from hit group by file, shingle having count(distinct work_id) >= (select most from library)
), form as materialized (
  select file from frequent group by file
  having count(*) > ${FORM_SHARE}::float8 * (select count(*) from probe where probe.file = frequent.file)
), usable as (
  select hit.file, hit.resource_id from hit left join frequent using (file, shingle)
  where frequent.shingle is null or hit.file in (select file from form)
), ranked as (
  select file, resource_id, count(*) as common,
    row_number() over (partition by file order by count(*) desc, resource_id desc) as place
  from usable group by file, resource_id having count(*) >= ${LEAST_COMMON}
)
select file,
  array_agg(resource_id order by common desc, resource_id desc) as candidates,
  coalesce((select array_agg(shingle) from frequent where frequent.file = ranked.file
    and ranked.file not in (select file from form)), '{}') as frequent
from ranked where place <= ${CANDIDATES} group by file`.execute(db)
  return new Map(
    rows.map(({ file, candidates, frequent }) => [Number(file), { candidates: candidates.map(Number), frequent }]),
  )
}

/** Two arrays of the same length as PostgreSQL reads them: the driver would quote each of hundreds of numbers. */
function flat(entering: readonly Entering[]): { ids: string; shingles: string } {
  const ids = entering.flatMap(({ id, print }) => print.map(() => id))
  const shingles = entering.flatMap(({ print }) => print)
  return { ids: `{${ids.join(',')}}`, shingles: `{${shingles.join(',')}}` }
}
