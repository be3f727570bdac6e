import { sql } from 'kysely'
import type { Chat, Db, Intake, Member, Reader, School, Trx } from '../schema.ts'
import { type NewMessage, rowOf } from './messages.ts'

/** An event's row, and the chat in whose line it is handled. */
export type IntakeKey = { schoolId: string; id: number; chatId: number }

/** A waiting event with everything that is known where it happened. */
export type LockedIntake = { intake: Intake; school: School; chat: Chat; member: Member | undefined }

/** Takes a waiting event for this transaction; undefined when it is done or another process holds it. */
export async function lockIntake(trx: Trx, key: IntakeKey): Promise<LockedIntake | undefined> {
  const { rows } = await sql<Row & Surroundings>`/* prepared: lock_intake */
    select ${sql.join(COLUMNS.map((column) => sql.ref(`i.${column}`)))},
      to_json(s) as school, to_json(c) as chat, to_json(m) as member
    from intake i
    join school s on s.id = i.school_id
    join chat c on c.school_id = i.school_id and c.id = i.chat_id
    left join member m on m.school_id = i.school_id and m.id = i.member_id
    where i.school_id = ${key.schoolId} and i.id = ${key.id} and i.status = 'waiting'
    for update of i skip locked
  `.execute(trx)
  const [row] = rows
  if (!row) return undefined
  const { school, chat, member, ...intake } = row
  return {
    intake,
    school: { ...school, created_at: new Date(school.created_at) },
    chat: { ...chat, created_at: new Date(chat.created_at), removed_at: at(chat.removed_at) },
    member: member ? { ...member, created_at: new Date(member.created_at), left_at: at(member.left_at) } : undefined,
  }
}

const COLUMNS = [
  'school_id',
  'id',
  'platform',
  'event_key',
  'chat_id',
  'member_id',
  'kind',
  'payload',
  'sent_at',
  'received_at',
  'status',
  'attempts',
  'next_at',
  'error_number',
  'done_at',
] as const satisfies readonly (keyof Intake)[]
type Row = Pick<Intake, (typeof COLUMNS)[number]>
type Surroundings = { school: AsJson<School>; chat: AsJson<Chat>; member: AsJson<Member> | null }

/** A row as `to_json` writes it: instants are text. */
type AsJson<Row> = {
  [Column in keyof Row]: Row[Column] extends Date ? string : Date extends Row[Column] ? string | null : Row[Column]
}

function at(instant: string | null): Date | null {
  return instant === null ? null : new Date(instant)
}

/**
 * Marks an event as dealt with and puts its answer into the outbox, in one statement. Answers whether there is a new
 * message to send.
 */
export async function finishIntake(
  trx: Trx,
  key: IntakeKey,
  status: 'done' | 'ignored',
  now: Date,
  answer?: NewMessage,
): Promise<boolean> {
  if (!answer) {
    await trx
      .updateTable('intake')
      .set({ status, done_at: now, attempts: sql`attempts + 1` })
      .where('school_id', '=', key.schoolId)
      .where('id', '=', key.id)
      .execute()
    return false
  }
  const row = rowOf(answer)
  const { rows } = await sql<{ id: number }>`/* prepared: finish_intake */
    with finished as (
      update intake set status = ${status}, done_at = ${now}, attempts = attempts + 1
      where school_id = ${key.schoolId} and id = ${key.id}
    )
    insert into message (school_id, chat_id, key, kind, target, view, lang, reply_to, intake_id)
    values (${row.school_id}, ${row.chat_id}, ${row.key}, ${row.kind}, ${row.target}, ${row.view}, ${row.lang},
      ${row.reply_to}, ${row.intake_id})
    on conflict on constraint message__key__key do nothing
    returning id
  `.execute(trx)
  return rows.length > 0
}

/** It failed for a reason of ours: kept, with the number that the person was shown. */
export async function failIntake(trx: Trx, key: IntakeKey, errorNumber: string, now: Date): Promise<void> {
  await trx
    .updateTable('intake')
    .set({ status: 'failed', done_at: now, error_number: errorNumber })
    .where('school_id', '=', key.schoolId)
    .where('id', '=', key.id)
    .execute()
}

/** Try again later; returns how many tries there were. */
export async function postponeIntake(db: Db, key: IntakeKey, until: Date): Promise<number> {
  const row = await db
    .updateTable('intake')
    .set({ next_at: until, attempts: sql`attempts + 1` })
    .where('school_id', '=', key.schoolId)
    .where('id', '=', key.id)
    .where('status', '=', 'waiting')
    .returning('attempts')
    .executeTakeFirst()
  return row?.attempts ?? 0
}

/**
 * Events that wait and whose time has come, oldest first. `settledMs`: leave those younger than that (by the
 * database's clock) to the process that received them.
 */
export async function waitingIntakes(db: Db, now: Date, settledMs: number, limit: number): Promise<IntakeKey[]> {
  const rows = await db
    .selectFrom('intake')
    .select(['school_id', 'id', 'chat_id'])
    .where('status', '=', 'waiting')
    .where('next_at', '<=', now)
    .where('received_at', '<=', sql<Date>`now() - ${settledMs} * interval '1 millisecond'`)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ schoolId: row.school_id, id: row.id, chatId: row.chat_id }))
}

/** Was this event found in the chat's history long after it was sent? */
export async function isLate(db: Reader, schoolId: string, id: number | null): Promise<boolean> {
  if (id === null) return false
  const row = await db
    .selectFrom('intake')
    .select(sql<string | null>`payload->>'late'`.as('late'))
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.late === 'true'
}

/** Was this message recalled before its file was looked at? */
export async function wasRecalled(trx: Trx, intake: Intake, messageRef: string): Promise<boolean> {
  const row = await trx
    .selectFrom('intake')
    .select('id')
    .where('school_id', '=', intake.school_id)
    .where('platform', '=', intake.platform)
    .where('chat_id', '=', intake.chat_id)
    .where('kind', '=', 'recalled')
    .where(sql<string>`payload->>'messageRef'`, '=', messageRef)
    .executeTakeFirst()
  return row !== undefined
}

/** Who did what an event reports. */
export async function memberOfIntake(db: Reader, schoolId: string, id: number | null): Promise<number | undefined> {
  if (id === null) return undefined
  const row = await db
    .selectFrom('intake')
    .select('member_id')
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.member_id ?? undefined
}

/** The platform's id of the person who caused an event. */
export async function senderOfIntake(db: Reader, schoolId: string, id: number | null): Promise<string | undefined> {
  if (id === null) return undefined
  const row = await db
    .selectFrom('intake')
    .select(sql<string | null>`payload -> 'sender' ->> 'id'`.as('sender'))
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.sender ?? undefined
}
