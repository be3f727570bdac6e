import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'

/** Shingles with more works than this are template in a library of any size; as many rows of each are read. */
export const MOST_WORKS = 64
export const LEAST_WORKS = 8
export const TEMPLATE_SHARE = 0.05
/** A file of which more than this is template is a form, or one of very many versions. */
export const FORM_SHARE = 0.85
/** Common numbers below this are chance: 1 in 1,000 unrelated pairs has more. */
export const LEAST_COMMON = 3
export const CANDIDATES = 12
/** So many numbers are locked while a file comes in: of two files half alike, 98 % share one of them. */
export const LOCKED = 6

/** Earlier resources that may be versions of a text, the likeliest first, and which of its shingles are template. */
export type Found = { candidates: number[]; frequent: number[] }

/**
 * Lets two files that have something in common come in one after the other, so that the second one sees the first.
 * Holds until the transaction ends; take it after `lockContent`.
 */
export async function lockPrint(trx: Trx, schoolId: string, print: readonly number[]): Promise<void> {
  if (print.length === 0) return
  const keys = print.slice(0, LOCKED).map((shingle) => `print:${schoolId}:${shingle}`)
  await sql`select pg_advisory_xact_lock(key) from (
    select hashtextextended(name, 0) as key from unnest(${keys}::text[]) as name order by 1) as sorted`.execute(trx)
}

/**
 * Resources that share rare shingles with a print. A shingle is template when at least 8 works have it, or 5 % of the
 * library, or 64; when all but a few are, all count, because then the file is a form or one of very many versions.
 * Reads at most 65 rows for each number of the print.
 */
export async function findLike(db: Reader, schoolId: string, print: readonly number[], self: number): Promise<Found> {
  if (print.length === 0) return { candidates: [], frequent: [] }
  const { rows } = await sql<Found>`
with library as (
  select least(${MOST_WORKS}::float8, greatest(${LEAST_WORKS}::float8, ${TEMPLATE_SHARE}::float8 * count(*))) as most
  from (select 1 from resource_print where school_id = ${schoolId} limit ${Math.round(MOST_WORKS / TEMPLATE_SHARE)}) as seen
), hit as materialized (
  select probe.shingle, place.resource_id, place.work_id
  from unnest(${[...print]}::int[]) as probe (shingle)
  cross join lateral (
    select resource_id, work_id from print_shingle
    where school_id = ${schoolId} and print_shingle.shingle = probe.shingle and resource_id <> ${self}
    order by resource_id desc limit ${MOST_WORKS + 1}
  ) as place
), frequent as materialized (
  select shingle from hit group by shingle having count(distinct work_id) >= (select most from library)
), usable as (
  select * from hit where shingle not in (select shingle from frequent)
    or (select count(*) from frequent) > ${FORM_SHARE * print.length}::float8
), candidate as (
  select resource_id, count(*) as common from usable group by resource_id having count(*) >= ${LEAST_COMMON}
  order by common desc, resource_id desc limit ${CANDIDATES}
)
select
  (select coalesce(array_agg(resource_id order by common desc, resource_id desc), '{}') from candidate) as candidates,
  (select coalesce(array_agg(shingle), '{}') from frequent) as frequent`.execute(db)
  const [found] = rows
  if (!found) return { candidates: [], frequent: [] }
  const isForm = found.frequent.length > FORM_SHARE * print.length
  return { candidates: found.candidates.map(Number), frequent: isForm ? [] : found.frequent }
}

/** Keeps a resource's print, instead of the one before. `workId` = the family it belongs to, itself when it has none. */
export async function writePrint(
  trx: Trx,
  given: { schoolId: string; resourceId: number; workId: number; print: readonly number[] },
): Promise<void> {
  const { schoolId, resourceId, workId } = given
  const print = [...given.print]
  await sql`
with before as (
  select print from resource_print where school_id = ${schoolId} and resource_id = ${resourceId}
), gone as (
  delete from print_shingle where school_id = ${schoolId} and resource_id = ${resourceId}
    and shingle = any ((select print from before)::int[]) and shingle <> all (${print}::int[])
), kept as (
  insert into resource_print (school_id, resource_id, work_id, print)
  values (${schoolId}, ${resourceId}, ${workId}, ${print})
  on conflict on constraint resource_print__pkey
  do update set print = excluded.print
)
insert into print_shingle (school_id, shingle, resource_id, work_id)
select ${schoolId}, shingle, ${resourceId}, ${workId} from unnest(${print}::int[]) as shingle order by shingle
on conflict on constraint print_shingle__pkey do nothing`.execute(trx)
}

/** The family of a resource: the oldest one that it goes back to. */
export async function workOf(db: Reader, schoolId: string, resourceId: number): Promise<number> {
  const row = await db
    .selectFrom('resource_print')
    .select('work_id')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .executeTakeFirst()
  return row?.work_id ?? resourceId
}
