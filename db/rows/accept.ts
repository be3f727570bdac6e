import type { Fact, Resource, Trx } from '../schema.ts'
import { indexResource } from '../search/index-row.ts'
import { followVersion, likenessOf } from '../similar/kin.ts'
import { insertFact } from './facts.ts'
import { bodyOf, setStatus } from './resources.ts'
import { turn } from './withdraw.ts'

/**
 * Makes a resource live: findable when this transaction commits, and a fact from which the points follow. `via` says
 * whether the checks or a reviewer accepted it. `submittedAt` is the day that counts for daily limits, so that a slow
 * reviewer costs nothing. Returns undefined when the fact was there before.
 */
export async function accept(
  trx: Trx,
  resource: Resource,
  given: { via: 'checks' | 'review'; by: number; authorName: string; now: Date },
): Promise<Fact | undefined> {
  await setStatus(trx, resource.school_id, resource.id, 'live', { accepted_at: given.now, withdrawn_at: null })
  await followVersion(trx, resource.school_id, resource.id)
  await index(trx, resource, given.authorName)
  return insertFact(trx, {
    schoolId: resource.school_id,
    key: `accepted:${resource.id}`,
    kind: 'resource.accepted',
    actorId: given.by,
    resourceId: resource.id,
    occurredAt: given.now,
    payload: { ...worth(resource), ...(await likenessOf(trx, resource)), via: given.via },
  })
}

/** The undo of a withdrawal: live again, and a fact from which the points come back. */
export async function restore(
  trx: Trx,
  resource: Resource,
  given: { by: number; authorName: string; now: Date },
): Promise<void> {
  await setStatus(trx, resource.school_id, resource.id, 'live', { withdrawn_at: null })
  await followVersion(trx, resource.school_id, resource.id)
  await index(trx, resource, given.authorName)
  await insertFact(trx, {
    schoolId: resource.school_id,
    key: `restored:${resource.id}:${await turn(trx, resource.school_id, resource.id, 'resource.restored')}`,
    kind: 'resource.restored',
    actorId: given.by,
    resourceId: resource.id,
    occurredAt: given.now,
    payload: worth(resource),
  })
}

/** Writes the search row of a live resource anew, after a correction or a restoration. */
export async function index(trx: Trx, resource: Resource, authorName: string): Promise<void> {
  const body = await bodyOf(trx, resource.school_id, resource.id)
  await makeFindable(trx, resource, { authorName, body })
}

/** The same with the text at hand. */
export async function makeFindable(
  trx: Trx,
  resource: Resource,
  extra: { authorName: string; body: string },
): Promise<void> {
  await indexResource(trx, { ...resource, status: 'live' }, extra)
}

/** The policy's word for how widely a resource is shared. */
const SCOPE = { private: 'school', department: 'school', school: 'school', group: 'group', public: 'district' } as const

/** What the points of an accepted resource are computed from, frozen into the fact. */
function worth(resource: Resource): Record<string, unknown> {
  return {
    author: resource.member_id,
    type: resource.type,
    origin: resource.origin,
    scope: SCOPE[resource.visibility],
    subject: resource.subject,
    grade: resource.grade,
    unit: resource.unit,
    blob_sha256: resource.blob_sha256,
    submitted_at: resource.shared_at.toISOString(),
    ...(resource.unpaid && { unpaid: true }),
  }
}
