import { sql } from 'kysely'
import type { Db, Message } from '../schema.ts'

/** Receipts have this key, with the upload's number after it. */
const RECEIPT = 'receipt:'

/** The upload that a receipt is about; undefined for every other message. */
export function uploadOfReceipt(message: Pick<Message, 'key' | 'kind'>): number | undefined {
  if (message.kind !== 'post' || !message.key.startsWith(RECEIPT)) return undefined
  const id = Number(message.key.slice(RECEIPT.length))
  return Number.isSafeInteger(id) ? id : undefined
}

/** The last receipt that a chat shows, unless it was changed since: by a press, or because its file was recalled. */
export async function lastReceipt(db: Db, schoolId: string, chatId: number): Promise<Message | undefined> {
  const row = await db
    .selectFrom('message')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('chat_id', '=', chatId)
    .where('kind', '=', 'post')
    .where('status', '=', 'sent')
    .where('key', 'like', 'receipt:%')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row || row.ref === null) return undefined
  const changed = await db
    .selectFrom('message')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('chat_id', '=', chatId)
    .where('target', '=', row.ref)
    .where('kind', '=', 'edit')
    .limit(1)
    .executeTakeFirst()
  return changed ? undefined : row
}

/** The receipts that wait in a row from `first` on, up to the first message of another kind. `first` included. */
export async function waitingReceipts(db: Db, first: Message, limit: number): Promise<Message[]> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('school_id', '=', first.school_id)
    .where('chat_id', '=', first.chat_id)
    .where('status', '=', 'waiting')
    .where('id', '>=', first.id)
    .orderBy('id')
    .limit(limit)
    .execute()
  const end = rows.findIndex((row) => uploadOfReceipt(row) === undefined || row.lang !== first.lang)
  return end === -1 ? rows : rows.slice(0, end)
}

export type SentFile = { upload: number; intake: number; member: number; sentAt: Date }

/** Who sent the files of uploads, and when; by upload. */
export async function sentFiles(db: Db, schoolId: string, ids: readonly number[]): Promise<Map<number, SentFile>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('upload')
    .select(['id', 'intake_id', 'member_id', 'sent_at'])
    .where('school_id', '=', schoolId)
    .where('id', 'in', ids)
    .execute()
  return new Map(
    rows.map((row) => [row.id, { upload: row.id, intake: row.intake_id, member: row.member_id, sentAt: row.sent_at }]),
  )
}

/** Events of all chats between two files of a run; a school that is busier than this has no runs. */
const REACH = 500

/**
 * The events of the files that a person sent one after the other before this one, newest first: nothing that was answered
 * and nobody else's file lies between, and none is older than `since`. Talk that was left alone does not count.
 */
export async function runBefore(
  db: Db,
  schoolId: string,
  chatId: number,
  file: SentFile,
  since: Date,
): Promise<number[]> {
  const rows = await db
    .selectFrom('intake')
    .select(['id', 'kind', 'member_id'])
    .where('school_id', '=', schoolId)
    .where('chat_id', '=', chatId)
    .where('id', '<', file.intake)
    .where('id', '>', file.intake - REACH)
    .where('sent_at', '>', since)
    .where((eb) => eb.or([eb('kind', '=', 'file'), eb('status', '<>', 'ignored')]))
    .where('kind', 'in', ['file', 'text', 'button'])
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
  const end = rows.findIndex((row) => row.kind !== 'file' || row.member_id !== file.member)
  return (end === -1 ? rows : rows.slice(0, end)).map((row) => row.id)
}

/** The card of `head` shows `view` since `now`, which says what `merged` would have said. One transaction. */
export async function setMerged(
  db: Db,
  head: Message,
  view: unknown,
  merged: readonly Message[],
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('message')
      .set({ view: JSON.stringify(view), sent_at: now })
      .where('school_id', '=', head.school_id)
      .where('id', '=', head.id)
      .execute()
    await trx
      .updateTable('message')
      .set({ status: 'superseded', target: head.ref, sent_at: now })
      .where('school_id', '=', head.school_id)
      .where(
        'id',
        'in',
        merged.map((row) => row.id),
      )
      .where('status', '=', 'waiting')
      .execute()
  })
}

/** All receipts of a chat that wait in one language, `first` and later ones, whatever stands between them. */
export async function receiptsBehind(db: Db, first: Message, limit: number): Promise<Message[]> {
  const rows = await db
    .selectFrom('message')
    .selectAll('message')
    .where('school_id', '=', first.school_id)
    .where('chat_id', '=', first.chat_id)
    .where('status', '=', 'waiting')
    .where('key', 'like', 'receipt:%')
    .where('lang', '=', first.lang)
    .where('id', '>=', first.id)
    // Files that were found long after are catalogued without a word.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('intake')
            .select('intake.id')
            .whereRef('intake.school_id', '=', 'message.school_id')
            .whereRef('intake.id', '=', 'message.intake_id')
            .where(sql<boolean>`intake.payload ->> 'late' = 'true'`),
        ),
      ),
    )
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.filter((row) => uploadOfReceipt(row) !== undefined)
}

/**
 * `head`, of which nothing was said yet, says `view` instead, and with it what `merged` would have said. One
 * transaction; answers false when the head does not wait any more.
 */
export async function setMergedUnsent(
  db: Db,
  head: Message,
  view: unknown,
  merged: readonly Message[],
  now: Date,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('message')
      .set({ view: JSON.stringify(view) })
      .where('school_id', '=', head.school_id)
      .where('id', '=', head.id)
      .where('status', '=', 'waiting')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await trx
      .updateTable('message')
      .set({ status: 'superseded', sent_at: now })
      .where('school_id', '=', head.school_id)
      .where(
        'id',
        'in',
        merged.map((row) => row.id),
      )
      .where('status', '=', 'waiting')
      .execute()
    return true
  })
}
