import { UserFacingError } from '#kit/errors.ts'
import { addDays } from '#kit/zone.ts'
import { insertFact } from '../rows/facts.ts'
import type { Reader, Trx } from '../schema.ts'
import { type Approval, approvalsOf } from './approvals.ts'
import { policyAt } from './at.ts'
import { getDraft } from './drafts.ts'
import type { RetroRow } from './tables.ts'

/** 追溯: what a version would have given before it began, given by hand: two approvals, a notice, one fact per person. */
export type RetroBatch = {
  id: number
  version: string
  reason: string
  since: Date
  until: Date
  rows: RetroRow[]
  status: 'proposed' | 'posted' | 'withdrawn'
  dueAt: Date
  approvals: Approval[]
  /** Approved by enough people: it waits for its day. */
  approved: boolean
}

/**
 * Proposes the differences that a draft's dry run found. Never touches a locked term: the stretch must begin after the
 * last one. Throws UserFacingError when the draft is not published, was not tried out, or reaches too far back.
 */
export async function proposeBatch(
  trx: Trx,
  given: { schoolId: string; draftId: number; reason: string; by: number; now: Date },
): Promise<RetroBatch> {
  const { schoolId, draftId, reason, by, now } = given
  const draft = await getDraft(trx, schoolId, draftId)
  if (draft.status !== 'published' || !draft.report) {
    throw new UserFacingError('no_retro', {
      zh: `草案 ${draftId} 还没有发布或没有模拟，不能追溯。`,
      en: `Draft ${draftId} is not published, or was not tried out; nothing can be given for the past.`,
    })
  }
  const since = new Date(draft.report.since)
  const locked = await trx
    .selectFrom('term_close')
    .select((eb) => eb.fn.max('ends_at').as('at'))
    .where('school_id', '=', schoolId)
    .where('locked_at', 'is not', null)
    .executeTakeFirst()
  if (locked?.at && since < locked.at) {
    throw new UserFacingError(
      'no_retro',
      {
        zh: '这次模拟包含已锁定的学期，已锁定的学期不能追溯。',
        en: 'The dry run reaches into a locked term, which is never touched.',
      },
      {
        zh: `请从之后的学期重新模拟：/simulate ${draftId} 学期编号`,
        en: `Run it since a later term: /simulate ${draftId} term`,
      },
    )
  }
  const rows = draft.report.members
    .map((one) => ({
      member: one.member,
      contribution: one.after - one.before,
      spendable: one.spendableAfter - one.spendableBefore,
    }))
    .filter((row) => row.contribution !== 0 || row.spendable !== 0)
  const { approval } = await policyAt(trx, schoolId, now)
  const { id } = await trx
    .insertInto('retro_batch')
    .values({
      school_id: schoolId,
      version: draft.version,
      reason,
      since,
      until: new Date(draft.report.until),
      rows: JSON.stringify(rows),
      by_id: by,
      created_at: now,
      due_at: addDays(now, approval.retroactive_notice_days, await zoneOf(trx, schoolId)),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return getBatch(trx, schoolId, id)
}

/** One administrator's yes; the last one that is needed starts the notice. Answers the batch as it is then. */
export async function approveBatch(
  trx: Trx,
  given: { schoolId: string; id: number; by: number; now: Date },
): Promise<RetroBatch> {
  const { schoolId, id, by, now } = given
  const batch = await lockBatch(trx, schoolId, id)
  if (batch.approved || batch.approvals.some((one) => one.member === by)) return batch
  await trx.insertInto('retro_approval').values({ school_id: schoolId, batch_id: id, member_id: by, at: now }).execute()
  const { approval } = await policyAt(trx, schoolId, now)
  await trx
    .updateTable('retro_batch')
    // They are told the night after; the whole notice lies behind that.
    .set({ due_at: addDays(now, approval.retroactive_notice_days + 1, await zoneOf(trx, schoolId)) })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
  return getBatch(trx, schoolId, id)
}

/** Takes a batch back before it is posted. */
export async function withdrawBatch(trx: Trx, schoolId: string, id: number, now: Date): Promise<RetroBatch> {
  const batch = await lockBatch(trx, schoolId, id)
  await decide(trx, schoolId, id, 'withdrawn', now)
  return { ...batch, status: 'withdrawn' }
}

/** Writes one fact per person for every batch whose notice is over. Answers how many facts are new. */
export async function postDueBatches(trx: Trx, schoolId: string, now: Date): Promise<number> {
  let facts = 0
  for (const batch of await openBatches(trx, schoolId)) {
    if (!batch.approved || batch.dueAt > now) continue
    await lockBatch(trx, schoolId, batch.id)
    for (const row of batch.rows) {
      const ticket = `retro-${batch.id}`
      const fact = await insertFact(trx, {
        schoolId,
        key: `adjusted:${ticket}:${row.member}`,
        kind: 'points.adjusted',
        actorId: row.member,
        occurredAt: now,
        payload: {
          ticket,
          contribution: row.contribution,
          spendable: row.spendable,
          approvals: batch.approvals.map((one) => one.member),
          reason: `追溯 ${batch.version}：${batch.reason}`,
        },
      })
      if (fact) facts += 1
    }
    await decide(trx, schoolId, batch.id, 'posted', now)
  }
  return facts
}

/** Batches that are neither posted nor withdrawn, oldest first. */
export async function openBatches(db: Reader, schoolId: string): Promise<RetroBatch[]> {
  const rows = await batches(db, schoolId).where('status', '=', 'proposed').orderBy('id').execute()
  return Promise.all(rows.map((row) => batchOf(db, row)))
}

async function getBatch(db: Reader, schoolId: string, id: number): Promise<RetroBatch> {
  const row = await batches(db, schoolId).where('id', '=', id).executeTakeFirst()
  if (row) return batchOf(db, row)
  throw new UserFacingError('no_batch', {
    zh: `没有 ${id} 号追溯。发送 /policy 查看。`,
    en: `There is no retroactive batch no. ${id}. Send /policy to see them.`,
  })
}

async function lockBatch(trx: Trx, schoolId: string, id: number): Promise<RetroBatch> {
  await batches(trx, schoolId).where('id', '=', id).forUpdate().execute()
  const batch = await getBatch(trx, schoolId, id)
  if (batch.status === 'proposed') return batch
  throw new UserFacingError('batch_decided', {
    zh: batch.status === 'posted' ? `追溯 ${id} 已经入账，可以用 /appeal 申诉。` : `追溯 ${id} 已经撤回。`,
    en: batch.status === 'posted' ? `Batch ${id} is posted; /appeal contests an entry.` : `Batch ${id} was withdrawn.`,
  })
}

async function decide(trx: Trx, schoolId: string, id: number, status: 'posted' | 'withdrawn', now: Date) {
  await trx
    .updateTable('retro_batch')
    .set({ status, decided_at: now })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}

function batches(db: Reader, schoolId: string) {
  return db.selectFrom('retro_batch').selectAll().where('school_id', '=', schoolId)
}

type Row = Awaited<ReturnType<ReturnType<typeof batches>['execute']>>[number]

async function batchOf(db: Reader, row: Row): Promise<RetroBatch> {
  const approvals = await approvalsOf(db, 'retro_approval', { schoolId: row.school_id, id: row.id })
  const { approval } = await policyAt(db, row.school_id, row.created_at)
  return {
    id: row.id,
    version: row.version,
    reason: row.reason,
    since: row.since,
    until: row.until,
    rows: row.rows,
    status: row.status,
    dueAt: row.due_at,
    approvals,
    approved: approvals.length >= approval.approvers,
  }
}

async function zoneOf(db: Reader, schoolId: string): Promise<string> {
  const row = await db.selectFrom('school').select('time_zone').where('id', '=', schoolId).executeTakeFirstOrThrow()
  return row.time_zone
}
