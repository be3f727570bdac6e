import { type ColumnType, sql } from 'kysely'
import type { Db } from '../schema.ts'

type Default<T> = ColumnType<T, T | undefined, T>

/** What processes of one app share about their pace; see the migration `share_feishu_pace`. */
export type FeishuPaceTables = {
  feishu_pace: {
    app_id: string
    /** A chat's or a card's id on the platform, or `api:send` for all calls of one kind. */
    place: string
    /** When calls were made, oldest first: those of the last window only. */
    taken: Default<Date[]>
    paused_until: Date | null
    used_at: Default<Date>
  }
  feishu_recall: { app_id: string; message_ref: string; recalled_at: Default<Date> }
}

/** Rows that nobody used for so long are dropped. */
const FORGET = sql`interval '10 minutes'`

/**
 * Takes one of `limit` calls that a place has within `spanMs`, counted over all processes by the database's clock.
 * Answers 0 when it was taken, else how many milliseconds to wait before asking again.
 */
export async function takePlace(db: Db, appId: string, place: string, limit: number, spanMs: number): Promise<number> {
  const span = sql`make_interval(secs => ${spanMs / 1_000})`
  const fresh = sql`array(select t from unnest(p.taken) as t where t > statement_timestamp() - ${span} order by t)`
  const { rows } = await sql<{ got: boolean; wait: number | null }>`
    insert into feishu_pace as p (app_id, place, taken) values (${appId}, ${place}, array[statement_timestamp()])
    on conflict on constraint feishu_pace__pkey do update set used_at = statement_timestamp(), taken = case
      when coalesce(p.paused_until > statement_timestamp(), false) or cardinality(${fresh}) >= ${limit} then ${fresh}
      else ${fresh} || statement_timestamp() end
    returning coalesce(taken[cardinality(taken)] = statement_timestamp(), false) as got,
      extract(epoch from greatest(paused_until, taken[1] + ${span}) - statement_timestamp())::float8 * 1000 as wait`.execute(
    db,
  )
  const [row] = rows
  return row === undefined || row.got ? 0 : Math.max(1, Math.ceil(row.wait ?? 1))
}

/** The platform asked to wait with this place, for all processes; a longer wait that is known stays. */
export async function pausePlace(db: Db, appId: string, place: string, forMs: number): Promise<void> {
  await sql`
    insert into feishu_pace as p (app_id, place, paused_until)
    values (${appId}, ${place}, now() + make_interval(secs => ${forMs / 1_000}))
    on conflict on constraint feishu_pace__pkey do update
      set paused_until = greatest(p.paused_until, excluded.paused_until), used_at = now()`.execute(db)
}

/** How much longer, in milliseconds, any of these is paused; 0 when none is. */
export async function pausedFor(db: Db, appId: string, places: readonly string[]): Promise<number> {
  const { rows } = await sql<{ wait: number | null }>`
    select extract(epoch from max(paused_until) - now())::float8 * 1000 as wait from feishu_pace
    where app_id = ${appId} and place = any(${places})`.execute(db)
  return Math.max(0, Math.ceil(rows[0]?.wait ?? 0))
}

export async function forgetPlaces(db: Db, appId: string): Promise<void> {
  await sql`
    delete from feishu_pace where app_id = ${appId} and used_at < now() - ${FORGET}
      and coalesce(paused_until < now(), true)`.execute(db)
}

/** A message was taken back before it was seen here. */
export async function setRecalled(db: Db, appId: string, messageRef: string): Promise<void> {
  await db
    .insertInto('feishu_recall')
    .values({ app_id: appId, message_ref: messageRef })
    .onConflict((conflict) => conflict.constraint('feishu_recall__pkey').doNothing())
    .execute()
}

export async function isRecalled(db: Db, appId: string, messageRef: string): Promise<boolean> {
  const row = await db
    .selectFrom('feishu_recall')
    .select('message_ref')
    .where('app_id', '=', appId)
    .where('message_ref', '=', messageRef)
    .executeTakeFirst()
  return row !== undefined
}
