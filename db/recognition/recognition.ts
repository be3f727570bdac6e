import { type ColumnType, type Generated, sql } from 'kysely'
import type { Db, Reader, Resource, Trx } from '../schema.ts'

type Default<T> = ColumnType<T, T | undefined, T>

/** A picture or a scan whose text is to be recognised, or was. See the migration `recognise_text`. */
export type RecognitionTables = {
  recognition: {
    school_id: string
    resource_id: number
    status: Generated<'waiting' | 'done' | 'failed'>
    /** From an imported folder: whoever dropped a picture in a chat goes first. */
    bulk: Generated<boolean>
    attempts: Generated<number>
    /** Not before this instant; also the lease of the process that works on it. */
    next_at: Default<Date>
    /** Letters and digits found. */
    letters: Generated<number>
    /** Why it failed: `WHYS` of `read/outcome.ts`. */
    reason: ColumnType<string | null, string | null | undefined, string | null>
    created_at: Default<Date>
    done_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  }
}

/**
 * Puts a resource in the queue of pictures; one that failed is tried again, and so is one that was recognised: it is only
 * called when the text that was recognised could not be kept.
 */
export async function insertRecognition(
  trx: Trx,
  resource: Pick<Resource, 'school_id' | 'id' | 'chat_id' | 'created_at'>,
): Promise<void> {
  const waiting = { bulk: resource.chat_id === null, next_at: resource.created_at }
  await trx
    .insertInto('recognition')
    .values({ school_id: resource.school_id, resource_id: resource.id, ...waiting })
    .onConflict((conflict) =>
      conflict
        .constraint('recognition__pkey')
        .doUpdateSet({ ...waiting, status: 'waiting', attempts: 0, reason: null, done_at: null })
        .where('recognition.status', '<>', 'waiting'),
    )
    .execute()
}

/** Takes the picture that has waited longest, for `leaseMs`; undefined when none waits. Counts an attempt. */
export async function claimRecognition(
  db: Db,
  now: Date,
  leaseMs: number,
): Promise<{ schoolId: string; resourceId: number; attempts: number } | undefined> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('recognition')
      .select(['school_id', 'resource_id', 'attempts'])
      .where('status', '=', 'waiting')
      .where('next_at', '<=', now)
      .orderBy('bulk')
      .orderBy('next_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!row) return undefined
    const attempts = row.attempts + 1
    await trx
      .updateTable('recognition')
      .set({ attempts, next_at: new Date(now.getTime() + leaseMs) })
      .where('school_id', '=', row.school_id)
      .where('resource_id', '=', row.resource_id)
      .execute()
    return { schoolId: row.school_id, resourceId: row.resource_id, attempts }
  })
}

/** Gives it back: it was taken, but not looked at. */
export async function postponeRecognition(db: Db, schoolId: string, resourceId: number, until: Date): Promise<void> {
  await db
    .updateTable('recognition')
    .set((eb) => ({ next_at: until, attempts: eb('attempts', '-', 1) }))
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .where('status', '=', 'waiting')
    .execute()
}

/** The end: text was found (or there is none), or it can not be read. */
export async function finishRecognition(
  trx: Trx,
  schoolId: string,
  resourceId: number,
  end: { status: 'done' | 'failed'; letters?: number; reason?: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('recognition')
    .set({ status: end.status, letters: end.letters ?? 0, reason: end.reason ?? null, done_at: end.now })
    .where('school_id', '=', schoolId)
    .where('resource_id', '=', resourceId)
    .execute()
  await trx
    .updateTable('resource')
    .set({ notes: sql`array_remove(notes, 'to_recognise')` })
    .where('school_id', '=', schoolId)
    .where('id', '=', resourceId)
    .execute()
}

/** Whether any picture's time has come: the sweep rings once, whatever their number. */
export async function firstWaitingRecognition(
  db: Reader,
  due: Date,
): Promise<{ schoolId: string; resourceId: number } | undefined> {
  return db
    .selectFrom('recognition')
    .select(['school_id as schoolId', 'resource_id as resourceId'])
    .where('status', '=', 'waiting')
    .where('next_at', '<=', due)
    .orderBy('bulk')
    .orderBy('next_at')
    .limit(1)
    .executeTakeFirst()
}
