import { type Expression, expressionBuilder, type SqlBool } from 'kysely'
import type { Database, Reader, Resource, Role, Trx } from './schema.ts'

/** Who reads. `memberId` undefined = a token of the school's administration. */
export type Viewer = {
  schoolId: string
  memberId: number | undefined
  role: Role
  departmentId: number | undefined
  /** Of another school: sees what is shared beyond the school, and nothing else. */
  guest?: boolean
}

/** The same person as a guest of another school. Pupils read in their own school only: undefined. */
export function guestOf(viewer: Viewer, schoolId: string): Viewer | undefined {
  if (viewer.role === 'pupil' || viewer.schoolId === schoolId) return undefined
  return { schoolId, memberId: undefined, role: viewer.role, departmentId: undefined, guest: true }
}

/** How widely a member may choose to share; the others are an import's or the catalogue's. */
export const CHOSEN_SCOPES = ['school', 'group', 'public'] as const
export type ChosenScope = (typeof CHOSEN_SCOPES)[number]

/** Sets how widely a resource of the viewer's is shared. */
export async function setScope(trx: Trx, schoolId: string, id: number, scope: ChosenScope): Promise<Resource> {
  return trx
    .updateTable('resource')
    .set({ visibility: scope })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The schools of the installation that share something beyond themselves, without the viewer's own. */
export async function schoolsThatShare(db: Reader, viewer: Viewer, limit: number) {
  return db
    .selectFrom('school')
    .select(['id', 'name', 'name_en'])
    .where('id', '<>', viewer.schoolId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('resource')
          .select('resource.id')
          .whereRef('resource.school_id', '=', 'school.id')
          .where('resource.status', '=', 'live')
          .where('resource.visibility', 'in', ['group', 'public']),
      ),
    )
    .orderBy('id')
    .limit(limit)
    .execute()
}

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
  if (viewer.guest) {
    return eb.and([
      eb('resource.school_id', '=', viewer.schoolId),
      eb('resource.status', '=', 'live'),
      eb('resource.visibility', 'in', ['group', 'public']),
    ])
  }
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
