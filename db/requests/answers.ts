import { sql } from 'kysely'
import { insertFact } from '../rows/facts.ts'
import type { Db, Reader, Trx } from '../schema.ts'
import type { Request, RequestAnswer } from './tables.ts'

/** Offers a resource as the answer; undefined when it was offered before, or the request is not open any more. */
export async function offerAnswer(
  trx: Trx,
  given: { schoolId: string; requestId: number; memberId: number; resourceId: number; now: Date },
): Promise<RequestAnswer | undefined> {
  const { schoolId, requestId, now } = given
  const open = await trx
    .selectFrom('request')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('id', '=', requestId)
    .where('status', '=', 'open')
    .forShare()
    .executeTakeFirst()
  if (!open) return undefined
  return trx
    .insertInto('request_answer')
    .values({
      school_id: schoolId,
      request_id: requestId,
      member_id: given.memberId,
      resource_id: given.resourceId,
      created_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .constraint('request_answer__resource__key')
        .doUpdateSet({ status: 'offered', member_id: given.memberId, decided_at: null })
        .where('request_answer.status', '=', 'withdrawn'),
    )
    .returningAll()
    .executeTakeFirst()
}

/** A file that answers an open request is on its way: it is offered once it is catalogued. The asker's own is not. */
export async function awaitAnswer(
  trx: Trx,
  given: { schoolId: string; requestId: number; memberId: number; uploadId: number; now: Date },
): Promise<void> {
  const request = await trx
    .selectFrom('request')
    .select('member_id')
    .where('school_id', '=', given.schoolId)
    .where('id', '=', given.requestId)
    .where('status', '=', 'open')
    .executeTakeFirst()
  if (!request || request.member_id === given.memberId) return
  await trx
    .insertInto('request_answer')
    .values({
      school_id: given.schoolId,
      request_id: given.requestId,
      member_id: given.memberId,
      upload_id: given.uploadId,
      status: 'coming',
      created_at: given.now,
    })
    .execute()
}

/** Answers whose file is catalogued by now; the ones whose file was not are forgotten. */
export async function arrivedAnswers(
  db: Db,
  schoolId: string,
): Promise<{ answer: RequestAnswer; resourceId: number }[]> {
  await sql`delete from request_answer a using upload u
    where a.school_id = ${schoolId} and a.status = 'coming' and u.school_id = a.school_id and u.id = a.upload_id
      and (u.status in ('refused', 'withdrawn') or (u.status = 'done' and u.resource_id is null))`.execute(db)
  const rows = await db
    .selectFrom('request_answer as answer')
    .innerJoin('upload', (join) =>
      join.onRef('upload.school_id', '=', 'answer.school_id').onRef('upload.id', '=', 'answer.upload_id'),
    )
    .innerJoin('resource', (join) =>
      join.onRef('resource.school_id', '=', 'upload.school_id').onRef('resource.id', '=', 'upload.resource_id'),
    )
    .selectAll('answer')
    .select('resource.id as arrived')
    .where('answer.school_id', '=', schoolId)
    .where('answer.status', '=', 'coming')
    .where('resource.status', '=', 'live')
    .orderBy('answer.id')
    .limit(50)
    .execute()
  return rows.map(({ arrived, ...answer }) => ({ answer, resourceId: arrived }))
}

/** coming → offered; false when the same resource was offered already, or somebody was first. */
export async function setArrived(trx: Trx, answer: RequestAnswer, resourceId: number): Promise<boolean> {
  const same = await trx
    .selectFrom('request_answer')
    .select('id')
    .where('school_id', '=', answer.school_id)
    .where('request_id', '=', answer.request_id)
    .where('resource_id', '=', resourceId)
    .executeTakeFirst()
  if (same) {
    await trx
      .deleteFrom('request_answer')
      .where('school_id', '=', answer.school_id)
      .where('id', '=', answer.id)
      .execute()
    return false
  }
  const row = await trx
    .updateTable('request_answer')
    .set({ status: 'offered', resource_id: resourceId })
    .where('school_id', '=', answer.school_id)
    .where('id', '=', answer.id)
    .where('status', '=', 'coming')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The asker takes an answer: the request is fulfilled, its fact pays. Undefined when it is not open any more. */
export async function acceptAnswer(trx: Trx, request: Request, answer: RequestAnswer, now: Date): Promise<boolean> {
  const won = await trx
    .updateTable('request')
    .set({ status: 'fulfilled', ended_at: now })
    .where('school_id', '=', request.school_id)
    .where('id', '=', request.id)
    .where('status', '=', 'open')
    .returning('id')
    .executeTakeFirst()
  if (!won || !(await decide(trx, answer, 'accepted', now))) return false
  await insertFact(trx, {
    schoolId: request.school_id,
    key: `fulfilled:${request.id}`,
    kind: 'request.fulfilled',
    actorId: answer.member_id,
    ...(answer.resource_id !== null && { resourceId: answer.resource_id }),
    occurredAt: now,
    payload: { request: request.id, asker: request.member_id, bounty: request.bounty },
  })
  return true
}

/** The asker says no, or who answered takes it back; false when it was decided. */
export async function decide(
  trx: Trx,
  answer: RequestAnswer,
  to: 'accepted' | 'declined' | 'withdrawn',
  now: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('request_answer')
    .set({ status: to, decided_at: now })
    .where('school_id', '=', answer.school_id)
    .where('id', '=', answer.id)
    .where('status', '=', 'offered')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function findAnswer(db: Reader, schoolId: string, id: number): Promise<RequestAnswer | undefined> {
  return db
    .selectFrom('request_answer')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst()
}
