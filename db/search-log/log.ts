import { sql } from 'kysely'
import type { Db, Trx } from '../schema.ts'

/** A download so soon after a search was found by it. 30 minutes. */
const CLICK_MS = 30 * 60_000
/** Who searched is forgotten after this. 30 days. */
export const FORGET_MS = 30 * 86_400_000
/** Longer queries are pasted texts; their beginning says enough. */
const QUERY_LENGTH = 100

/**
 * Writes down what was searched for and what was shown. Who searched is kept for 30 days, and not at all for who opted
 * out. Digits of eight and more in a row, which may be somebody's number, are left out.
 */
export async function logSearch(
  trx: Trx,
  search: { schoolId: string; memberId: number; at: Date; query: string; total: number; shown: readonly number[] },
): Promise<void> {
  const query = search.query
    .normalize('NFKC')
    .trim()
    .slice(0, QUERY_LENGTH)
    .replace(/\d{8,}/g, '…')
  if (query === '') return
  await sql`
    insert into search_log (school_id, member_id, at, query, total, shown)
    select ${search.schoolId}, case when exists (
        select 1 from member_choice where school_id = ${search.schoolId} and member_id = ${search.memberId}
          and name = 'search_log' and not is_on
      ) then null else ${search.memberId}::bigint end,
      ${search.at}, ${query}, ${search.total}, ${[...search.shown]}::bigint[]`.execute(trx)
}

/** Marks the last search of this member that showed the resource as answered by it. */
export async function logTaken(
  trx: Trx,
  taken: { schoolId: string; memberId: number; resourceId: number; at: Date },
): Promise<void> {
  await sql`
    update search_log set taken_id = ${taken.resourceId}
    where school_id = ${taken.schoolId} and id = (
      select id from search_log
      where school_id = ${taken.schoolId} and member_id = ${taken.memberId} and taken_id is null
        and at > ${new Date(taken.at.getTime() - CLICK_MS)} and at <= ${taken.at}
        and ${taken.resourceId} = any (shown)
      order by at desc, id desc limit 1)`.execute(trx)
}

/** Forgets who searched, 30 days after. Answers how many rows. */
export async function forgetSearchers(db: Db, schoolId: string, now: Date): Promise<number> {
  const done = await db
    .updateTable('search_log')
    .set({ member_id: null })
    .where('school_id', '=', schoolId)
    .where('member_id', 'is not', null)
    .where('at', '<', new Date(now.getTime() - FORGET_MS))
    .executeTakeFirst()
  return Number(done.numUpdatedRows)
}
