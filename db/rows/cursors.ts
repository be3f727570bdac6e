import { sql } from 'kysely'
import type { Db, Reader } from '../schema.ts'

/** A chat of a platform, by the platform's id, and how far its history is known. */
export type Cursor = { chatId: string; kind: 'group' | 'direct'; personId: string | undefined; readUntil: Date }

export async function listCursors(db: Reader, schoolId: string, platform: string): Promise<Cursor[]> {
  const rows = await db
    .selectFrom('chat_cursor')
    .select(['chat_id', 'kind', 'person_id', 'read_until'])
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('gone', '=', false)
    .orderBy('read_until', 'desc')
    .execute()
  return rows.map((row) => ({
    chatId: row.chat_id,
    kind: row.kind,
    personId: row.person_id ?? undefined,
    readUntil: row.read_until,
  }))
}

/** The latest instant up to which any chat is known; undefined before the first. */
export async function lastKnown(db: Reader, schoolId: string, platform: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('chat_cursor')
    .select((eb) => eb.fn.max('read_until').as('at'))
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .executeTakeFirst()
  return row?.at ?? undefined
}

export async function findCursor(
  db: Reader,
  schoolId: string,
  platform: string,
  chatId: string,
): Promise<Pick<Cursor, 'kind' | 'personId'> | undefined> {
  const row = await db
    .selectFrom('chat_cursor')
    .select(['kind', 'person_id'])
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('chat_id', '=', chatId)
    .executeTakeFirst()
  return row && { kind: row.kind, personId: row.person_id ?? undefined }
}

/** A chat that the bot is in. An older cursor stays: what lies between is still to be read. */
export async function insertCursor(db: Db, schoolId: string, platform: string, cursor: Cursor): Promise<void> {
  await db
    .insertInto('chat_cursor')
    .values({
      school_id: schoolId,
      platform,
      chat_id: cursor.chatId,
      kind: cursor.kind,
      person_id: cursor.personId ?? null,
      read_until: cursor.readUntil,
    })
    .onConflict((conflict) => conflict.constraint('chat_cursor__pkey').doUpdateSet({ gone: false }))
    .execute()
}

/** The history is known up to `until`; never goes back. */
export async function advanceCursor(
  db: Db,
  schoolId: string,
  platform: string,
  chatId: string,
  until: Date,
): Promise<void> {
  await db
    .updateTable('chat_cursor')
    .set({ read_until: sql`greatest(read_until, ${until})` })
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('chat_id', '=', chatId)
    .execute()
}

export async function setCursorGone(db: Db, schoolId: string, platform: string, chatId: string): Promise<void> {
  await db
    .updateTable('chat_cursor')
    .set({ gone: true })
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('chat_id', '=', chatId)
    .execute()
}

/** Which of these events are in the books already. */
export async function knownEventKeys(
  db: Reader,
  schoolId: string,
  platform: string,
  keys: readonly string[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const rows = await db
    .selectFrom('intake')
    .select('event_key')
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('event_key', 'in', keys)
    .execute()
  return new Set(rows.map((row) => row.event_key))
}

/** Where a message is, and who sent it when that was a person: theirs from the intake, ours from the outbox. */
export async function findMessagePlace(
  db: Reader,
  schoolId: string,
  platform: string,
  messageRef: string,
): Promise<{ chat: { id: string; kind: 'group' | 'direct' }; sender?: string } | undefined> {
  const theirs = await db
    .selectFrom('intake')
    .innerJoin('chat', (join) =>
      join.onRef('chat.school_id', '=', 'intake.school_id').onRef('chat.id', '=', 'intake.chat_id'),
    )
    .select(['chat.external_id', 'chat.kind', sql<string>`intake.payload->'sender'->>'id'`.as('sender')])
    .where('intake.school_id', '=', schoolId)
    .where('intake.platform', '=', platform)
    .where(sql<string>`intake.payload->>'messageRef'`, '=', messageRef)
    .where('intake.kind', 'in', ['text', 'file'])
    .executeTakeFirst()
  if (theirs) return { chat: { id: theirs.external_id, kind: theirs.kind }, sender: theirs.sender }
  const ours = await db
    .selectFrom('message')
    .innerJoin('chat', (join) =>
      join.onRef('chat.school_id', '=', 'message.school_id').onRef('chat.id', '=', 'message.chat_id'),
    )
    .select(['chat.external_id', 'chat.kind'])
    .where('message.school_id', '=', schoolId)
    .where('chat.platform', '=', platform)
    .where('message.ref', '=', messageRef)
    .executeTakeFirst()
  return ours && { chat: { id: ours.external_id, kind: ours.kind } }
}

/** The platform renamed a group. */
export async function renameChat(
  db: Db,
  schoolId: string,
  platform: string,
  chatId: string,
  name: string,
): Promise<void> {
  await db
    .updateTable('chat')
    .set({ name })
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('external_id', '=', chatId)
    .execute()
}

/** The bot is in the chat no longer. */
export async function setChatRemoved(
  db: Db,
  schoolId: string,
  platform: string,
  chatId: string,
  at: Date,
): Promise<void> {
  await db
    .updateTable('chat')
    .set({ removed_at: at })
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('external_id', '=', chatId)
    .where('removed_at', 'is', null)
    .execute()
}

/** What a group was called when it was last seen. */
export async function findChatName(
  db: Reader,
  schoolId: string,
  platform: string,
  chatId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('chat')
    .select('name')
    .where('school_id', '=', schoolId)
    .where('platform', '=', platform)
    .where('external_id', '=', chatId)
    .executeTakeFirst()
  return row?.name
}
