import { lockLedger } from '../ledger/post.ts'
import type { Policy } from '../policy/schema.ts'
import { keepFigures } from '../reports/appraisal-figures.ts'
import { insertFact } from '../rows/facts.ts'
import type { Reader, Trx } from '../schema.ts'
import { writeSheets } from './sheets.ts'
import type { TermSpan } from './span.ts'

/** Where a term stands: it runs, is announced to end, was cut and is shown, its publicity is over, is locked. */
export const TERM_STATES = ['running', 'noticed', 'public', 'settled', 'locked'] as const
export type TermState = (typeof TERM_STATES)[number]

export type TermClose = {
  term: string
  state: TermState
  startsAt: Date
  endsAt: Date
  publicityUntil: Date
  lockAt: Date
  lockedAt: Date | undefined
  policyVersion: string | undefined
  headSeq: number | undefined
  headHash: string | undefined
  snapshotHash: string | undefined
}

/** The row of a term, made when there is none; its dates follow the calendar until the term is cut. */
export async function openClose(trx: Trx, schoolId: string, span: TermSpan): Promise<TermClose> {
  const dates = {
    starts_at: span.from,
    ends_at: span.to,
    publicity_until: span.publicityUntil,
    lock_at: span.lockAt,
  }
  await trx
    .insertInto('term_close')
    .values({ school_id: schoolId, term: span.id, ...dates })
    .onConflict((conflict) =>
      conflict.constraint('term_close__pkey').doUpdateSet(dates).where('term_close.cut_at', 'is', null),
    )
    .execute()
  const row = await closes(trx, schoolId).where('term', '=', span.id).forUpdate().executeTakeFirstOrThrow()
  return closeOf(row)
}

export async function findClose(db: Reader, schoolId: string, term: string): Promise<TermClose | undefined> {
  const row = await closes(db, schoolId).where('term', '=', term).executeTakeFirst()
  return row && closeOf(row)
}

/** The terms of a school that were ever looked at, newest first. */
export async function listCloses(db: Reader, schoolId: string): Promise<TermClose[]> {
  return (await closes(db, schoolId).orderBy('starts_at', 'desc').execute()).map(closeOf)
}

/** Those that are not locked, oldest first. */
export async function unlockedCloses(db: Reader, schoolId: string): Promise<TermClose[]> {
  return (await closes(db, schoolId).where('locked_at', 'is', null).orderBy('starts_at').execute()).map(closeOf)
}

/** Notes that a step was taken; false when it was before. */
export async function markClose(
  trx: Trx,
  schoolId: string,
  term: string,
  step: 'noticed_at' | 'cut_at' | 'publicity_ended_at',
  now: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('term_close')
    .set({ [step]: now })
    .where('school_id', '=', schoolId)
    .where('term', '=', term)
    .where(step, 'is', null)
    .returning('term')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Locks a term: the sheets as they are at this moment, with the ledger's head, for good; and the fact after which whatever
 * occurred in that term counts for the current one. The school's ledger stands still meanwhile. False when it was locked.
 */
export async function lockTerm(
  trx: Trx,
  given: { schoolId: string; span: TermSpan; policy: Policy; zone: string; now: Date },
): Promise<boolean> {
  const { schoolId, span, policy, zone, now } = given
  await lockLedger(trx, schoolId)
  const row = await closes(trx, schoolId).where('term', '=', span.id).forUpdate().executeTakeFirstOrThrow()
  if (row.locked_at) return false
  const { hash } = await writeSheets(trx, schoolId, span, policy, zone)
  await keepFigures(trx, { schoolId, termId: span.id, from: span.from, to: span.to })
  const head = await trx
    .selectFrom('point_tx')
    .select(['seq', 'hash'])
    .where('school_id', '=', schoolId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  await insertFact(trx, {
    schoolId,
    key: `locked:${span.id}`,
    kind: 'term.locked',
    occurredAt: now,
    payload: { term: span.id },
  })
  await trx
    .updateTable('term_close')
    .set({
      locked_at: now,
      policy_version: policy.version,
      head_seq: head?.seq ?? null,
      head_hash: head?.hash ?? null,
      snapshot_hash: hash,
    })
    .where('school_id', '=', schoolId)
    .where('term', '=', span.id)
    .execute()
  return true
}

function closes(db: Reader, schoolId: string) {
  return db.selectFrom('term_close').selectAll().where('school_id', '=', schoolId)
}

type Row = Awaited<ReturnType<ReturnType<typeof closes>['execute']>>[number]

function closeOf(row: Row): TermClose {
  return {
    term: row.term,
    state: stateOf(row),
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    publicityUntil: row.publicity_until,
    lockAt: row.lock_at,
    lockedAt: row.locked_at ?? undefined,
    policyVersion: row.policy_version ?? undefined,
    headSeq: row.head_seq ?? undefined,
    headHash: row.head_hash ?? undefined,
    snapshotHash: row.snapshot_hash ?? undefined,
  }
}

function stateOf(row: Row): TermState {
  if (row.locked_at) return 'locked'
  if (row.publicity_ended_at) return 'settled'
  if (row.cut_at) return 'public'
  return row.noticed_at ? 'noticed' : 'running'
}
