import { type Expression, expressionBuilder, type SqlBool } from 'kysely'
import type { Database, Resource, Role } from './schema.ts'

/** Who reads. `memberId` undefined = a token of the school's administration. */
export type Viewer = { schoolId: string; memberId: number | undefined; role: Role; departmentId: number | undefined }

/** A viewer from a member row. */
export function viewerOf(member: { school_id: string; id: number; role: Role; department_id: number | null }): Viewer {
  return {
    schoolId: member.school_id,
    memberId: member.id,
    role: member.role,
    departmentId: member.department_id ?? undefined,
  }
}

/** Whether everybody of the school who reads a group may see it: what a receipt in a group may name. */
export function isOpen(resource: Pick<Resource, 'status' | 'visibility'>): boolean {
  return resource.status === 'live' && ['school', 'group', 'public'].includes(resource.visibility)
}

/**
 * Whether a resource is this member's own, or shared so widely that they see it once it is live: what keeps them from
 * sharing the same file again. What a colleague keeps private does not, and is not given away by a refusal either.
 */
export function reaches(memberId: number): Expression<SqlBool> {
  const eb = expressionBuilder<Database & { resource: Database['resource'] }, 'resource'>()
  return eb.or([
    eb('resource.member_id', '=', memberId),
    eb('resource.visibility', 'in', ['school', 'group', 'public']),
    eb.and([
      eb('resource.visibility', '=', 'department'),
      eb.exists(
        eb
          .selectFrom('member as author')
          .innerJoin('member as reader', (join) =>
            join
              .onRef('reader.school_id', '=', 'author.school_id')
              .onRef('reader.department_id', '=', 'author.department_id'),
          )
          .select('author.id')
          .whereRef('author.school_id', '=', 'resource.school_id')
          .whereRef('author.id', '=', 'resource.member_id')
          .where('reader.id', '=', memberId)
          .where('reader.role', '<>', 'pupil'),
      ),
    ]),
  ])
}

/**
 * What this viewer may see, as one expression over `resource`; it joins into every read of a resource. Own items in
 * any state that still exists; others' only when live and shared widely enough. A refusal and a missing row read the same.
 */
export function visibleTo(viewer: Viewer): Expression<SqlBool> {
  const eb = expressionBuilder<Database & { resource: Database['resource'] }, 'resource'>()
  const shared = eb.and([
    eb('resource.status', '=', 'live'),
    eb.or([
      eb('resource.visibility', 'in', ['school', 'group', 'public']),
      ...(viewer.departmentId === undefined || viewer.role === 'pupil'
        ? []
        : [
            eb.and([
              eb('resource.visibility', '=', 'department'),
              eb.exists(
                eb
                  .selectFrom('member as author')
                  .select('author.id')
                  .whereRef('author.school_id', '=', 'resource.school_id')
                  .whereRef('author.id', '=', 'resource.member_id')
                  .where('author.department_id', '=', viewer.departmentId),
              ),
            ]),
          ]),
    ]),
  ])
  const own =
    viewer.memberId === undefined
      ? []
      : [
          eb.and([
            eb('resource.member_id', '=', viewer.memberId),
            eb('resource.status', 'in', ['live', 'review', 'frozen']),
          ]),
        ]
  return eb.and([eb('resource.school_id', '=', viewer.schoolId), eb.or([shared, ...own])])
}
