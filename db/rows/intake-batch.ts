import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import type { IntakeKey } from './intake.ts'

/** An event with what its platform says of the chat and the person. */
export type Arrival = {
  platform: string
  eventKey: string
  kind: string
  chat: { id: string; name: string }
  sender: { id: string }
  payload: unknown
  sentAt: string
  /** The chat and the person have just been made known; the chat's name is not compared again. */
  isKnown?: boolean
}

/**
 * What became of an arrival: committed now, with its key; a duplicate of an event committed before; or a stranger,
 * whose chat or person has no row yet or whose chat goes by another name, and nothing was committed.
 */
export type Taken = { is: 'fresh'; key: IntakeKey } | { is: 'duplicate' } | { is: 'stranger' }

/**
 * One statement for many events: finds their chats and people, and one commit acknowledges them all. Answers in the
 * events' order. Events behind a stranger of the same chat are strangers too, so that a chat's order holds.
 */
export async function takeArrivals(db: Db, arrivals: readonly Arrival[]): Promise<Taken[]> {
  const events = arrivals.map((one, n) => ({
    n,
    platform: one.platform,
    event_key: one.eventKey,
    kind: one.kind,
    chat: one.chat.id,
    name: one.chat.name,
    sender: one.sender.id,
    payload: one.payload,
    sent_at: one.sentAt,
    is_known: one.isKnown ?? false,
  }))
  const { rows } = await sql<{
    n: number
    school_id: string
    chat_id: number
    id: number | null
  }>`/* prepared: take_arrivals */
    with event as materialized (
      select * from json_to_recordset(${storable(events)}::json) as e (
        n int, platform text, event_key text, kind text, chat text, name text, sender text, payload jsonb,
        sent_at timestamptz, is_known boolean)
    ), place as (
      select e.n, e.platform, e.chat, found.school_id, found.chat_id, found.member_id
      from event e left join lateral (
        select c.school_id, c.id as chat_id, a.member_id
        from chat c
        join account a on a.school_id = c.school_id and a.platform = e.platform and a.external_id = e.sender
        where c.platform = e.platform and c.external_id = e.chat
          and (e.is_known or (c.name = e.name and c.removed_at is null))
        order by c.id limit 1
      ) found on true
    ), known as (
      select * from (
        select *, bool_and(chat_id is not null) over (partition by platform, chat order by n) as is_next from place
      ) p where is_next
    ), fresh as (
      insert into intake (school_id, platform, event_key, chat_id, member_id, kind, payload, sent_at)
      select k.school_id, e.platform, e.event_key, k.chat_id, k.member_id, e.kind, e.payload, e.sent_at
      from event e join known k on k.n = e.n
      order by e.n
      on conflict on constraint intake__event__key do nothing
      returning school_id, platform, event_key, id
    )
    select k.n, k.school_id, k.chat_id, fresh.id
    from known k join event e on e.n = k.n
    left join fresh
      on fresh.school_id = k.school_id and fresh.platform = e.platform and fresh.event_key = e.event_key
  `.execute(db)
  const found = new Map(rows.map((row) => [row.n, row]))
  return arrivals.map((_, n): Taken => {
    const row = found.get(n)
    if (!row) return { is: 'stranger' }
    if (row.id === null) return { is: 'duplicate' }
    return { is: 'fresh', key: { schoolId: row.school_id, chatId: row.chat_id, id: row.id } }
  })
}

/** As JSON that PostgreSQL stores: it knows neither NUL nor half a surrogate pair. */
function storable(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'string' ? part.replaceAll('\u0000', '').toWellFormed() : part,
  )
}
