import { sql } from 'kysely'
import type { Reader, Trx } from '../schema.ts'

/**
 * What a card of ours is about now: a press may have put another page or another answer in its place. Undefined when it
 * was never changed. The index on `message.target` serves it; changes that wait for their turn count too.
 */
export async function shownAbout(db: Reader, schoolId: string, chatId: number, ref: string): Promise<unknown> {
  const row = await db
    .selectFrom('message')
    .select(sql<unknown>`view->'about'`.as('about'))
    .where('school_id', '=', schoolId)
    .where('chat_id', '=', chatId)
    .where('target', '=', ref)
    .where('kind', '=', 'edit')
    .where('status', 'in', ['sent', 'waiting'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.about ?? undefined
}

/** Which of these messages on the platform a row of ours claims as sent. */
export async function claimedRefs(
  db: Reader,
  where: { schoolId: string; platform: string; chatId: string },
  refs: readonly string[],
): Promise<Set<string>> {
  if (refs.length === 0) return new Set()
  const rows = await db
    .selectFrom('message')
    .innerJoin('chat', (join) =>
      join.onRef('chat.school_id', '=', 'message.school_id').onRef('chat.id', '=', 'message.chat_id'),
    )
    .select('message.ref')
    .where('message.school_id', '=', where.schoolId)
    .where('chat.platform', '=', where.platform)
    .where('chat.external_id', '=', where.chatId)
    .where('message.ref', 'in', refs)
    .execute()
  return new Set(rows.flatMap((row) => row.ref ?? []))
}

/** The platform's id of the direct chat with a person; undefined until a message of theirs told it. */
export async function findDirectChatId(
  db: Reader,
  schoolId: string,
  platform: string,
  personId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('chat_cursor')
    .select('chat_id')
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.chat_id
}

/** The receipt of a file that stands in a chat as a message of its own; undefined when it was merged or never sent. */
export async function findReceipt(
  db: Reader,
  schoolId: string,
  chatId: number,
  uploadId: number,
): Promise<{ view: unknown; lang: string } | undefined> {
  return db
    .selectFrom('message')
    .select(['view', 'lang'])
    .where('school_id', '=', schoolId)
    .where('chat_id', '=', chatId)
    .where('key', '=', `receipt:${uploadId}`)
    .where('status', '=', 'sent')
    .executeTakeFirst()
}

/** What a receipt says now, so that what is merged into its card later is merged with that. */
export async function setReceiptView(
  trx: Trx,
  schoolId: string,
  chatId: number,
  uploadId: number,
  view: unknown,
): Promise<void> {
  await trx
    .updateTable('message')
    .set({ view: JSON.stringify(view) })
    .where('school_id', '=', schoolId)
    .where('chat_id', '=', chatId)
    .where('key', '=', `receipt:${uploadId}`)
    .where('status', '=', 'sent')
    .execute()
}
