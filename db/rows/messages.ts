import { sql } from 'kysely'
import type { Db, Message, Reader, Trx } from '../schema.ts'

export type NewMessage = {
  schoolId: string
  chatId: number
  /** Deterministic: a second insert with the same key changes nothing. */
  key: string
  kind?: 'post' | 'edit'
  /** For an edit: the `ref` of the message to change. */
  target?: string
  view: unknown
  lang: string
  replyTo?: string
  intakeId?: number
}

/** Puts a message in the outbox; returns false when its key was there already. */
export async function insertMessage(trx: Trx | Db, message: NewMessage): Promise<boolean> {
  const row = await trx
    .insertInto('message')
    .values({
      school_id: message.schoolId,
      chat_id: message.chatId,
      key: message.key,
      kind: message.kind ?? 'post',
      target: message.target ?? null,
      view: JSON.stringify(message.view),
      lang: message.lang,
      reply_to: message.replyTo ?? null,
      intake_id: message.intakeId ?? null,
    })
    .onConflict((conflict) => conflict.constraint('message__key__key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Claims the head of a chat's outbox until `leaseUntil`: the oldest waiting message, when its time has come and no
 * other process holds it. Order is kept because only the head can be claimed.
 */
export async function claimHead(
  db: Db,
  schoolId: string,
  chatId: number,
  now: Date,
  leaseUntil: Date,
): Promise<Message | undefined> {
  return db
    .updateTable('message')
    .set({ next_at: leaseUntil, attempts: sql`attempts + 1` })
    .where('school_id', '=', schoolId)
    .where('id', '=', (eb) =>
      eb
        .selectFrom('message')
        .select('id')
        .where('school_id', '=', schoolId)
        .where('chat_id', '=', chatId)
        .where('status', '=', 'waiting')
        .orderBy('id')
        .limit(1),
    )
    .where('status', '=', 'waiting')
    .where('next_at', '<=', now)
    .returningAll()
    .executeTakeFirst()
}

/** `kind` says what it became: an edit that had to be posted is found by its `ref` like any post. */
export async function setSent(
  db: Db,
  schoolId: string,
  id: number,
  ref: string,
  now: Date,
  kind: 'post' | 'edit' = 'post',
): Promise<void> {
  await db
    .updateTable('message')
    .set({ status: 'sent', ref, sent_at: now, kind })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}

/** Done without a word: what it would have said is shown by a mark. */
export async function setUnsaid(db: Db, schoolId: string, id: number, now: Date): Promise<void> {
  await db
    .updateTable('message')
    .set({ status: 'superseded', sent_at: now })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}

/** The platform will never take it; an administrator sees it in `/jobs`. */
export async function setRefused(db: Db, schoolId: string, id: number, reason: string): Promise<void> {
  await db
    .updateTable('message')
    .set({ status: 'refused', reason })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}

export async function setNextTry(db: Db, schoolId: string, id: number, at: Date): Promise<void> {
  await db.updateTable('message').set({ next_at: at }).where('school_id', '=', schoolId).where('id', '=', id).execute()
}

/** The message of ours that a reply or a button press belongs to. */
export async function findByRef(
  db: Reader,
  schoolId: string,
  chatId: number,
  ref: string,
): Promise<Message | undefined> {
  return db
    .selectFrom('message')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('chat_id', '=', chatId)
    .where('ref', '=', ref)
    .where('kind', '=', 'post')
    .executeTakeFirst()
}

/** Chats on these platforms that have something to send now, oldest first. */
export async function chatsWithWaiting(
  db: Db,
  platforms: readonly string[],
  now: Date,
  limit: number,
): Promise<{ schoolId: string; chatId: number }[]> {
  if (platforms.length === 0) return []
  const rows = await db
    .selectFrom('message')
    .innerJoin('chat', (join) =>
      join.onRef('chat.school_id', '=', 'message.school_id').onRef('chat.id', '=', 'message.chat_id'),
    )
    .select(['message.school_id', 'message.chat_id'])
    .where('message.status', '=', 'waiting')
    .where('message.next_at', '<=', now)
    .where('chat.platform', 'in', platforms)
    .groupBy(['message.school_id', 'message.chat_id'])
    .orderBy((eb) => eb.fn.min('message.id'))
    .limit(limit)
    .execute()
  return rows.map((row) => ({ schoolId: row.school_id, chatId: row.chat_id }))
}
