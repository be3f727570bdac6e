import { index } from '../rows/accept.ts'
import { findResource, lockResource, setStatus } from '../rows/resources.ts'
import { findSame, lockContent } from '../rows/same.ts'
import type { Resource, Trx } from '../schema.ts'
import { unindexResource } from '../search/index-row.ts'
import { followVersion } from '../similar/kin.ts'

/**
 * Takes a resource out of the search because of a case: `frozen` while it is open or until an error is put right,
 * `withdrawn` by a decision. Bytes and history stay. False when it was not in the library.
 */
export async function takeOut(
  trx: Trx,
  given: { schoolId: string; resourceId: number; as: 'frozen' | 'withdrawn'; now: Date },
): Promise<boolean> {
  const { schoolId, resourceId, as, now } = given
  const resource = await lockResource(trx, schoolId, resourceId)
  const from: Resource['status'][] = as === 'frozen' ? ['live'] : ['live', 'frozen', 'review']
  if (!resource || !from.includes(resource.status)) return false
  await setStatus(trx, schoolId, resourceId, as, as === 'withdrawn' ? { withdrawn_at: now } : {})
  await unindexResource(trx, schoolId, resourceId)
  await followVersion(trx, schoolId, resourceId)
  if (as === 'withdrawn') {
    await trx
      .deleteFrom('review')
      .where('school_id', '=', schoolId)
      .where('resource_id', '=', resourceId)
      .where('status', '=', 'waiting')
      .execute()
  }
  return true
}

/** The undo. False when it is not out, was never accepted, or the same file was catalogued again since. */
export async function bringBack(trx: Trx, schoolId: string, resourceId: number): Promise<boolean> {
  const card = await findResource(trx, schoolId, resourceId)
  if (!card) return false
  await lockContent(trx, schoolId, [card.text_sha256, card.blob_sha256])
  const resource = await lockResource(trx, schoolId, resourceId)
  if (!resource || (resource.status !== 'frozen' && resource.status !== 'withdrawn')) return false
  if (resource.accepted_at === null) return false
  if (resource.status === 'withdrawn') {
    const other = await findSame(trx, resource, resource.blob_sha256 ?? '', resource.text_sha256 ?? undefined)
    if (other && other.id !== resourceId) return false
  }
  await setStatus(trx, schoolId, resourceId, 'live', { withdrawn_at: null })
  await followVersion(trx, schoolId, resourceId)
  const { author_name: authorName, ...row } = card
  await index(trx, row, authorName)
  return true
}
