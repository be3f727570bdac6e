import { sql } from 'kysely'
import type { Trx } from '../schema.ts'
import type { Moved, Starred, Taken } from './merge-tables.ts'

type Pair = { schoolId: string; from: number; into: number }
type Both<Row> = { resource_id: number; own: boolean; mine: Row | null; theirs: Row | null }

/**
 * Downloads of two who are one: a download of one's own work goes, two of the same resource become one (the first time,
 * the last time, all times), all others change hands. The resources' counts follow.
 */
export async function mergeDownloads(trx: Trx, pair: Pair): Promise<Pick<Moved, 'downloads' | 'taken'>> {
  const downloads = await bothOf<Taken>(trx, 'download', pair)
  const own = idsOf(downloads, true)
  const twice = idsOf(downloads, false)
  await sql`
    update resource r set download_count = r.download_count - gone.n
    from (
      select resource_id, count(*) - case when resource_id = any (${twice}::bigint[]) then 1 else 0 end as n
      from download
      where school_id = ${pair.schoolId} and member_id in (${pair.from}, ${pair.into})
        and resource_id = any (${[...own, ...twice]}::bigint[])
      group by resource_id
    ) gone
    where r.school_id = ${pair.schoolId} and r.id = gone.resource_id`.execute(trx)
  await sql`
    update download kept set first_at = least(kept.first_at, other.first_at),
      last_at = greatest(kept.last_at, other.last_at), times = kept.times + other.times
    from download other
    where kept.school_id = ${pair.schoolId} and kept.member_id = ${pair.into}
      and kept.resource_id = any (${twice}::bigint[])
      and other.school_id = kept.school_id and other.resource_id = kept.resource_id
      and other.member_id = ${pair.from}`.execute(trx)
  await drop(trx, 'download', pair, own, twice)
  return { downloads, taken: await move(trx, 'download', pair) }
}

/** The same for ratings; of two ratings of one resource the later one stands. */
export async function mergeRatings(trx: Trx, pair: Pair): Promise<Pick<Moved, 'ratings' | 'starred'>> {
  const ratings = await bothOf<Starred>(trx, 'rating', pair)
  const own = idsOf(ratings, true)
  const twice = idsOf(ratings, false)
  await sql`
    update rating kept set stars = other.stars, comment = coalesce(other.comment, kept.comment),
      updated_at = other.updated_at
    from rating other
    where kept.school_id = ${pair.schoolId} and kept.member_id = ${pair.into}
      and kept.resource_id = any (${twice}::bigint[])
      and other.school_id = kept.school_id and other.resource_id = kept.resource_id
      and other.member_id = ${pair.from} and other.updated_at > kept.updated_at`.execute(trx)
  await drop(trx, 'rating', pair, own, twice)
  const starred = await move(trx, 'rating', pair)
  await countRatings(trx, pair.schoolId, [...own, ...twice])
  return { ratings, starred }
}

/** Counts the ratings of resources anew from their rows. */
export async function countRatings(trx: Trx, schoolId: string, ids: readonly number[]): Promise<void> {
  await sql`
    update resource r set
      rating_count = (select count(*) from rating x where x.school_id = r.school_id and x.resource_id = r.id),
      rating_sum = (select coalesce(sum(x.stars), 0) from rating x
        where x.school_id = r.school_id and x.resource_id = r.id)
    where r.school_id = ${schoolId} and r.id = any (${[...ids]}::bigint[])`.execute(trx)
}

/**
 * The undo of both: rows that changed hands go back, rows that fell away are there again. What was downloaded or rated
 * since stays as it is.
 */
export async function uncollapse(trx: Trx, pair: Pair, moved: Moved): Promise<void> {
  const { schoolId, from, into } = pair
  for (const [table, ids] of [
    ['download', moved.taken],
    ['rating', moved.starred],
  ] as const) {
    await sql`update ${sql.table(table)} set member_id = ${from}
      where school_id = ${schoolId} and member_id = ${into} and resource_id = any (${ids}::bigint[])`.execute(trx)
  }
  const lost = <Row>(rows: readonly Both<Row>[]) =>
    rows.flatMap((row) => [
      ...(row.mine ? [{ school_id: schoolId, resource_id: row.resource_id, member_id: from, ...row.mine }] : []),
      ...(row.own && row.theirs
        ? [{ school_id: schoolId, resource_id: row.resource_id, member_id: into, ...row.theirs }]
        : []),
    ])
  const downloads = lost(moved.downloads)
  await sql`insert into download
    select * from json_populate_recordset(null::download, ${JSON.stringify(downloads)}::json)
    on conflict on constraint download__pkey do nothing`.execute(trx)
  const ratings = lost(moved.ratings)
  await sql`insert into rating
    select * from json_populate_recordset(null::rating, ${JSON.stringify(ratings)}::json)
    on conflict on constraint rating__pkey do nothing`.execute(trx)
  const twice = moved.downloads.filter((row) => !row.own)
  for (const { resource_id, mine, theirs } of twice) {
    if (!mine || !theirs) continue
    await sql`update download set first_at = ${theirs.first_at}, times = greatest(1, times - ${mine.times})
      where school_id = ${schoolId} and resource_id = ${resource_id} and member_id = ${into}`.execute(trx)
  }
  for (const { resource_id, mine, theirs } of moved.ratings.filter((row) => !row.own)) {
    if (!mine || !theirs) continue
    // Unless it was rated again since, the other's own stars stand again.
    await sql`update rating set stars = ${theirs.stars}, comment = ${theirs.comment}, updated_at = ${theirs.updated_at}
      where school_id = ${schoolId} and resource_id = ${resource_id} and member_id = ${into}
        and updated_at = greatest(${mine.updated_at}::timestamptz, ${theirs.updated_at}::timestamptz)`.execute(trx)
  }
  const touched = downloads.map((row) => row.resource_id)
  await sql`update resource r set download_count =
      (select count(*) from download d where d.school_id = r.school_id and d.resource_id = r.id)
    where r.school_id = ${schoolId} and r.id = any (${touched}::bigint[])`.execute(trx)
  await countRatings(
    trx,
    schoolId,
    ratings.map((row) => row.resource_id),
  )
}

function idsOf(rows: readonly Both<unknown>[], own: boolean): number[] {
  return rows.filter((row) => row.own === own).map((row) => row.resource_id)
}

/** Rows about what one of the two made, and of what both have; as they are before. */
async function bothOf<Row>(trx: Trx, table: 'download' | 'rating', { schoolId, from, into }: Pair) {
  const { rows } = await sql<Both<Row>>`
    select r.id as resource_id, r.member_id in (${from}, ${into}) as own, to_json(mine) as mine, to_json(theirs) as theirs
    from resource r
    left join ${sql.table(table)} mine
      on mine.school_id = r.school_id and mine.resource_id = r.id and mine.member_id = ${from}
    left join ${sql.table(table)} theirs
      on theirs.school_id = r.school_id and theirs.resource_id = r.id and theirs.member_id = ${into}
    where r.school_id = ${schoolId} and r.id in (
      select resource_id from ${sql.table(table)} where school_id = ${schoolId} and member_id in (${from}, ${into}))
      and (r.member_id in (${from}, ${into}) or (mine.member_id is not null and theirs.member_id is not null))
    order by r.id`.execute(trx)
  return rows
}

async function drop(trx: Trx, table: 'download' | 'rating', pair: Pair, own: number[], twice: number[]) {
  await sql`
    delete from ${sql.table(table)}
    where school_id = ${pair.schoolId}
      and (member_id in (${pair.from}, ${pair.into}) and resource_id = any (${own}::bigint[])
        or member_id = ${pair.from} and resource_id = any (${twice}::bigint[]))`.execute(trx)
}

async function move(trx: Trx, table: 'download' | 'rating', pair: Pair): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    update ${sql.table(table)} set member_id = ${pair.into}
    where school_id = ${pair.schoolId} and member_id = ${pair.from} returning resource_id as id`.execute(trx)
  return rows.map((row) => row.id)
}
