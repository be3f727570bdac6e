import { getMember } from '#db/rows/people.ts'
import { findVisible } from '#db/rows/resources.ts'
import type { Reader, Resource } from '#db/schema.ts'
import { viewerOf } from '#db/sharing.ts'
import { findKin } from '#db/similar/kin.ts'
import type { KinShown } from '../view-versions.ts'

/** What the author of a resource is told about the earlier one that it looks like; undefined when there is nothing. */
export async function kinShown(db: Reader, resource: Resource): Promise<KinShown | undefined> {
  const kin = await findKin(db, resource.school_id, resource.id)
  if (!kin || kin.state === 'unrelated') return undefined
  const author = await getMember(db, resource.school_id, resource.member_id)
  const of = await findVisible(db, viewerOf(author), kin.of_id)
  return of && { kin, of, own: of.member_id === resource.member_id }
}
