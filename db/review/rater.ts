import type { Member, Reader } from '../schema.ts'
import { subjectOfDepartment } from './reviewers.ts'

export type RaterClass = 'expert' | 'same_subject' | 'teacher' | 'student'

/**
 * What somebody's rating of a resource weighs as: an expert of its subject, a colleague who teaches it, another teacher
 * or a pupil. Whoever is in the author's department teaches the same where the subject is not known.
 */
export async function raterClass(
  db: Reader,
  member: Member,
  resource: { school_id: string; member_id: number; subject: string | null },
): Promise<RaterClass> {
  if (member.role === 'pupil') return 'student'
  const expert = await db
    .selectFrom('reviewer')
    .select('subject')
    .where('school_id', '=', member.school_id)
    .where('member_id', '=', member.id)
    .where('expert', '=', true)
    .where('subject', 'in', ['*', ...(resource.subject === null ? [] : [resource.subject])])
    .executeTakeFirst()
  if (expert) return 'expert'
  if (member.department_id === null) return 'teacher'
  const department = await db
    .selectFrom('department')
    .select('name')
    .where('school_id', '=', member.school_id)
    .where('id', '=', member.department_id)
    .executeTakeFirst()
  if (resource.subject !== null && subjectOfDepartment(department?.name) === resource.subject) return 'same_subject'
  const author = await db
    .selectFrom('member')
    .select('department_id')
    .where('school_id', '=', resource.school_id)
    .where('id', '=', resource.member_id)
    .executeTakeFirst()
  return author?.department_id === member.department_id ? 'same_subject' : 'teacher'
}
