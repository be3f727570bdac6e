import { sql } from 'kysely'
import type { Reader } from '../schema.ts'
import type { TermSheet } from './sheets.ts'

/** A kept sheet of one colleague; amounts in 厘. */
export type KeptSheet = Omit<TermSheet, 'role' | 'department' | 'left'>

export async function findSheet(
  db: Reader,
  schoolId: string,
  term: string,
  member: number,
): Promise<KeptSheet | undefined> {
  const row = await sheets(db, schoolId, term).where('member_id', '=', member).executeTakeFirst()
  return row && sheetOf(row)
}

/** All sheets of a term, in the order of members' ids. */
export async function listSheets(db: Reader, schoolId: string, term: string): Promise<KeptSheet[]> {
  return (await sheets(db, schoolId, term).orderBy('member_id').execute()).map(sheetOf)
}

export async function findSchoolSheet(db: Reader, schoolId: string, term: string) {
  return db
    .selectFrom('term_school')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('term', '=', term)
    .executeTakeFirst()
}

export async function listGroupSheets(db: Reader, schoolId: string, term: string) {
  return db
    .selectFrom('term_group')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('term', '=', term)
    .orderBy('department_id')
    .execute()
}

/** What one colleague's school year amounts to. */
export type YearRow = {
  member: number
  name: string
  points: number
  /** Of how many locked terms, and in how many of those that owed something the quota was met. */
  terms: number
  quotaOwed: number
  quotaMet: number
  badges: number
}

/**
 * A school year such as `2026-2027` as the sum of its locked terms' snapshots, with their hashes: nothing is counted
 * anew, so that it can be repeated for ever.
 */
export async function yearRollUp(
  db: Reader,
  schoolId: string,
  year: string,
  zone: string,
): Promise<{ terms: { term: string; snapshotHash: string }[]; rows: YearRow[] }> {
  const first = Number(year.slice(0, 4))
  const { rows: terms } = await sql<{ term: string; hash: string }>`
    select term, snapshot_hash as hash from term_close
    where school_id = ${schoolId} and locked_at is not null
      and (starts_at at time zone ${zone})::date >= make_date(${first}::int, 9, 1)
      and (starts_at at time zone ${zone})::date < make_date(${first + 1}::int, 9, 1)
    order by starts_at`.execute(db)
  const ids = terms.map((one) => one.term)
  const { rows } = await sql<YearRow>`
    select member_id as member, (array_agg(name order by term desc))[1] as name, sum(points)::bigint as points,
      count(*) as terms, count(*) filter (where quota_due > 0) as "quotaOwed",
      count(*) filter (where quota_due > 0 and quota_done >= quota_due) as "quotaMet", max(badges) as badges
    from term_member
    where school_id = ${schoolId} and term = any (${ids}::text[])
    group by member_id order by member_id`.execute(db)
  return { terms: terms.map((one) => ({ term: one.term, snapshotHash: one.hash })), rows }
}

function sheets(db: Reader, schoolId: string, term: string) {
  return db.selectFrom('term_member').selectAll().where('school_id', '=', schoolId).where('term', '=', term)
}

type Row = Awaited<ReturnType<ReturnType<typeof sheets>['execute']>>[number]

function sheetOf(row: Row): KeptSheet {
  return {
    member: row.member_id,
    name: row.name,
    points: row.points,
    lifetime: row.lifetime,
    pending: row.pending,
    avail: row.avail,
    hold: row.hold,
    escrow: row.escrow,
    quotaDone: row.quota_done,
    quotaDue: row.quota_due,
    exempt: row.exempt ?? undefined,
    badges: row.badges,
    rank: row.rank ?? undefined,
    band: row.band ?? undefined,
  }
}
