import { sql } from 'kysely'
import type { Reader } from '../schema.ts'

/** What somebody works with, strongest first; from what they shared and took in the last half year. */
export type Interests = { subjects: string[]; grades: number[] }

const DAYS = 180
/** More than these say nothing any more. */
const SUBJECTS = 3
const GRADES = 3
/** What has less than this share of the strongest was taken for somebody else. */
const FAINT = 0.25

/** The subjects and grades of a member; without any deed, those that the colleagues of the department share most. */
export async function interestsOf(db: Reader, schoolId: string, memberId: number, now: Date): Promise<Interests> {
  const since = new Date(now.getTime() - DAYS * 86_400_000)
  const { rows } = await sql<{ subject: string | null; grade: number | null; weight: number }>`
    select r.subject, r.grade, sum(d.weight)::int as weight
    from (
      select id as resource_id, 2 as weight from resource
      where school_id = ${schoolId} and member_id = ${memberId} and shared_at >= ${since} and status = 'live'
      union all
      select resource_id, 1 from download
      where school_id = ${schoolId} and member_id = ${memberId} and last_at >= ${since}
    ) d
    join resource r on r.school_id = ${schoolId} and r.id = d.resource_id
    group by 1, 2`.execute(db)
  if (rows.length > 0) return strongest(rows)
  const colleagues = await sql<{ subject: string | null; grade: number | null; weight: number }>`
    select r.subject, null as grade, count(*)::int as weight
    from member me
    join member other on other.school_id = me.school_id and other.department_id = me.department_id
    join resource r on r.school_id = other.school_id and r.member_id = other.id
    where me.school_id = ${schoolId} and me.id = ${memberId} and r.status = 'live' and r.shared_at >= ${since}
      and r.visibility in ('school', 'group', 'public')
    group by 1`.execute(db)
  return strongest(colleagues.rows)
}

function strongest(rows: readonly { subject: string | null; grade: number | null; weight: number }[]): Interests {
  return {
    subjects: top(
      rows.map(({ subject, weight }) => [subject, weight]),
      SUBJECTS,
    ),
    grades: top(
      rows.map(({ grade, weight }) => [grade, weight]),
      GRADES,
    ),
  }
}

function top<T extends string | number>(pairs: readonly (readonly [T | null, number])[], limit: number): T[] {
  const sums = new Map<T, number>()
  for (const [key, weight] of pairs) if (key !== null) sums.set(key, (sums.get(key) ?? 0) + weight)
  const strongest = Math.max(0, ...sums.values())
  return [...sums]
    .filter(([, weight]) => weight >= FAINT * strongest)
    .sort(([left, one], [right, other]) => other - one || (left < right ? -1 : 1))
    .slice(0, limit)
    .map(([key]) => key)
}
