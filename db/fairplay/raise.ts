import { sql } from 'kysely'
import { policyAt } from '../policy/at.ts'
import type { Policy } from '../policy/schema.ts'
import type { Signal } from '../policy/sections/fair-play.ts'
import { insertFact } from '../rows/facts.ts'
import type { Db, Trx } from '../schema.ts'
import { bursts, ratingBursts } from './burst.ts'
import { DAY_MS, daysBefore, type Finding, type Look } from './finding.ts'
import { holdFacts } from './hold.ts'
import { pairs } from './pair.ts'
import { bounties, favouritism, paddings } from './people.ts'
import { rings } from './ring.ts'
import { nearDuplicates, ratingBombs, splittings } from './single.ts'
import { type FairFlag, OPEN_FLAGS } from './tables.ts'

/** Single facts are looked at again for so many days, so that a night that failed is made up for. */
const LOOK_BACK_DAYS = 3
/** A signal that takes longer is given up for this night. */
const MOST_MS = 60_000

const LOOKS: Record<Signal, (look: Look) => Promise<Finding[]>> = {
  pair: pairs,
  ring: rings,
  burst: bursts,
  rating_burst: ratingBursts,
  near_duplicate: nearDuplicates,
  splitting: splittings,
  rating_bomb: ratingBombs,
  favouritism,
  bounty: bounties,
  padding: paddings,
}

/**
 * Looks for every signal that the policy has on (or those named) and raises flags: rows with evidence, and facts that
 * hold what they are about. A second run raises nothing. Each signal has a transaction of its own; when one fails the
 * others are raised first, then its error is thrown. Answers the flags that are new.
 */
export async function raiseFlags(db: Db, schoolId: string, now: Date, only?: readonly Signal[]): Promise<FairFlag[]> {
  const raised: FairFlag[] = []
  const problems: Error[] = []
  const { fair_play: rules } = await policyAt(db, schoolId, now)
  for (const signal of rules.on.filter((one) => only === undefined || only.includes(one))) {
    try {
      raised.push(...(await raiseOne(db, schoolId, now, signal)))
    } catch (error) {
      problems.push(new Error(`${signal}: ${error instanceof Error ? error.message : String(error)}`, { cause: error }))
    }
  }
  if (problems.length > 0)
    throw new AggregateError(problems, `signals of fair play failed: ${problems.map((one) => one.message).join('; ')}`)
  return raised
}

async function raiseOne(db: Db, schoolId: string, now: Date, signal: Signal): Promise<FairFlag[]> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`fairplay:${schoolId}`}, 0))`.execute(trx)
    await sql`select set_config('statement_timeout', ${String(MOST_MS)}, true)`.execute(trx)
    const policy = await policyAt(trx, schoolId, now)
    const findings = await LOOKS[signal]({ trx, schoolId, now, policy, since: daysBefore(now, LOOK_BACK_DAYS) })
    const raised: FairFlag[] = []
    for (const finding of findings) {
      const flag = await raise(trx, schoolId, finding, policy, now)
      if (flag) raised.push(flag)
    }
    return raised
  })
}

/** A flag for what was found; undefined when there is nothing new in it. */
async function raise(
  trx: Trx,
  schoolId: string,
  finding: Finding,
  policy: Policy,
  now: Date,
): Promise<FairFlag | undefined> {
  const before = await flagsLike(trx, schoolId, finding)
  const open = before.find((flag) => OPEN_FLAGS.some((status) => status === flag.status) && isSame(flag, finding))
  const known = new Set(before.flatMap((flag) => flag.facts))
  const fresh = finding.facts.filter((key) => !known.has(key))
  if (open) {
    if (fresh.length > 0) await extend(trx, open, { ...finding, facts: fresh }, now)
    return undefined
  }
  const quiet = new Date(now.getTime() - policy.fair_play.quiet_days * DAY_MS)
  const decided = before.some((flag) => isSame(flag, finding) && flag.decided_at !== null && flag.decided_at > quiet)
  if (decided && (finding.signal === 'pair' || finding.signal === 'ring' || fresh.length === 0)) return undefined
  if (finding.facts.length > 0 && fresh.length === 0) return undefined
  const flag = await trx
    .insertInto('fair_flag')
    .values({
      school_id: schoolId,
      signal: finding.signal,
      subject: finding.subject,
      effect: finding.effect,
      members: finding.members,
      resource_id: finding.resourceId ?? null,
      facts: fresh,
      evidence: JSON.stringify(finding.evidence),
      until: finding.until ?? null,
      due_at: new Date(now.getTime() + policy.fair_play.decision_days * DAY_MS),
      raised_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await writeRaised(trx, flag, `flag:${flag.id}`, fresh, now)
  return flag
}

/** The same subject, or a ring of the same people but one. */
function isSame(flag: FairFlag, finding: Finding): boolean {
  if (flag.subject === finding.subject) return true
  if (finding.signal !== 'ring') return false
  const shared = finding.members.filter((id) => flag.members.includes(id)).length
  return shared >= Math.max(flag.members.length, finding.members.length) - 1
}

/** More of the same joins the open flag. */
async function extend(trx: Trx, open: FairFlag, finding: Finding, now: Date): Promise<void> {
  const members = [...new Set([...open.members, ...finding.members])]
  const flag = await trx
    .updateTable('fair_flag')
    .set({
      facts: [...open.facts, ...finding.facts],
      members,
      evidence: JSON.stringify(finding.evidence),
      raised: open.raised + 1,
    })
    .where('school_id', '=', open.school_id)
    .where('id', '=', open.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await writeRaised(trx, flag, `flag:${flag.id}:${flag.raised}`, finding.facts, now)
}

async function writeRaised(trx: Trx, flag: FairFlag, key: string, facts: string[], now: Date): Promise<void> {
  if (flag.effect === 'hold') await holdFacts(trx, flag.school_id, facts)
  await insertFact(trx, {
    schoolId: flag.school_id,
    key,
    kind: 'flag.raised',
    ...(flag.resource_id !== null && { resourceId: flag.resource_id }),
    occurredAt: now,
    payload: {
      flag: flag.id,
      signal: flag.signal,
      facts,
      effect: flag.effect,
      ...(flag.until && { until: flag.until.toISOString() }),
    },
  })
}

/** Flags of the same signal about the same subject or the same facts. */
async function flagsLike(trx: Trx, schoolId: string, finding: Finding): Promise<FairFlag[]> {
  return trx
    .selectFrom('fair_flag')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('signal', '=', finding.signal)
    .where((eb) =>
      eb.or([
        eb('subject', '=', finding.subject),
        sql<boolean>`facts && ${finding.facts}::text[]`,
        ...(finding.signal === 'ring' ? [sql<boolean>`members && ${finding.members}::bigint[]`] : []),
      ]),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
}
