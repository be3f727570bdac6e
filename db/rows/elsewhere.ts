import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'
import { guestOf, type Viewer } from '../sharing.ts'
import { findVisible, type ResourceCard } from './resources.ts'

/** A resource that the viewer may see in the other schools of the installation: what they share beyond themselves. */
export async function findElsewhere(db: Reader, viewer: Viewer, id: number): Promise<ResourceCard | undefined> {
  const homes = await db.selectFrom('resource').select('school_id').where('id', '=', id).execute()
  for (const { school_id } of homes) {
    const guest = guestOf(viewer, school_id)
    const card = guest && (await findVisible(db, guest, id))
    if (card) return card
  }
  return undefined
}

/** One more download, by somebody of another school. */
export async function countGuest(trx: Trx, schoolId: string, id: number): Promise<void> {
  await trx
    .updateTable('resource')
    .set({ download_count: sql`download_count + 1` })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}
