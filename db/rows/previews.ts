import type { Reader } from '../schema.ts'
import { type Viewer, visibleTo } from '../sharing.ts'
import type { ResourceCard } from './resources.ts'

/** A resource whose preview this viewer may see: what they may see, and, for reviewers, what waits for them. */
export async function findPreviewable(db: Reader, viewer: Viewer, id: number): Promise<ResourceCard | undefined> {
  const reviews = viewer.role === 'head' || viewer.role === 'admin'
  return db
    .selectFrom('resource')
    .innerJoin('member', (join) =>
      join.onRef('member.school_id', '=', 'resource.school_id').onRef('member.id', '=', 'resource.member_id'),
    )
    .selectAll('resource')
    .select('member.name as author_name')
    .where('resource.school_id', '=', viewer.schoolId)
    .where('resource.id', '=', id)
    .where((eb) => (reviews ? eb.or([visibleTo(viewer), eb('resource.status', '=', 'review')]) : visibleTo(viewer)))
    .executeTakeFirst()
}
