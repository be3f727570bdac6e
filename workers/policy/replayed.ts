import { type RawBuilder, sql } from 'kysely'
import { defaultPolicy, defaultPolicyText } from '#db/policy/defaults.ts'
import type { Policy } from '#db/policy/schema.ts'
import type { Db } from '#db/schema.ts'
import { settleNight } from '../points/night.ts'
import { repeatRuns } from '../points/repeat.ts'
import { settleSchool } from '../points/settle.ts'
import { inShadow, ledgerTables } from './shadow.ts'

/** What members have at the end of a stretch, in 厘: book C of the stretch, book S in their hands. */
export type Totals = Map<number, { contribution: number; spendable: number }>

/** A school's past as it stood at one instant, so that several replays of it look at the same. */
export type Past = {
  schoolId: string
  until: Date
  /** The last run, and the last fact. */
  last: number
  lastFact: number
  /** When the first run was. */
  began: Date
  facts: number
}

export type ReplayAsked = {
  past: Past
  /** The stretch that is summed up; everything before it is replayed too, because caps and tiers look back. */
  since: Date
  /** Instead of the versions that were in force from `since` on. */
  draft?: { policy: Policy; source: string }
  onProgress?: (done: number, total: number) => void
}

/** Of one instant; everything later is not looked at. */
export async function pastOf(db: Db, schoolId: string, until: Date): Promise<Past> {
  const { rows } = await sql<{ last: number; lastFact: number; began: Date | null; facts: number }>`
    select coalesce(run.last, 0) as last, run.began, coalesce(own.last, 0) as "lastFact", own.facts
    from (select max(id) as last, min(at) as began from point_run where school_id = ${schoolId}) run
    cross join (select max(id) as last, count(*) filter (where status = 'settled'
        or status = 'waiting' and occurred_at <= ${until}) as facts
      from fact where school_id = ${schoolId}) own`.execute(db)
  const [row] = rows
  if (!row) throw new Error(`there is no past of school ${schoolId}`)
  return { schoolId, until, ...row, began: row.began ?? until }
}

/**
 * A school's past, projected by the very rules that project the present, into tables that are gone afterwards: every run
 * of the projection again, with its facts, at its instant, so that what came first on a day comes first; then what waits.
 */
export async function replayed(db: Db, asked: ReplayAsked): Promise<Totals> {
  const { past, since } = asked
  const { schoolId, last } = past
  const tables = await ledgerTables(db)
  return inShadow(db, tables, async (shadow) => {
    await copyPolicies(shadow, asked)
    let done = 0
    const onSettled = (facts: number) => {
      done += facts
      asked.onProgress?.(Math.min(done, past.facts), past.facts)
    }
    await takeFacts(shadow, past, sql`run_id is null and status = 'settled'`)
    await settleSchool(shadow, schoolId, past.began, { nightly: true, boards: false, onSettled })
    for await (const { facts } of repeatRuns(shadow, { schoolId, last, tables, otherRules: true })) onSettled(facts)
    // What is held stays held, until what is replayed lets go of it.
    await takeFacts(
      shadow,
      past,
      sql`occurred_at <= ${past.until} and (run_id > ${last} or run_id is null and status <> 'settled')`,
    )
    await settleNight(shadow, schoolId, past.until, { boards: false, onSettled })
    asked.onProgress?.(past.facts, past.facts)
    return totalsOf(shadow, schoolId, since)
  })
}

/** The school's versions; with a draft, those before `since` and then the draft. */
async function copyPolicies(shadow: Db, { past: { schoolId }, since, draft }: ReplayAsked): Promise<void> {
  // Temporary tables are all that can be written to here.
  const { numAffectedRows } = await sql`insert into policy select * from public.policy
    where school_id = ${schoolId} ${draft ? sql`and effective_from < ${since}` : sql``}`.execute(shadow)
  if (!draft) return
  if (numAffectedRows === 0n) await copyFirst(shadow, schoolId)
  await shadow
    .insertInto('policy')
    .values({
      school_id: schoolId,
      // A file may bear the name of a version that is in force.
      version: `${draft.policy.version}-draft`,
      effective_from: since,
      source: draft.source,
      body: JSON.stringify(draft.policy),
    })
    .execute()
}

/** The first version is in force before its time, too, and the shipped default for a school that has none. */
async function copyFirst(shadow: Db, schoolId: string): Promise<void> {
  const first = await sql<{ version: string; source: string; body: Policy }>`select version, source, body
    from public.policy where school_id = ${schoolId} order by effective_from limit 1`.execute(shadow)
  const { version, source, body } = first.rows[0] ?? {
    version: defaultPolicy().version,
    source: defaultPolicyText(),
    body: defaultPolicy(),
  }
  await shadow
    .insertInto('policy')
    .values({ school_id: schoolId, version, effective_from: new Date(0), source, body: JSON.stringify(body) })
    .execute()
}

async function takeFacts(shadow: Db, { schoolId, lastFact }: Past, which: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into fact (school_id, id, key, kind, actor_id, resource_id, occurred_at, recorded_at, payload, status)
    overriding system value
    select school_id, id, key, kind, actor_id, resource_id, occurred_at, recorded_at, payload,
      case status when 'held' then 'held' else 'waiting' end
    from public.fact where school_id = ${schoolId} and id <= ${lastFact} and ${which}`.execute(shadow)
}

async function totalsOf(shadow: Db, schoolId: string, since: Date): Promise<Totals> {
  const { rows } = await sql<{ member: number; contribution: number; spendable: number }>`
    select member, sum(contribution)::bigint as contribution, sum(spendable)::bigint as spendable from (
      select member_id as member, sum(amount) as contribution, 0 as spendable
      from point_tx where school_id = ${schoolId} and counts_at >= ${since} group by 1
      union all
      select split_part(account, ':', 2)::bigint, 0, sum(amount)
      from point_entry where school_id = ${schoolId} and book = 'S' and account like 'member:%' group by 1
    ) both_books
    group by 1`.execute(shadow)
  return new Map(rows.map((row) => [row.member, { contribution: row.contribution, spendable: row.spendable }]))
}
