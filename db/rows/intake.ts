import { sql } from 'kysely'
import type { Db, Intake, Reader, Trx } from '../schema.ts'

export type NewIntake = {
  schoolId: string
  chatId: number
  memberId: number
  platform: string
  eventKey: string
  kind: string
  payload: unknown
  sentAt: Date
}

export type IntakeKey = { schoolId: string; id: number }

/** One statement for many events: one commit acknowledges them all. Duplicates of known events insert nothing. */
export async function insertIntakes(
  db: Db,
  events: readonly NewIntake[],
): Promise<(IntakeKey & { eventKey: string })[]> {
  const rows = await db
    .insertInto('intake')
    .values(
      events.map((event) => ({
        school_id: event.schoolId,
        chat_id: event.chatId,
        member_id: event.memberId,
        platform: event.platform,
        event_key: event.eventKey,
        kind: event.kind,
        payload: JSON.stringify(event.payload),
        sent_at: event.sentAt,
      })),
    )
    .onConflict((conflict) => conflict.constraint('intake__event__key').doNothing())
    .returning(['school_id', 'id', 'event_key'])
    .execute()
  return rows.map((row) => ({ schoolId: row.school_id, id: row.id, eventKey: row.event_key }))
}

/** Takes a waiting event for this transaction; undefined when it is done or another process holds it. */
export async function lockIntake(trx: Trx, key: IntakeKey): Promise<Intake | undefined> {
  return trx
    .selectFrom('intake')
    .selectAll()
    .where('school_id', '=', key.schoolId)
    .where('id', '=', key.id)
    .where('status', '=', 'waiting')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
}

export async function finishIntake(trx: Trx, key: IntakeKey, status: 'done' | 'ignored', now: Date): Promise<void> {
  await trx
    .updateTable('intake')
    .set({ status, done_at: now, attempts: sql`attempts + 1` })
    .where('school_id', '=', key.schoolId)
    .where('id', '=', key.id)
    .execute()
}

/** It failed for a reason of ours: kept, with the number that the person was shown. */
export async function failIntake(trx: Trx, key: IntakeKey, errorNumber: string, now: Date): Promise<void> {
  await trx
    .updateTable('intake')
    .set({ status: 'failed', done_at: now, error_number: errorNumber })
    .where('school_id', '=', key.schoolId)
    .where('id', '=', key.id)
    .execute()
}

/** Try again later; returns how many tries there were. */
export async function postponeIntake(db: Db, key: IntakeKey, until: Date): Promise<number> {
  const row = await db
    .updateTable('intake')
    .set({ next_at: until, attempts: sql`attempts + 1` })
    .where('school_id', '=', key.schoolId)
    .where('id', '=', key.id)
    .where('status', '=', 'waiting')
    .returning('attempts')
    .executeTakeFirst()
  return row?.attempts ?? 0
}

/**
 * Events that wait and whose time has come, oldest first. `settledMs`: leave those younger than that (by the
 * database's clock) to the process that received them.
 */
export async function waitingIntakes(db: Db, now: Date, settledMs: number, limit: number): Promise<IntakeKey[]> {
  const rows = await db
    .selectFrom('intake')
    .select(['school_id', 'id'])
    .where('status', '=', 'waiting')
    .where('next_at', '<=', now)
    .where('received_at', '<=', sql<Date>`now() - ${settledMs} * interval '1 millisecond'`)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ schoolId: row.school_id, id: row.id }))
}

/** Was this event found in the chat's history long after it was sent? */
export async function isLate(db: Reader, schoolId: string, id: number | null): Promise<boolean> {
  if (id === null) return false
  const row = await db
    .selectFrom('intake')
    .select(sql<string | null>`payload->>'late'`.as('late'))
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.late === 'true'
}

/** Was this message recalled before its file was looked at? */
export async function wasRecalled(trx: Trx, intake: Intake, messageRef: string): Promise<boolean> {
  const row = await trx
    .selectFrom('intake')
    .select('id')
    .where('school_id', '=', intake.school_id)
    .where('platform', '=', intake.platform)
    .where('chat_id', '=', intake.chat_id)
    .where('kind', '=', 'recalled')
    .where(sql<string>`payload->>'messageRef'`, '=', messageRef)
    .executeTakeFirst()
  return row !== undefined
}

/** Who did what an event reports. */
export async function memberOfIntake(db: Reader, schoolId: string, id: number | null): Promise<number | undefined> {
  if (id === null) return undefined
  const row = await db
    .selectFrom('intake')
    .select('member_id')
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.member_id ?? undefined
}
