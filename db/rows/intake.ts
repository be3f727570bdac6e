import { sql } from 'kysely'
import type { Chat, Db, Intake, Member, Reader, School, Trx } from '../schema.ts'
import { type NewMessage, rowOf } from './messages.ts'

/** An event's row, and the chat in whose line it is handled. */
export type IntakeKey = { schoolId: string; id: number; chatId: number }

/** A waiting event with everything that is known where it happened. */
export type LockedIntake = { intake: Intake; school: School; chat: Chat; member: Member | undefined }

/** An event received so recently is left to the process that received it; see `lockIntake`. In milliseconds. */
export const OWN_MS = 2_000

/**
 * What came of asking for an event. `taken`: it, or the one before it in its chat that nobody else deals with; `gone`: it
 * has been dealt with; `busy`: another process works in this chat, or will, on something older: ask again soon.
 */
export type Turn = { is: 'taken'; locked: LockedIntake } | { is: 'gone' } | { is: 'busy' }

/**
 * Takes the event whose turn it is in a chat, for this transaction: one transaction at a time holds a chat, over all
 * processes, and takes the oldest event that waits there. An older event than the wanted one is taken when it is
 * `OWN_MS` old, so that whoever died with it holds up nobody.
 */
export async function lockIntake(trx: Trx, key: IntakeKey, now: Date): Promise<Turn> {
  const { rows } = await sql<Held>`/* prepared: lock_intake */
    with line as materialized (
      select pg_try_advisory_xact_lock(hashtextextended(${key.schoolId} || ':' || ${key.chatId}::bigint, 1)) as is_ours
    ), head as materialized (
      select o.id, o.received_at <= now() - ${OWN_MS} * interval '1 millisecond' as is_old
      from line cross join lateral (
        select id, received_at from intake
        where line.is_ours and school_id = ${key.schoolId} and chat_id = ${key.chatId} and status = 'waiting'
          and id <= ${key.id} and (next_at <= ${now} or id = ${key.id})
        order by id limit 1
      ) o
    ), held as materialized (
      select i.* from intake i join head h on i.id = h.id
      where i.school_id = ${key.schoolId} and i.status = 'waiting' and (h.is_old or h.id = ${key.id})
      for update of i skip locked
    )
    select line.is_ours, head.id is not null as is_waiting, to_json(s) as school, to_json(c) as chat,
      to_json(m) as member, ${sql.join(COLUMNS.map((column) => sql.ref(`held.${column}`)))}
    from line left join head on true left join held on true
    left join school s on s.id = held.school_id
    left join chat c on c.school_id = held.school_id and c.id = held.chat_id
    left join member known on known.school_id = held.school_id and known.id = held.member_id
    left join member m on m.school_id = known.school_id and m.id = coalesce(known.merged_into, known.id)
  `.execute(trx)
  const [row] = rows
  if (!row) throw new Error('a chat without an answer')
  if (row.id === null) return row.is_ours && !row.is_waiting ? { is: 'gone' } : { is: 'busy' }
  const { is_ours, is_waiting, school, chat, member, ...intake } = row
  return {
    is: 'taken',
    locked: {
      intake,
      school: { ...school, created_at: new Date(school.created_at) },
      chat: { ...chat, created_at: new Date(chat.created_at), removed_at: at(chat.removed_at) },
      member: member
        ? {
            ...member,
            created_at: new Date(member.created_at),
            left_at: at(member.left_at),
            pending_since: at(member.pending_since),
          }
        : undefined,
    },
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
type Held = { is_ours: boolean; is_waiting: boolean } & ((Row & Surroundings) | { id: null })

/** A row as `to_json` writes it: instants are text. */
type AsJson<Row> = {
  [Column in keyof Row]: Row[Column] extends Date ? string : Date extends Row[Column] ? string | null : Row[Column]
}

function at(instant: string | null): Date | null {
  return instant ? new Date(instant) : null
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
    insert into message (school_id, chat_id, key, kind, target, view, lang, reply_to, intake_id, next_at)
    values (${row.school_id}, ${row.chat_id}, ${row.key}, ${row.kind}, ${row.target}, ${row.view}, ${row.lang},
      ${row.reply_to}, ${row.intake_id}, coalesce(${row.next_at ?? null}::timestamptz, 'epoch'))
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
