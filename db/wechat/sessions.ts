import { type ColumnType, type Generated, sql } from 'kysely'
import type { Db } from '../schema.ts'

export type WechatSessionTable = {
  school_id: string
  /** The adapter's keys of the chat and the person; one session each. */
  chat_id: string
  person_id: string
  /** The message that is answered. */
  ref: string
  choices: ColumnType<unknown, string, string>
  expires_at: ColumnType<Date, Date, Date>
  /** Whether the person was told once which numbers there are. */
  hinted: Generated<boolean>
}

export type WechatSessionTables = { wechat_session: WechatSessionTable }

export type SessionKey = { schoolId: string; chatId: string; personId: string }

/** The answers that are open now take the place of those before. */
export async function putSession(
  db: Db,
  key: SessionKey,
  session: { ref: string; choices: unknown; expiresAt: Date },
): Promise<void> {
  const row = {
    ref: session.ref,
    choices: JSON.stringify(session.choices),
    expires_at: session.expiresAt,
    hinted: false,
  }
  await db
    .insertInto('wechat_session')
    .values({ school_id: key.schoolId, chat_id: key.chatId, person_id: key.personId, ...row })
    .onConflict((conflict) => conflict.constraint('wechat_session__pkey').doUpdateSet(row))
    .execute()
}

/** What can be answered at `now`, without keeping it alive. */
export async function findSession(db: Db, key: SessionKey, now: Date): Promise<unknown> {
  const row = await db
    .selectFrom('wechat_session')
    .select('choices')
    .where('school_id', '=', key.schoolId)
    .where('chat_id', '=', key.chatId)
    .where('person_id', '=', key.personId)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row?.choices
}

/** The session that is alive at `now`, kept alive until `until` by being asked for. */
export async function touchSession(
  db: Db,
  key: SessionKey,
  now: Date,
  until: Date,
): Promise<{ ref: string; choices: unknown; hinted: boolean } | undefined> {
  return db
    .updateTable('wechat_session')
    .set({ expires_at: until })
    .where('school_id', '=', key.schoolId)
    .where('chat_id', '=', key.chatId)
    .where('person_id', '=', key.personId)
    .where('expires_at', '>', now)
    .returning(['ref', 'choices', 'hinted'])
    .executeTakeFirst()
}

/** Answers whether this is the first time. */
export async function setHinted(db: Db, key: SessionKey): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('wechat_session')
    .set({ hinted: true })
    .where('school_id', '=', key.schoolId)
    .where('chat_id', '=', key.chatId)
    .where('person_id', '=', key.personId)
    .where('hinted', '=', false)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function dropSession(db: Db, key: SessionKey): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('wechat_session')
    .where('school_id', '=', key.schoolId)
    .where('chat_id', '=', key.chatId)
    .where('person_id', '=', key.personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Old sessions are of no use; a few thousand a day at most. */
export async function dropOldSessions(db: Db, now: Date): Promise<void> {
  await sql`delete from wechat_session where expires_at <= ${now}`.execute(db)
}
