import { accept, index, restore } from '../rows/accept.ts'
import { setStatus } from '../rows/resources.ts'
import { turn, withdraw } from '../rows/withdraw.ts'
import type { Resource, Trx } from '../schema.ts'
import { unindexResource } from '../search/index-row.ts'
import { schoolSettings } from '../settings.ts'
import { isPersonal, lastDecision, type PrivacyChoice } from './findings.ts'

type Decision = { resource: Resource; choice: PrivacyChoice; by: number; authorName: string; now: Date }

/**
 * What the author decides about the personal data in a locked, waiting resource; kept as an audit row. `none`: live,
 * unless something else still waits for a reviewer. `consent`: goes on waiting, the reviewer sees the statement.
 * `self`: found by its author alone, and earns nothing.
 */
export async function decidePrivacy(trx: Trx, given: Decision): Promise<'live' | 'review' | 'self'> {
  const { resource, choice, now } = given
  const { school_id: schoolId, id } = resource
  await trx
    .insertInto('privacy_decision')
    .values({
      school_id: schoolId,
      resource_id: id,
      member_id: given.by,
      choice,
      flags: resource.flags,
      visibility: resource.visibility,
      decided_at: now,
    })
    .execute()
  if (choice === 'consent') return 'review'
  if (choice === 'self') {
    // It was live before its text was known: what it earned goes back.
    if (resource.accepted_at !== null)
      await withdraw(trx, { schoolId, resourceId: id, by: given.by, why: 'author', now })
    await trx
      .updateTable('resource')
      .set({ visibility: 'private' })
      .where('school_id', '=', schoolId)
      .where('id', '=', id)
      .execute()
    await setStatus(trx, schoolId, id, 'live', { withdrawn_at: null })
    await closeReview(trx, schoolId, id)
    await index(trx, { ...resource, visibility: 'private' }, given.authorName)
    return 'self'
  }
  const flags = resource.flags.filter((flag) => !isPersonal(flag))
  await trx.updateTable('resource').set({ flags }).where('school_id', '=', schoolId).where('id', '=', id).execute()
  if (flags.length > 0 || (await everythingIsReviewed(trx, schoolId))) return 'review'
  await closeReview(trx, schoolId, id)
  const cleared = { ...resource, flags }
  const fact = { by: given.by, authorName: given.authorName, now }
  if (resource.accepted_at === null) await accept(trx, cleared, { ...fact, via: 'checks' })
  // The second time around its points come back; they are not earned again.
  else if (await isTakenBack(trx, schoolId, id)) await restore(trx, cleared, fact)
  else {
    // Hidden after it was live, without a word about its points: they still stand.
    await setStatus(trx, schoolId, id, 'live', {})
    await index(trx, cleared, given.authorName)
  }
  return 'live'
}

/** Takes the last decision back: the locked resource waits again, with all its flags. False when there is none. */
export async function undoPrivacy(trx: Trx, resource: Resource, by: number, now: Date): Promise<boolean> {
  const { school_id: schoolId, id } = resource
  const decision = await lastDecision(trx, schoolId, id)
  if (!decision || (resource.status !== 'live' && resource.status !== 'review')) return false
  if (resource.status === 'live') {
    // Out of the library with a fact, so that its points go back; a private one never had any.
    if (resource.accepted_at === null || decision.choice === 'self') await unindexResource(trx, schoolId, id)
    else await withdraw(trx, { schoolId, resourceId: id, by, why: 'author', now })
    await setStatus(trx, schoolId, id, 'review', { withdrawn_at: null })
  }
  await trx
    .updateTable('resource')
    .set({ flags: decision.flags, visibility: decision.visibility })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
  await trx
    .insertInto('review')
    .values({ school_id: schoolId, resource_id: id, created_at: now })
    .onConflict((conflict) =>
      conflict
        .constraint('review__pkey')
        .doUpdateSet({ status: 'waiting', decided_at: null, reviewer_id: null, reason: null }),
    )
    .execute()
  await trx
    .updateTable('privacy_decision')
    .set({ undone_at: now })
    .where('school_id', '=', schoolId)
    .where('id', '=', decision.id)
    .execute()
  return true
}

/** Whether its points went back and have not come again. */
async function isTakenBack(trx: Trx, schoolId: string, id: number): Promise<boolean> {
  const withdrawn = await turn(trx, schoolId, id, 'resource.withdrawn')
  return withdrawn > (await turn(trx, schoolId, id, 'resource.restored'))
}

async function closeReview(trx: Trx, schoolId: string, resourceId: number): Promise<void> {
  await trx
    .deleteFrom('review')
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('status', '=', 'waiting')
    .execute()
}

async function everythingIsReviewed(trx: Trx, schoolId: string): Promise<boolean> {
  const school = await trx.selectFrom('school').select('settings').where('id', '=', schoolId).executeTakeFirstOrThrow()
  return schoolSettings.parse(school.settings).review === 'all'
}
