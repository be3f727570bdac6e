import { sql } from 'kysely'
import type { Trx } from '../schema.ts'

/**
 * Keeps facts that are not posted yet from being posted, in the transaction that writes `flag.raised`: the facts are
 * older than the flag and would be settled before it. What is posted already is held by the ledger when it reads the flag.
 */
export async function holdFacts(trx: Trx, schoolId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await sql`update fact set status = 'held'
    where school_id = ${schoolId} and key = any (${[...keys]}::text[]) and status = 'waiting'`.execute(trx)
}

/** Lets them be posted, except what another open flag holds. */
export async function freeFacts(trx: Trx, schoolId: string, keys: readonly string[], now: Date): Promise<void> {
  if (keys.length === 0) return
  await sql`update fact set status = 'waiting'
    where school_id = ${schoolId} and key = any (${[...keys]}::text[]) and status = 'held'
      and not exists (select from fair_flag flag
        where flag.school_id = fact.school_id and flag.status in ('open', 'asked', 'proposed') and flag.effect = 'hold'
          and (flag.until is null or flag.until > ${now}) and flag.facts @> array[fact.key])`.execute(trx)
}

/** What was held for some hours only is posted when they are over; the flag stays with a person. */
export async function freeExpired(trx: Trx, schoolId: string, now: Date): Promise<void> {
  const { rows } = await sql<{ facts: string[] }>`
    select facts from fair_flag where school_id = ${schoolId} and status in ('open', 'asked', 'proposed')
      and effect = 'hold' and until <= ${now}`.execute(trx)
  await freeFacts(
    trx,
    schoolId,
    rows.flatMap((row) => row.facts),
    now,
  )
}
