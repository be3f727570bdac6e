import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import type { PracticeEventBody } from './tables.ts'

/** Something a person did, as the adapter hands it over. */
export type PracticeEvent = {
  id: number
  key: string
  kind: 'text' | 'file' | 'button' | 'recalled' | 'reaction'
  chat: string
  person: { id: string; name: string }
  postId: number
  body: PracticeEventBody
  sentAt: Date
  attempts: number
}

/** What the bot has not committed yet, oldest first; with `due`, only what need not wait any longer then. */
export async function listWaitingEvents(
  db: Db,
  schoolId: string,
  due: Date | undefined,
  limit: number,
): Promise<PracticeEvent[]> {
  let query = db
    .selectFrom('practice_event as event')
    .innerJoin('practice_person as person', (join) =>
      join
        .onRef('person.school_id', '=', 'event.school_id')
        .onRef('person.external_id', '=', 'event.person_external_id'),
    )
    .select([
      'event.id',
      'event.event_key',
      'event.kind',
      'event.chat_external_id',
      'event.person_external_id',
      'person.name',
      'event.post_id',
      'event.body',
      'event.sent_at',
      'event.attempts',
    ])
    .where('event.school_id', '=', schoolId)
    .where('event.delivered_at', 'is', null)
  if (due) query = query.where('event.next_at', '<=', due)
  const rows = await query.orderBy('event.id').limit(limit).execute()
  return rows.map((row) => ({
    id: row.id,
    key: row.event_key,
    kind: row.kind,
    chat: row.chat_external_id,
    person: { id: row.person_external_id, name: row.name },
    postId: row.post_id,
    body: row.body,
    sentAt: row.sent_at,
    attempts: row.attempts,
  }))
}

/** The bot has committed these: they are never handed over again. */
export async function markDelivered(db: Db, schoolId: string, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('practice_event')
    .set({ delivered_at: now })
    .where('school_id', '=', schoolId)
    .where('id', 'in', [...ids])
    .execute()
}

/** The bot could not commit it: hand it over again, not before `until`. */
export async function postponeEvent(db: Db, schoolId: string, id: number, until: Date): Promise<void> {
  await db
    .updateTable('practice_event')
    .set({ next_at: until, attempts: sql`attempts + 1` })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute()
}

/** How many events wait, and since when the oldest: for /healthz. */
export async function countWaitingEvents(db: Db, schoolId: string): Promise<number> {
  const row = await db
    .selectFrom('practice_event')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('school_id', '=', schoolId)
    .where('delivered_at', 'is', null)
    .executeTakeFirstOrThrow()
  return row.count
}
