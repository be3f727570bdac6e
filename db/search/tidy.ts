import { sql } from 'kysely'
import type { Db, Trx } from '../schema.ts'
import { forgetGone } from './gone.ts'
import { mergeSegments } from './merge-segments.ts'
import { SEAL_AT, schoolsToSeal, sealEntries } from './seal.ts'

/** What a regular look at the index seals: fewer would make too many small segments. */
export const SEAL_REGULARLY_AT = 200

/** Less than a merge of the second size writes, and more than a worker seals in an hour of a busy school. */
const CLEAR_AT = 30_000

/**
 * Seals what waits and merges what has become many, in all schools; one process at a time works on a school, and the
 * others leave it. Every piece is a transaction of its own, so an end in the middle costs only that piece.
 */
export async function tidySearch(db: Db, least = SEAL_AT): Promise<{ sealed: number }> {
  let sealed = 0
  for (const schoolId of await schoolsToSeal(db, least)) sealed += await tidySchool(db, schoolId, least)
  return { sealed }
}

/** The same for one school. */
export async function tidySchool(db: Db, schoolId: string, least = SEAL_AT): Promise<number> {
  let sealed = 0
  for (let more = true; more; ) {
    const count = await alone(db, schoolId, (trx) => sealEntries(trx, schoolId, least))
    sealed += count
    await clearAfter(db, count)
    for (let merged = 1; merged > 0; ) {
      merged = await alone(db, schoolId, (trx) => mergeSegments(trx, schoolId))
      await clearAfter(db, merged)
    }
    more = count > 0
  }
  if (sealed > 0) await alone(db, schoolId, (trx) => forgetGone(trx, schoolId))
  return sealed
}

/** Resources that this process has written into segments since it cleared away what they had replaced. */
let written = 0

/**
 * The room of what was sealed or merged is used again when it was cleared. The server does it by itself once a minute, in
 * which an import writes everything anew and leaves an index of twice its size behind.
 */
async function clearAfter(db: Db, resources: number): Promise<void> {
  written += resources
  if (written < CLEAR_AT) return
  written = 0
  await sql`vacuum (skip_locked) search_delta, search_segment, search_block, search_list`.execute(db)
}

/** 0 when another process is at it. */
async function alone(db: Db, schoolId: string, work: (trx: Trx) => Promise<number>): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ mine: boolean }>`
select pg_try_advisory_xact_lock(hashtextextended(${`search:${schoolId}`}, 0)) as mine`.execute(trx)
    return rows[0]?.mine ? work(trx) : 0
  })
}
