import { z } from 'zod'
import { lockLedger, postTx } from '#db/ledger/post.ts'
import { policyAt } from '#db/policy/at.ts'
import type { Policy } from '#db/policy/schema.ts'
import { termAt } from '#db/policy/terms.ts'
import type { Db, Fact, PointTx, Trx } from '#db/schema.ts'
import { dayOf } from '#kit/zone.ts'
import { type Accepted, type Downloaded, type PointFact, parseFact, type Rated } from './facts.ts'
import { asNow, type Persons } from './persons.ts'
import { RULES, type Rule } from './rules.ts'
import { restorePoints, reverses, standingWithdrawal, takeBack, withdrawPoints } from './withdraw.ts'
import { downloadWorld, reviewWorld, uploadWorld } from './world.ts'

/** Facts per transaction: enough to spread the commit, few enough that a receipt never waits long for the lock. */
const BATCH = 100

/**
 * Projects the waiting facts of a school into the ledger, in the order in which they occurred (then by id). Any number
 * of workers may call it at once, and calling it again adds nothing. When a fact can not be read, all others are settled
 * first and then an Error names it: it stays waiting until whoever wrote it is mended.
 */
export async function settleSchool(db: Db, schoolId: string, now: Date): Promise<{ settled: number }> {
  const stuck = new Map<number, string>()
  let settled = 0
  for (;;) {
    const done = await db.transaction().execute(async (trx) => {
      await lockLedger(trx, schoolId)
      const facts = await lockWaiting(trx, schoolId, [...stuck.keys()])
      for (const fact of facts) {
        const problem = await settleOr(trx, fact, now)
        if (problem === undefined) settled += 1
        else stuck.set(fact.id, problem)
      }
      return facts.length
    })
    if (done < BATCH) break
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
  const before = await postedBy(trx, fact)
  if (before.length > 0) {
    await markSettled(trx, fact)
    return before
  }
  const school = await trx
    .selectFrom('school')
    .select('time_zone')
    .where('id', '=', fact.school_id)
    .executeTakeFirstOrThrow()
  const parsed = parseFact(fact, school.time_zone)
  const posted = parsed ? await post(trx, parsed, school.time_zone, now) : []
  await markSettled(trx, fact)
  return posted
}

async function settleOr(trx: Trx, fact: Fact, now: Date): Promise<string | undefined> {
  try {
    await settleNow(trx, fact, now)
    return undefined
  } catch (error) {
    if (error instanceof z.ZodError) return error.issues.map((issue) => issue.path.join('.')).join(' ')
    throw error
  }
}

async function post(trx: Trx, fact: PointFact, zone: string, now: Date): Promise<PointTx[]> {
  const policy = await policyAt(trx, fact.schoolId, fact.occurredAt)
  const scene = { trx, policy, zone, now }
  switch (fact.kind) {
    case 'resource.accepted': {
      const read = await asNow(trx, fact)
      const world = await uploadWorld(trx, read.fact, read.persons, policy, zone)
      return award(scene, read, world, RULES[fact.kind], fact.day)
    }
    case 'resource.downloaded': {
      const read = await asNow(trx, fact)
      return award(scene, read, await downloadWorld(trx, read.fact, read.persons, zone), RULES[fact.kind])
    }
    case 'resource.rated': {
      const read = await asNow(trx, fact)
      return award(scene, read, await reviewWorld(trx, read.fact, read.persons, policy, zone), RULES[fact.kind])
    }
    case 'resource.withdrawn':
      return withdrawPoints(trx, fact, policy, now)
    case 'resource.restored':
      return restorePoints(trx, fact, now)
    default:
      return fact satisfies never
  }
}

type Scene = { trx: Trx; policy: Policy; zone: string; now: Date }

async function award<F extends Accepted | Downloaded | Rated, W>(
  { trx, policy, zone, now }: Scene,
  { fact, others }: { fact: F; others: F[]; persons: Persons },
  world: W,
  rules: readonly Rule<F, W>[],
  day = dayOf(fact.occurredAt, zone),
): Promise<PointTx[]> {
  const posted: PointTx[] = []
  for (const rule of rules) {
    const given = rule.award(fact, world, policy)
    if (!given) continue
    const memberId = rule.member(fact)
    const rootKey = given.amount === 0 && rule.again ? `${rule.key(fact)}:none:${fact.id}` : rule.key(fact)
    const idemKey = await freeKey(trx, fact.schoolId, rootKey, rule.renewable === true)
    if (idemKey === undefined) continue
    if (await paidAsOther(trx, fact.schoolId, others.map(rule.key), rule.renewable === true)) continue
    const tx = await postTx(trx, {
      schoolId: fact.schoolId,
      rootKey,
      idemKey,
      rule: rule.name,
      policyVersion: policy.version,
      factId: fact.id,
      memberId,
      actorId: 'actor' in fact && fact.actor !== memberId ? fact.actor : undefined,
      resourceId: fact.resourceId,
      occurredAt: fact.occurredAt,
      postedAt: now,
      countsAt: fact.occurredAt,
      day,
      termId: termAt(policy, fact.occurredAt, zone).id,
      amount: given.amount,
      spendable: policy.spendable.mirror.includes(rule.name),
      trace: given.trace,
    })
    if (tx) posted.push(tx)
  }
  return [...posted, ...(await takeBackLate({ trx, policy, zone, now }, fact, posted))]
}

/** An award that is settled after its resource was withdrawn is posted and taken back, so that a restore finds it. */
async function takeBackLate({ trx, policy, zone, now }: Scene, fact: PointFact, posted: PointTx[]): Promise<PointTx[]> {
  const withdrawalId = await standingWithdrawal(trx, fact)
  if (withdrawalId === undefined) return []
  const row = await trx
    .selectFrom('fact')
    .selectAll()
    .where('school_id', '=', fact.schoolId)
    .where('id', '=', withdrawalId)
    .executeTakeFirstOrThrow()
  const withdrawal = parseFact(row, zone)
  if (withdrawal?.kind !== 'resource.withdrawn') return []
  const acceptedAt = withdrawal.acceptedAt ?? fact.occurredAt
  return reverses(withdrawal, acceptedAt, policy) ? takeBack(trx, posted, withdrawal, now) : []
}

/** The key under which this fact is paid; undefined when it was paid before, or still is for a renewable rule. */
async function freeKey(trx: Trx, schoolId: string, rootKey: string, renewable: boolean): Promise<string | undefined> {
  const { awards, reversals } = await trx
    .selectFrom('point_tx')
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('kind', '=', 'award').as('awards'),
      eb.fn.countAll<number>().filterWhere('kind', '=', 'reversal').as('reversals'),
    ])
    .where('school_id', '=', schoolId)
    .where('root_key', '=', rootKey)
    .executeTakeFirstOrThrow()
  if (awards === 0) return rootKey
  return renewable && awards === reversals ? `${rootKey}:${awards + 1}` : undefined
}

/** Whether one of these keys, of the same person before a merge, was paid; for a renewable rule, whether it still is. */
async function paidAsOther(trx: Trx, schoolId: string, keys: readonly string[], renewable: boolean): Promise<boolean> {
  for (const key of keys) {
    if ((await freeKey(trx, schoolId, key, renewable)) === undefined) return true
  }
  return false
}

async function lockWaiting(trx: Trx, schoolId: string, except: number[]): Promise<Fact[]> {
  return trx
    .selectFrom('fact')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('status', '=', 'waiting')
    .$if(except.length > 0, (query) => query.where('id', 'not in', except))
    .orderBy('occurred_at')
    .orderBy('id')
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute()
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

async function markSettled(trx: Trx, fact: Fact): Promise<void> {
  await trx
    .updateTable('fact')
    .set({ status: 'settled' })
    .where('school_id', '=', fact.school_id)
    .where('id', '=', fact.id)
    .execute()
}
