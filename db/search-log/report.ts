import { sql } from 'kysely'
import type { Reader } from '../schema.ts'

export type QueryLine = { query: string; searches: number; people: number; total: number }
export type SynonymLine = { from: string; to: string; people: number }
export type WeekLine = { week: string; searches: number; empty: number; unclicked: number }
export type SearchReport = {
  weeks: WeekLine[]
  /** Queries that found nothing, most frequent first. */
  withoutResult: QueryLine[]
  /** Queries that showed something of which nothing was taken. */
  withoutClick: QueryLine[]
  /** What people typed next, with success: candidates for `gongxiang taxonomy add`. */
  synonyms: SynonymLine[]
}

/** So soon after a query in vain, the next one says the same in other words. 5 minutes. */
const NEXT_MS = 5 * 60_000

/**
 * What people searched for since `since`, by week of the school's zone. Queries in vain lead to the words that a school
 * should add; people are counted, never named, and a rewording counts only when two people found it.
 */
export async function searchReport(
  db: Reader,
  school: { id: string; time_zone: string },
  since: Date,
  limit: number,
): Promise<SearchReport> {
  const weeks = await sql<WeekLine>`
    select to_char(at at time zone ${school.time_zone}, 'IYYY"-W"IW') as week, count(*)::int as searches,
      count(*) filter (where total = 0)::int as empty,
      count(*) filter (where total > 0 and taken_id is null)::int as unclicked
    from search_log where school_id = ${school.id} and at >= ${since} group by 1 order by 1`.execute(db)
  const lines = (inVain: boolean) =>
    sql<QueryLine>`
      select lower(query) as query, count(*)::int as searches, count(distinct member_id)::int as people,
        max(total)::int as total
      from search_log where school_id = ${school.id} and at >= ${since}
        and ${inVain ? sql`total = 0` : sql`total > 0 and taken_id is null`}
      group by 1 order by 2 desc, 1 limit ${limit}`.execute(db)
  const synonyms = await sql<SynonymLine>`
    select lower(tried.query) as "from", lower(next.query) as "to", count(distinct tried.member_id)::int as people
    from search_log tried
    cross join lateral (
      select query, total from search_log later
      where later.school_id = tried.school_id and later.member_id = tried.member_id and later.id > tried.id
        and later.at <= tried.at + make_interval(secs => ${NEXT_MS / 1000})
      order by later.id limit 1
    ) next
    where tried.school_id = ${school.id} and tried.at >= ${since} and tried.total = 0 and tried.member_id is not null
      and next.total > 0 and lower(next.query) <> lower(tried.query)
    group by 1, 2 having count(distinct tried.member_id) >= 2 order by 3 desc, 1, 2 limit ${limit}`.execute(db)
  return {
    weeks: weeks.rows,
    withoutResult: (await lines(true)).rows,
    withoutClick: (await lines(false)).rows,
    synonyms: synonyms.rows,
  }
}
