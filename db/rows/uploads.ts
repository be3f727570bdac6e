import { sql } from 'kysely'
import type { Text } from '#kit/lang.ts'
import type { Db, Reader, Trx, Upload } from '../schema.ts'

export type NewUpload = {
  schoolId: string
  intakeId: number
  chatId: number
  memberId: number
  fileName: string
  size?: number
  mediaType?: string
  fileRef: unknown
  messageRef: string
  sentAt: Date
}

/** The upload of an intake event; a second call for the same event returns the first row. */
export async function insertUpload(trx: Trx, upload: NewUpload): Promise<number> {
  const row = await trx
    .insertInto('upload')
    .values({
      school_id: upload.schoolId,
      intake_id: upload.intakeId,
      chat_id: upload.chatId,
      member_id: upload.memberId,
      file_name: upload.fileName,
      size: upload.size ?? null,
      media_type: upload.mediaType ?? null,
      file_ref: JSON.stringify(upload.fileRef),
      message_ref: upload.messageRef,
      sent_at: upload.sentAt,
    })
    .onConflict((conflict) => conflict.constraint('upload__intake__key').doUpdateSet({ updated_at: sql`now()` }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function findUpload(db: Reader, schoolId: string, id: number): Promise<Upload | undefined> {
  return db.selectFrom('upload').selectAll().where('school_id', '=', schoolId).where('id', '=', id).executeTakeFirst()
}

export async function lockUpload(trx: Trx, schoolId: string, id: number): Promise<Upload | undefined> {
  return trx
    .selectFrom('upload')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** The uploads of one platform message: a recall withdraws them all. */
export async function uploadsOfMessage(
  trx: Trx,
  schoolId: string,
  chatId: number,
  messageRef: string,
): Promise<Upload[]> {
  return trx
    .selectFrom('upload')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('chat_id', '=', chatId)
    .where('message_ref', '=', messageRef)
    .forUpdate()
    .execute()
}

/** The bytes are in the store; from here on the platform is not needed. */
export async function setStored(
  db: Db,
  schoolId: string,
  id: number,
  blob: { sha256: string; size: number },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('blob')
      .values({ school_id: schoolId, sha256: blob.sha256, size: blob.size })
      .onConflict((conflict) => conflict.constraint('blob__pkey').doNothing())
      .execute()
    await trx
      .updateTable('upload')
      .set({ status: 'stored', blob_sha256: blob.sha256, size: blob.size, updated_at: sql`now()`, next_at: sql`now()` })
      .where('school_id', '=', schoolId)
      .where('id', '=', id)
      .where('status', '=', 'waiting')
      .execute()
  })
}

/** The draft after a stage, so that a retry resumes behind it. */
export async function saveDraft(db: Db, schoolId: string, id: number, stage: string, draft: unknown): Promise<void> {
  await db
    .updateTable('upload')
    .set({ stage, draft: JSON.stringify(draft), updated_at: sql`now()` })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('status', '=', 'stored')
    .execute()
}

/** The end of an upload's way: a resource (its own, or the first copy of the same), or a refusal with its reason. */
export async function finishUpload(
  trx: Trx,
  schoolId: string,
  id: number,
  end: { status: 'done' | 'refused' | 'withdrawn'; resourceId?: number; reason?: Text },
): Promise<void> {
  await trx
    .updateTable('upload')
    .set({
      status: end.status,
      resource_id: end.resourceId ?? null,
      reason: end.reason ? JSON.stringify(end.reason) : null,
      draft: '{}',
      updated_at: sql`now()`,
    })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}

/** Later, because time will help (the disk is full, the platform is down). */
export async function postponeUpload(db: Db, schoolId: string, id: number, until: Date): Promise<void> {
  await db
    .updateTable('upload')
    .set({ next_at: until, attempts: sql`attempts + 1` })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}
