import { sql } from 'kysely'
import { z } from 'zod'
import { lockLedger } from '#db/ledger/post.ts'
import { markSettled, openRun } from '#db/ledger/run.ts'
import type { Policy } from '#db/policy/schema.ts'
import type { Db, Fact, PointTx, Trx } from '#db/schema.ts'
import { type PointFact, readFact } from './fact.ts'
import { isLight } from './light-kinds.ts'
import { projectFacts } from './project.ts'
import { openBook, openFor, openScene } from './scene.ts'

/**
 * Facts per transaction: enough to spread the commit, few enough that a receipt never waits long for the lock. At night
 * nobody waits, and boards and states that many facts change are written fewer times.
 */
const BATCH = 500
const NIGHTLY_BATCH = 5_000

/**
 * Projects the waiting facts of a school into the ledger, in the order in which they occurred (then by id). Any number
 * of workers may call it at once, and calling it again adds nothing. What counts in the nightly batch waits for it,
 * unless `nightly`. A replay keeps no `boards`. When a fact can not be read, all others are settled first and then an Error names it: it stays
 * waiting until whoever wrote it is mended.
 */
export async function settleSchool(
  db: Db,
  schoolId: string,
  now: Date,
  given: { nightly?: boolean; boards?: boolean; onSettled?: (facts: number) => void } = {},
): Promise<{ settled: number }> {
  const stuck = new Map<number, string>()
  let settled = 0
  const limit = given.nightly ? NIGHTLY_BATCH : BATCH
  for (;;) {
    const done = await db.transaction().execute(async (trx) => {
      await lockLedger(trx, schoolId)
      const rows = await lockWaiting(trx, schoolId, [...stuck.keys()], { nightly: given.nightly === true, limit, now })
      if (rows.length === 0) return 0
      const facts = read(rows, stuck)
      const again = facts.filter(({ row }) => row.run_id !== null)
      const fresh = facts.filter(({ row }) => row.run_id === null)
      if (again.length > 0) await setSettled(trx, schoolId, again)
      const [first] = fresh
      const alone = fresh.length === 1 && first ? await openFor(trx, first.row, now, given) : undefined
      if (alone) await projectFacts(alone, first?.fact ? [first.fact] : [])
      else if (fresh.length > 0) {
        const run = await openRun(trx, schoolId, 'instant', now)
        await markSettled(
          trx,
          run,
          fresh.map(({ row }) => row.id),
        )
        await projectFacts(
          await openScene(trx, run, given),
          fresh.flatMap(({ fact }) => fact ?? []),
        )
      }
      settled += facts.length
      given.onSettled?.(facts.length)
      // What only earns lets nothing else wait or come: there is no more when these were all.
      const complete = facts.length === rows.length && rows.length < limit
      const last = complete && facts.every(({ fact }) => fact === undefined || isLight(fact))
      return last ? 0 : rows.length
    })
    if (done === 0) break
  }
  if (stuck.size > 0) {
    const told = [...stuck].slice(0, 5).map(([id, problem]) => `${id} (${problem})`)
    throw new Error(`${stuck.size} facts of school ${schoolId} can not be settled: ${told.join(', ')}`)
  }
  return { settled }
}

/**
 * Settles one fact in the caller's transaction, so that a receipt can show its points; the school's ledger stays locked
 * until that transaction ends, so call it last. Returns what the fact posted, now or before.
 */
export async function settleNow(trx: Trx, fact: Fact, now: Date): Promise<PointTx[]> {
  await lockLedger(trx, fact.school_id)
  const scene = await openFor(trx, fact, now)
  if (!scene) return postedBy(trx, fact)
  const parsed = readFact(fact)
  if (!parsed) return []
  const posted = await projectFacts(scene, [parsed])
  // What earns at once is known; what takes back or moves is asked for.
  return posted ?? postedBy(trx, fact)
}

type Read = { row: Fact; fact: PointFact | undefined }

function read(rows: readonly Fact[], stuck: Map<number, string>): Read[] {
  return rows.flatMap((row) => {
    try {
      return [{ row, fact: readFact(row) }]
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error
      stuck.set(row.id, error.issues.map((issue) => issue.path.join('.')).join(' '))
      return []
    }
  })
}

async function setSettled(trx: Trx, schoolId: string, facts: readonly Read[]): Promise<void> {
  await sql`update fact set status = 'settled'
    where school_id = ${schoolId} and id = any (${facts.map(({ row }) => row.id)}::bigint[])`.execute(trx)
}

/** Signals first, because they hold others back; then everything in the order in which it occurred. */
async function lockWaiting(
  trx: Trx,
  schoolId: string,
  except: number[],
  { nightly, limit, now }: { nightly: boolean; limit: number; now: Date },
): Promise<Fact[]> {
  const spans = nightly ? [] : nightlySpans((await openBook(trx, schoolId)).versions)
  const { rows } = await sql<Fact>`
    select fact.* from fact
    where fact.school_id = ${schoolId} and fact.status = 'waiting' and not (fact.id = any (${except}::bigint[]))
      and ${nightly ? sql`(fact.kind not in ('resource.downloaded', 'resource.rated') or fact.occurred_at < ${now})` : sql`true`}
      and not (fact.kind in ('resource.downloaded', 'resource.rated') and exists (
        select 1 from unnest(${spans.map(([from]) => from)}::timestamptz[], ${spans.map(([, to]) => to)}::timestamptz[])
          night (since, till) where fact.occurred_at >= night.since and fact.occurred_at < night.till))
      and (fact.kind = 'flag.raised' or not exists (select 1 from fact first
        where first.school_id = ${schoolId} and first.status = 'waiting' and first.kind = 'flag.raised'
          and not (first.id = any (${except}::bigint[]))))
    order by fact.occurred_at, fact.id limit ${limit} for update skip locked`.execute(trx)
  return rows
}

/** When policies that count downloads at night are in force. */
export function nightlySpans(versions: readonly { from: Date; policy: Policy }[]): [Date, Date][] {
  return versions.flatMap(({ from, policy }, index): [Date, Date][] => {
    if (policy.rules['download.counted'].settle !== 'nightly') return []
    const since = index === 0 ? new Date(-8.64e12) : from
    return [[since, versions[index + 1]?.from ?? new Date(8.64e12)]]
  })
}

async function postedBy(trx: Trx, fact: Fact): Promise<PointTx[]> {
  return trx
    .selectFrom('point_tx')
    .selectAll()
    .where('school_id', '=', fact.school_id)
    .where('fact_id', '=', fact.id)
    .orderBy('seq')
    .execute()
}
