import type { ColumnType, Generated } from 'kysely'
import type { Db } from '../schema.ts'

export type WechatSentTable = {
  school_id: string
  /** The post's key and the place of the message in it. */
  key: string
  part: number
  chat_id: string
  kind: 'text' | 'file'
  /** `sending`: begun; after a crash nobody knows whether it was said. */
  status: Generated<'sending' | 'sent'>
  ref: string | null
  at: ColumnType<Date, Date, Date>
}

export type WechatSentTables = { wechat_sent: WechatSentTable }

export type PartKey = { schoolId: string; key: string; part: number }

/**
 * Writes down that a message is about to be said. Answers `fresh`, or what is known of an earlier try: `sent` with its
 * ref, or `unsure` when that try never came back.
 */
export async function beginPart(
  db: Db,
  { schoolId, key, part }: PartKey,
  what: { chatId: string; kind: 'text' | 'file'; at: Date },
): Promise<{ is: 'fresh' } | { is: 'sent'; ref: string | null } | { is: 'unsure' }> {
  const made = await db
    .insertInto('wechat_sent')
    .values({ school_id: schoolId, key, part, chat_id: what.chatId, kind: what.kind, ref: null, at: what.at })
    .onConflict((conflict) => conflict.constraint('wechat_sent__pkey').doNothing())
    .returning('status')
    .executeTakeFirst()
  if (made) return { is: 'fresh' }
  const before = await db
    .selectFrom('wechat_sent')
    .select(['status', 'ref'])
    .where('school_id', '=', schoolId)
    .where('key', '=', key)
    .where('part', '=', part)
    .executeTakeFirst()
  if (!before) return { is: 'fresh' }
  return before.status === 'sent' ? { is: 'sent', ref: before.ref } : { is: 'unsure' }
}

export async function finishPart(db: Db, key: PartKey, ref: string | null, at: Date): Promise<void> {
  await db
    .updateTable('wechat_sent')
    .set({ status: 'sent', ref, at })
    .where('school_id', '=', key.schoolId)
    .where('key', '=', key.key)
    .where('part', '=', key.part)
    .execute()
}

/** The try is known to have failed: another one may be made. */
export async function forgetPart(db: Db, key: PartKey): Promise<void> {
  await db
    .deleteFrom('wechat_sent')
    .where('school_id', '=', key.schoolId)
    .where('key', '=', key.key)
    .where('part', '=', key.part)
    .where('status', '=', 'sending')
    .execute()
}

/** Everything said since `since`, oldest first: what the limits count after a start. */
export async function saidSince(db: Db, schoolId: string, since: Date): Promise<{ chatId: string; at: Date }[]> {
  const rows = await db
    .selectFrom('wechat_sent')
    .select(['chat_id', 'at'])
    .where('school_id', '=', schoolId)
    .where('at', '>', since)
    .orderBy('at')
    .execute()
  return rows.map((row) => ({ chatId: row.chat_id, at: row.at }))
}
