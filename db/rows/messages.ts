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
  /** It waits until then; what is put behind it in its chat meanwhile goes past it. */
  notBefore?: Date
}

/** Puts a message in the outbox; returns false when its key was there already. */
export async function insertMessage(trx: Trx | Db, message: NewMessage): Promise<boolean> {
  const row = await trx
    .insertInto('message')
    .values(rowOf(message))
    .onConflict((conflict) => conflict.constraint('message__key__key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** A new message as its row. */
export function rowOf(message: NewMessage) {
  return {
    school_id: message.schoolId,
    chat_id: message.chatId,
    key: message.key,
    kind: message.kind ?? 'post',
    target: message.target ?? null,
    view: JSON.stringify(message.view),
    lang: message.lang,
    reply_to: message.replyTo ?? null,
    intake_id: message.intakeId ?? null,
    ...(message.notBefore && { next_at: message.notBefore }),
  }
}

const COLUMNS = [
  'school_id',
  'id',
  'chat_id',
  'key',
  'kind',
  'target',
  'view',
  'lang',
  'reply_to',
  'status',
  'attempts',
  'next_at',
  'ref',
  'reason',
  'intake_id',
  'created_at',
  'sent_at',
  'claimed_by',
] as const satisfies readonly (keyof Message)[]
/** Every column is there. */
type Row = Pick<Message, (typeof COLUMNS)[number]>

export type ChatKey = { schoolId: string; chatId: number }
/** A message that this process may send now, and where to. */
export type Claimed = { message: Message; platform: string; chat: { id: string; kind: 'group' | 'direct' } }

/**
 * Claims the heads of chats' outboxes until `leaseUntil`: of each chat the oldest waiting message, when its time has
 * come and no other process holds it. Order is kept because only the head can be claimed; what was put in for later, such
 * as a notice that waits for the morning, is not in the queue before its time. `by`: the number under which this process
 * is seen to live. Answers in the chats' order.
 */
export async function claimHeads(
  db: Db,
  chats: readonly ChatKey[],
  now: Date,
  leaseUntil: Date,
  by: number | null = null,
): Promise<(Claimed | undefined)[]> {
  const places = JSON.stringify(chats.map(({ schoolId, chatId }) => ({ school_id: schoolId, chat_id: chatId })))
  const { rows } = await sql<
    Row & { platform: string; chat: string; chat_kind: 'group' | 'direct' }
  >`/* prepared: claim_heads */
    with place as materialized (
      select distinct school_id, chat_id from json_to_recordset(${places}::json) as p (school_id text, chat_id bigint)
    ), head as (
      select m.school_id, m.id, c.platform, c.external_id as chat, c.kind as chat_kind
      from place p
      cross join lateral (
        select id from message where school_id = p.school_id and chat_id = p.chat_id and status = 'waiting'
          and (attempts > 0 or next_at <= ${now})
        order by id limit 1
      ) oldest
      join message m on m.school_id = p.school_id and m.id = oldest.id
      join chat c on c.school_id = p.school_id and c.id = p.chat_id
      where m.status = 'waiting' and m.next_at <= ${now}
      for update of m skip locked
    )
    update message m set next_at = ${leaseUntil}, claimed_by = ${by}, attempts = attempts + 1
    from head where m.school_id = head.school_id and m.id = head.id
    returning ${sql.join(COLUMNS.map((column) => sql.ref(`m.${column}`)))}, head.platform, head.chat, head.chat_kind
  `.execute(db)
  const claimed = new Map(
    rows.map(({ platform, chat, chat_kind: kind, ...message }) => [
      `${message.school_id}:${message.chat_id}`,
      { message, platform, chat: { id: chat, kind } },
    ]),
  )
  return chats.map(({ schoolId, chatId }) => {
    const one = claimed.get(`${schoolId}:${chatId}`)
    claimed.delete(`${schoolId}:${chatId}`)
    return one
  })
}

/**
 * Claims the oldest waiting answer of a chat, past what waits before it: where a platform's pace holds the head back for
 * long, who asked something is not kept waiting for somebody's receipt.
 */
export async function claimAnswer(
  db: Db,
  { schoolId, chatId }: ChatKey,
  now: Date,
  leaseUntil: Date,
  by: number | null = null,
): Promise<Claimed | undefined> {
  const { rows } = await sql<
    Row & { platform: string; chat: string; chat_kind: 'group' | 'direct' }
  >`/* prepared: claim_answer */
    with oldest as materialized (
      select id from message
      where school_id = ${schoolId} and chat_id = ${chatId} and status = 'waiting' and key like 'in:%'
      order by id limit 1
    ), answer as (
      select m.school_id, m.id, c.platform, c.external_id as chat, c.kind as chat_kind
      from oldest
      join message m on m.school_id = ${schoolId} and m.id = oldest.id
      join chat c on c.school_id = m.school_id and c.id = m.chat_id
      where m.status = 'waiting' and m.next_at <= ${now}
      for update of m skip locked
    )
    update message m set next_at = ${leaseUntil}, claimed_by = ${by}, attempts = attempts + 1
    from answer where m.school_id = answer.school_id and m.id = answer.id
    returning ${sql.join(COLUMNS.map((column) => sql.ref(`m.${column}`)))}, answer.platform, answer.chat, answer.chat_kind
  `.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { platform, chat: id, chat_kind: kind, ...message } = row
  return { message, platform, chat: { id, kind } }
}

/** What was sent; `kind` says what it became: an edit that had to be posted is found by its `ref` like any post. */
export type Sent = ChatKey & { id: number; ref: string; at: Date; kind: 'post' | 'edit' }

/** Writes down what was sent, many messages in one commit. Answers for each whether more waits in its chat. */
export async function setSent(db: Db, sent: readonly Sent[]): Promise<boolean[]> {
  const list = JSON.stringify(
    sent.map((one, n) => ({
      n,
      school_id: one.schoolId,
      id: one.id,
      chat_id: one.chatId,
      ref: one.ref,
      at: one.at,
      kind: one.kind,
    })),
  )
  const { rows } = await sql<{ n: number; more: boolean }>`/* prepared: set_sent */
    with sent as materialized (
      select * from json_to_recordset(${list}::json) as s (
        n int, school_id text, id bigint, chat_id bigint, ref text, at timestamptz, kind text)
    ), done as (
      update message m set status = 'sent', ref = s.ref, sent_at = s.at, kind = s.kind
      from sent s where m.school_id = s.school_id and m.id = s.id
    )
    select s.n, exists (
      select from message m
      where m.school_id = s.school_id and m.chat_id = s.chat_id and m.status = 'waiting' and m.id <> s.id
    ) as more
    from sent s
  `.execute(db)
  const more = new Set(rows.filter((row) => row.more).map((row) => row.n))
  return sent.map((_, n) => more.has(n))
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

/** A message that waits need not be said after all; or it must, and then at once. */
export async function setNeeded(db: Db, schoolId: string, key: string, isNeeded: boolean, now: Date): Promise<void> {
  await db
    .updateTable('message')
    .set(isNeeded ? { next_at: now } : { status: 'superseded', sent_at: now })
    .where('school_id', '=', schoolId)
    .where('key', '=', key)
    .where('status', '=', 'waiting')
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

/** Whoever held it has let it go until then. */
export async function setNextTry(db: Db, schoolId: string, id: number, at: Date): Promise<void> {
  await db
    .updateTable('message')
    .set({ next_at: at, claimed_by: null })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}

/** It is still being sent. */
export async function renewClaim(db: Db, schoolId: string, id: number, leaseUntil: Date): Promise<void> {
  await db
    .updateTable('message')
    .set({ next_at: leaseUntil })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .execute()
}

/** Ends the claims of processes that are not among `living`. Answers in which chats something can be sent now. */
export async function freeClaims(db: Db, living: readonly number[], now: Date): Promise<ChatKey[]> {
  const rows = await db
    .updateTable('message')
    .set({ next_at: now, claimed_by: null })
    .where('status', '=', 'waiting')
    .where('claimed_by', 'is not', null)
    .where('claimed_by', 'not in', [0, ...living])
    .returning(['school_id', 'chat_id'])
    .execute()
  return rows.map((row) => ({ schoolId: row.school_id, chatId: row.chat_id }))
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
