import type { ColumnType, Generated } from 'kysely'
import type { Db } from '../schema.ts'

export type WechatSentTable = {
  school_id: string
  /** The post's key and the place of the message in it. */
  key: string
  part: number
  chat_id: string
  /** For whom, where it was for one person. */
  person_id: string | null
  kind: 'text' | 'file'
  /** `sending`: begun; after a crash nobody knows whether it was said. */
  status: Generated<'sending' | 'sent'>
  ref: string | null
  at: ColumnType<Date, Date, Date>
}

export type WechatPauseTable = { school_id: string; until: ColumnType<Date, Date, Date> }

export type WechatSentTables = { wechat_sent: WechatSentTable; wechat_pause: WechatPauseTable }

export type PartKey = { schoolId: string; key: string; part: number }

/** What is known of the parts of a post: `sent` with WeChat's id, or `sending`, a try that never came back. */
export async function partsOf(
  db: Db,
  { schoolId, key }: Omit<PartKey, 'part'>,
): Promise<Map<number, { status: 'sending' | 'sent'; ref: string | null }>> {
  const rows = await db
    .selectFrom('wechat_sent')
    .select(['part', 'status', 'ref'])
    .where('school_id', '=', schoolId)
    .where('key', '=', key)
    .execute()
  return new Map(rows.map(({ part, status, ref }) => [part, { status, ref }]))
}

/** Writes down that a part is about to be said. */
export async function beginPart(
  db: Db,
  { schoolId, key, part }: PartKey,
  what: { chatId: string; personId: string | undefined; kind: 'text' | 'file'; at: Date },
): Promise<void> {
  await db
    .insertInto('wechat_sent')
    .values({
      school_id: schoolId,
      key,
      part,
      chat_id: what.chatId,
      person_id: what.personId ?? null,
      kind: what.kind,
      ref: null,
      at: what.at,
    })
    .onConflict((conflict) => conflict.constraint('wechat_sent__pkey').doUpdateSet({ at: what.at }))
    .execute()
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

/** How many files a person was sent since `since`. */
export async function filesFor(db: Db, schoolId: string, personId: string, since: Date): Promise<number> {
  const row = await db
    .selectFrom('wechat_sent')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', schoolId)
    .where('person_id', '=', personId)
    .where('kind', '=', 'file')
    .where('at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** What was said long ago can not be tried again. */
export async function dropOldSent(db: Db, schoolId: string, before: Date): Promise<void> {
  await db
    .deleteFrom('wechat_sent')
    .where('school_id', '=', schoolId)
    .where('status', '=', 'sent')
    .where('at', '<', before)
    .execute()
}

/** Nothing is said until then. */
export async function setPause(db: Db, schoolId: string, until: Date): Promise<void> {
  await db
    .insertInto('wechat_pause')
    .values({ school_id: schoolId, until })
    .onConflict((conflict) => conflict.constraint('wechat_pause__pkey').doUpdateSet({ until }))
    .execute()
}

export async function pauseOf(db: Db, schoolId: string): Promise<Date | undefined> {
  const row = await db.selectFrom('wechat_pause').select('until').where('school_id', '=', schoolId).executeTakeFirst()
  return row?.until
}
