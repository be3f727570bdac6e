import { sql } from 'kysely'
import { addDays, dayOf } from '#kit/zone.ts'
import type { Policy } from '../policy/schema.ts'
import type { Reader, Role } from '../schema.ts'
import { sharedIn } from './originals.ts'
import { daysBetween, type TermSpan } from './span.ts'
import type { Exemption } from './tables.ts'

/** What a teacher owes in a term, and what of it is there. */
export type QuotaSheet = {
  member: number
  name: string
  role: Role
  department: number | undefined
  done: number
  /** After the part of the term they were there; 0 for who is exempt. */
  due: number
  exempt: Exemption | undefined
  /** Joined after the grace days: owes a part. */
  joinedOn: string | undefined
}

/** Who owes originals: teachers and heads of department who are here and bound. */
export const OWING = sql`m.left_at is null and m.pending_since is null and m.role in ('teacher', 'head')`

/** The sheets of all teachers of a school, or of one member, in the order of their ids. */
export async function quotaSheets(
  db: Reader,
  schoolId: string,
  span: TermSpan,
  policy: Policy,
  zone: string,
  memberId?: number,
): Promise<QuotaSheet[]> {
  const one = memberId === undefined ? sql`` : sql`and m.id = ${memberId}`
  const { rows } = await sql<{
    id: number
    name: string
    role: Role
    department_id: number | null
    created_at: Date
    school_began: Date
    exempt: Exemption | null
  }>`
    select m.id, m.name, m.role, m.department_id, m.created_at, school.created_at as school_began, free.reason as exempt
    from member m
    join school on school.id = m.school_id
    left join quota_exemption free on free.school_id = m.school_id and free.term = ${span.id} and free.member_id = m.id
      and free.ended_at is null
    where m.school_id = ${schoolId} and ${OWING} and m.created_at < ${span.to} ${one}
    order by m.id`.execute(db)
  const counted = new Map<number, number>()
  const days = policy.rules.withdrawal.author_reverses_within_days
  for (const shared of await sharedIn(db, schoolId, span, days, memberId)) {
    if (shared.counts) counted.set(shared.member, (counted.get(shared.member) ?? 0) + 1)
  }
  return rows.map((row) => {
    const joined = joinedOn(row, span, policy, zone)
    const whole = policy.quota.teacher_originals_per_term
    return {
      member: row.id,
      name: row.name,
      role: row.role,
      department: row.department_id ?? undefined,
      done: counted.get(row.id) ?? 0,
      due: row.exempt === null ? part(whole, span, joined) : 0,
      exempt: row.exempt ?? undefined,
      joinedOn: joined,
    }
  })
}

/** Whether a sheet owes anything, and whether that is there. */
export function owes(sheet: Pick<QuotaSheet, 'done' | 'due'>): boolean {
  return sheet.due > 0
}
export function meets(sheet: Pick<QuotaSheet, 'done' | 'due'>): boolean {
  return sheet.due > 0 && sheet.done >= sheet.due
}

/** By the days from joining to the end of the term, rounded to the nearest whole. */
function part(whole: number, span: TermSpan, joined: string | undefined): number {
  if (joined === undefined) return whole
  const all = daysBetween(span.start, span.end) + 1
  const there = daysBetween(joined, span.end) + 1
  return Math.round((whole * there) / all)
}

/** The day on which somebody came, when that was after the grace days of the term and of the school's start here. */
function joinedOn(
  row: { created_at: Date; school_began: Date },
  span: TermSpan,
  policy: Policy,
  zone: string,
): string | undefined {
  const began = new Date(Math.max(row.school_began.getTime(), span.from.getTime()))
  return row.created_at > addDays(began, policy.quota.join_grace_days, zone) ? dayOf(row.created_at, zone) : undefined
}
