import type { Resource, Trx } from '../schema.ts'
import { unindexResource } from '../search/index-row.ts'
import { followVersion } from '../similar/kin.ts'
import { insertFact } from './facts.ts'
import { lockResource, setStatus } from './resources.ts'

export type Withdrawal = {
  schoolId: string
  resourceId: number
  /** The member who takes it back. */
  by: number
  why: 'author' | 'recalled' | 'admin'
  now: Date
  /** For a recall: only the resource of this very upload is meant, not the first copy of a duplicate. */
  uploadId?: number
}

export type WithdrawOutcome =
  | { outcome: 'withdrawn'; title: string; was: Resource['status'] }
  | { outcome: 'already' | 'missing' }

/**
 * Takes a resource out of the library: not findable from this transaction on, the bytes and history stay, so it can be
 * restored. The fact makes the ledger reverse its points; a resource that was never accepted has none.
 */
export async function withdraw(trx: Trx, given: Withdrawal): Promise<WithdrawOutcome> {
  const resource = await lockResource(trx, given.schoolId, given.resourceId)
  if (!resource || (given.uploadId !== undefined && resource.upload_id !== given.uploadId))
    return { outcome: 'missing' }
  if (resource.status !== 'live' && resource.status !== 'review') return { outcome: 'already' }
  await setStatus(trx, given.schoolId, resource.id, 'withdrawn', { withdrawn_at: given.now })
  await unindexResource(trx, given.schoolId, resource.id)
  await followVersion(trx, given.schoolId, resource.id)
  await trx
    .deleteFrom('review')
    .where('school_id', '=', given.schoolId)
    .where('resource_id', '=', resource.id)
    .where('status', '=', 'waiting')
    .execute()
  if (resource.accepted_at !== null) {
    await insertFact(trx, {
      schoolId: given.schoolId,
      key: `withdrawn:${resource.id}:${await turn(trx, given.schoolId, resource.id, 'resource.withdrawn')}`,
      kind: 'resource.withdrawn',
      actorId: given.by,
      resourceId: resource.id,
      occurredAt: given.now,
      payload: {
        by: given.by,
        why: given.why,
        author: resource.member_id,
        accepted_at: resource.accepted_at.toISOString(),
      },
    })
  }
  return { outcome: 'withdrawn', title: resource.title, was: resource.status }
}

/** Which time this happens to the resource: 1, 2, … The row lock makes it safe. */
export async function turn(trx: Trx, schoolId: string, resourceId: number, kind: string): Promise<number> {
  const row = await trx
    .selectFrom('fact')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()
  return row.n + 1
}
