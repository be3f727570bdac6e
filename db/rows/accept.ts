import { coAuthorsOf } from '../review/co-authors.ts'
import type { Fact, Reader, Resource, Trx } from '../schema.ts'
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
  const body = await bodyOf(trx, resource.school_id, resource.id)
  await makeFindable(trx, resource, { authorName: given.authorName, body })
  return insertFact(trx, {
    schoolId: resource.school_id,
    key: `accepted:${resource.id}`,
    kind: 'resource.accepted',
    actorId: given.by,
    resourceId: resource.id,
    occurredAt: given.now,
    payload: {
      ...(await worth(trx, resource)),
      ...(await likenessOf(trx, resource)),
      via: given.via,
      ...pagesOf(resource, body),
    },
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
    payload: await worth(trx, resource),
  })
}

/** A fact from which the points of an accepted resource are computed anew: its classification or its authors changed. */
export async function noteCorrection(
  trx: Trx,
  resource: Resource,
  given: { by: number; now: Date },
): Promise<Fact | undefined> {
  return insertFact(trx, {
    schoolId: resource.school_id,
    key: `corrected:${resource.id}:${await turn(trx, resource.school_id, resource.id, 'resource.corrected')}`,
    kind: 'resource.corrected',
    actorId: given.by,
    resourceId: resource.id,
    occurredAt: given.now,
    payload: await worth(trx, resource),
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

/** A page of a lesson plan as Word sets it; where a file does not say how long it is. */
const CHARS_PER_PAGE = 600

function pagesOf(resource: Resource, body: string): { pages?: number } {
  const pages =
    resource.media?.pages ?? (body === '' ? undefined : Math.max(1, Math.ceil(body.length / CHARS_PER_PAGE)))
  return pages === undefined ? {} : { pages }
}

/** What the points of an accepted resource are computed from, frozen into the fact. */
async function worth(db: Reader, resource: Resource) {
  const shared = await coAuthorsOf(db, resource.school_id, resource.id)
  return {
    author: resource.member_id,
    ...(shared.length > 0 && {
      co_authors: shared.map(({ memberId, percent }) => ({ member: memberId, share: percent / 100 })),
    }),
    type: resource.type,
    origin: resource.origin,
    scope: SCOPE[resource.visibility],
    subject: resource.subject,
    grade: resource.grade,
    unit: resource.unit,
    blob_sha256: resource.blob_sha256,
    text_sha256: resource.text_sha256,
    submitted_at: resource.shared_at.toISOString(),
    ...(resource.unpaid && { unpaid: true }),
  }
}
