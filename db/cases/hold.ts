import { freeFacts, holdFacts } from '../fairplay/hold.ts'
import { policyAt } from '../policy/at.ts'
import { insertFact } from '../rows/facts.ts'
import type { Trx } from '../schema.ts'
import type { CaseFile } from './tables.ts'

const DAY_MS = 86_400_000

/**
 * While a case is open, what its resource earned lately does not become spendable: held, not accused. What vested
 * before stays. A second call changes nothing.
 */
export async function holdFor(trx: Trx, one: CaseFile, now: Date): Promise<void> {
  if (one.resource_id === null) return
  const policy = await policyAt(trx, one.school_id, now)
  const since = new Date(now.getTime() - (policy.spendable.vest_days + 1) * DAY_MS)
  const facts = await trx
    .selectFrom('fact')
    .select('key')
    .where('school_id', '=', one.school_id)
    .where('resource_id', '=', one.resource_id)
    .where('kind', 'in', ['resource.accepted', 'resource.downloaded'])
    .where('occurred_at', '>=', since)
    .orderBy('id')
    .execute()
  if (facts.length === 0) return
  const keys = facts.map((fact) => fact.key)
  const flag = await trx
    .insertInto('fair_flag')
    .values({
      school_id: one.school_id,
      signal: 'case',
      subject: `case:${one.id}`,
      effect: 'hold',
      members: [one.member_id],
      resource_id: one.resource_id,
      case_id: one.id,
      facts: keys,
      due_at: one.due_at,
      raised_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!flag) return
  await holdFacts(trx, one.school_id, keys)
  await insertFact(trx, {
    schoolId: one.school_id,
    key: `flag:${flag.id}`,
    kind: 'flag.raised',
    resourceId: one.resource_id,
    occurredAt: now,
    payload: { flag: flag.id, signal: 'case', facts: keys, effect: 'hold' },
  })
}

/** The hold of a case ends with it; what the decision takes is taken by the decision. */
export async function endHold(trx: Trx, one: Pick<CaseFile, 'school_id' | 'id'>, now: Date): Promise<void> {
  const flag = await trx
    .updateTable('fair_flag')
    .set({ status: 'cleared', decided_at: now })
    .where('school_id', '=', one.school_id)
    .where('signal', '=', 'case')
    .where('subject', '=', `case:${one.id}`)
    .where('status', '=', 'open')
    .returning(['id', 'resource_id', 'facts'])
    .executeTakeFirst()
  if (!flag) return
  await freeFacts(trx, one.school_id, flag.facts, now)
  await insertFact(trx, {
    schoolId: one.school_id,
    key: `flag-decided:${flag.id}`,
    kind: 'flag.decided',
    ...(flag.resource_id !== null && { resourceId: flag.resource_id }),
    occurredAt: now,
    payload: { flag: flag.id, outcome: 'cleared', signal: 'case' },
  })
}
