import type { Selectable } from 'kysely'
import { sha256 } from '#kit/ids.ts'
import { insertFact } from '../rows/facts.ts'
import type { Reader, Trx } from '../schema.ts'
import { reviewersFor } from './reviewers.ts'
import type { Decision, ReviewTables } from './tables.ts'

export type Look = Selectable<ReviewTables['second_look']>

/** Whether a decision is among those that are made again: the same answer for the same fact, and nobody can tell before. */
export function isDrawn(schoolId: string, key: string, share: number): boolean {
  return Number.parseInt(sha256(`${schoolId}:${key}`).slice(0, 8), 16) / 0x1_0000_0000 < share
}

/** Lets a decision be made again by somebody who does not see it. False when nobody else could. */
export async function askBlind(
  trx: Trx,
  given: {
    schoolId: string
    resource: { id: number; subject: string | null }
    makers: readonly number[]
    by: number
    decision: Decision
    key: string
    now: Date
  },
): Promise<boolean> {
  const others = await reviewersFor(trx, given.schoolId, given.resource.subject, [...given.makers, given.by])
  if (others.length === 0) return false
  await trx
    .insertInto('second_look')
    .values({
      school_id: given.schoolId,
      resource_id: given.resource.id,
      why: 'blind',
      first_by: given.by,
      first_decision: given.decision,
      first_key: given.key,
      created_at: given.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return true
}

export async function findLook(db: Reader, schoolId: string, id: number): Promise<Look | undefined> {
  return db
    .selectFrom('second_look')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Closes a second look that waits; undefined when somebody was first. */
export async function decideLook(
  trx: Trx,
  given: { schoolId: string; id: number; by: number; decision: Decision; reason?: string; now: Date },
): Promise<Look | undefined> {
  const look = await trx
    .selectFrom('second_look')
    .selectAll()
    .where('school_id', '=', given.schoolId)
    .where('id', '=', given.id)
    .where('status', '=', 'waiting')
    .forUpdate()
    .executeTakeFirst()
  if (!look || look.first_by === given.by) return undefined
  const status =
    look.why === 'poor'
      ? given.decision === 'accepted'
        ? ('kept' as const)
        : ('improve' as const)
      : look.first_decision === given.decision
        ? ('agreed' as const)
        : ('differs' as const)
  return trx
    .updateTable('second_look')
    .set({
      status,
      reviewer_id: given.by,
      decision: given.decision,
      reason: given.reason ?? null,
      decided_at: given.now,
    })
    .where('school_id', '=', given.schoolId)
    .where('id', '=', given.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/**
 * An administrator decides which of two differing decisions stands. When the second does, the first is overturned: its
 * reviewer's points go back. Undefined when it was settled before, or by one of the two.
 */
export async function settleLook(
  trx: Trx,
  given: { schoolId: string; id: number; by: number; stands: 'first' | 'second'; now: Date },
): Promise<Look | undefined> {
  const look = await trx
    .updateTable('second_look')
    .set({ status: 'settled', settled_by: given.by })
    .where('school_id', '=', given.schoolId)
    .where('id', '=', given.id)
    .where('status', '=', 'differs')
    .where('first_by', '<>', given.by)
    .where('reviewer_id', '<>', given.by)
    .returningAll()
    .executeTakeFirst()
  if (!look || look.first_key === null) return look
  const of = given.stands === 'second' ? look.first_key : `audited-again:${look.id}`
  await overturn(trx, { schoolId: given.schoolId, resourceId: look.resource_id, of, by: given.by, now: given.now })
  return look
}

/** A decision's fact does not stand any more; safe to call twice. */
export async function overturn(
  trx: Trx,
  given: { schoolId: string; resourceId: number; of: string; by: number; now: Date },
): Promise<void> {
  await insertFact(trx, {
    schoolId: given.schoolId,
    key: `overturned:${given.of}`,
    kind: 'review.overturned',
    actorId: given.by,
    resourceId: given.resourceId,
    occurredAt: given.now,
    payload: { of: given.of },
  })
}

/** Differing second decisions that an administrator must settle, oldest first. */
export async function listDiffering(db: Reader, schoolId: string, limit: number): Promise<Look[]> {
  return db
    .selectFrom('second_look')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('status', '=', 'differs')
    .orderBy('created_at')
    .limit(limit)
    .execute()
}
