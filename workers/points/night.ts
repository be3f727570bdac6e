import { sql } from 'kysely'
import { lockLedger } from '#db/ledger/post.ts'
import { openRun } from '#db/ledger/run.ts'
import type { Db } from '#db/schema.ts'
import { letGo } from './cases.ts'
import { openScene, type Scene } from './scene.ts'
import { settleSchool } from './settle.ts'
import { expire, vest } from './spendable.ts'
import { settleQuality, unfixed } from './weekly.ts'

/** Postings of one nightly transaction; frozen, because a rebuild repeats the runs as they were. */
export const NIGHTLY_LIMIT = 1_000

/** The nightly run of the points of a school: what waits for the night, then everything that only time brings. */
export async function settleNight(
  db: Db,
  schoolId: string,
  now: Date,
  given: { boards?: boolean; onSettled?: (facts: number) => void } = {},
): Promise<void> {
  await settleSchool(db, schoolId, now, { ...given, nightly: true })
  for (;;) {
    const did = await db.transaction().execute(async (trx) => {
      await lockLedger(trx, schoolId)
      if (!(await anythingDue(trx, schoolId, now))) return 0
      const run = await openRun(trx, schoolId, 'nightly', now)
      return timePasses(await openScene(trx, run, given))
    })
    if (did === 0) break
  }
  await settleSchool(db, schoolId, now, { ...given, nightly: true })
}

/** One portion of what time brings; answers how much it did. A pure function of the ledger, its state and the run's instant. */
export async function timePasses(scene: Scene): Promise<number> {
  let did = await endHolds(scene)
  did += await settleQuality(scene, NIGHTLY_LIMIT)
  did += await unfixed(scene)
  did += await vest(scene, NIGHTLY_LIMIT)
  did += await expire(scene)
  return did
}

/** Spares the nights on which nothing happens a run. */
async function anythingDue(trx: Scene['trx'], schoolId: string, now: Date): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (select 1 from point_flag where school_id = ${schoolId} and state = 'open' and until <= ${now})
      or exists (select 1 from quality_state where school_id = ${schoolId} and (due_week is not null or frozen_at is not null))
      or exists (select 1 from point_pending where school_id = ${schoolId} and holds = 0 and due_at <= ${now})
      or exists (select 1 from point_entry where school_id = ${schoolId} and account like 'member:%:avail') as due`.execute(
    trx,
  )
  return rows[0]?.due === true
}

/** Signals whose time passed without a decision let go of what they held. */
async function endHolds(scene: Scene): Promise<number> {
  const { rows } = await sql<{ effect: string; keys: string[] }>`
    update point_flag set state = 'cleared' where school_id = ${scene.schoolId} and state = 'open'
      and until <= ${scene.run.at} returning effect, keys`.execute(scene.trx)
  for (const { effect, keys } of rows) await letGo(scene, effect, keys)
  return rows.length
}
