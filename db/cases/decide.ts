import { freeFacts } from '../fairplay/hold.ts'
import { policyAt } from '../policy/at.ts'
import { insertFact } from '../rows/facts.ts'
import type { Trx } from '../schema.ts'
import { addStep, lockCase } from './file.ts'
import { bringBack } from './hide.ts'
import { endHold } from './hold.ts'
import { approvalsFor, carryOut, needsStatement, rulingsOf } from './rulings.ts'
import { set } from './steps.ts'
import { type CaseFile, OPEN_STATES, type Proposal, type Ruling } from './tables.ts'

const DAY_MS = 86_400_000

export type Verdict =
  | { is: 'proposed'; file: CaseFile; missing: number }
  | { is: 'decided'; file: CaseFile }
  /** Somebody was faster, or it is not a ruling of this kind of case. */
  | { is: 'moved' }
  /** The teacher has not been asked, or may still answer until then. */
  | { is: 'unheard'; until: Date | null }
  /** The same person can not be both. */
  | { is: 'same_person' }

type By = { schoolId: string; id: number; by: number; now: Date }

/** The first person's word. Decided at once where the policy asks for one person only. */
export async function propose(trx: Trx, given: By & { ruling: Ruling; proposal: Proposal }): Promise<Verdict> {
  const file = await lockCase(trx, given.schoolId, given.id)
  if (!file || (file.state !== 'open' && file.state !== 'asked')) return { is: 'moved' }
  if (!rulingsOf(file).includes(given.ruling)) return { is: 'moved' }
  if (needsStatement(given.ruling) && !isHeard(file, given.now)) return { is: 'unheard', until: file.asked_until }
  const proposed = await set(trx, file, {
    state: 'proposed',
    ruling: given.ruling,
    proposal: JSON.stringify(given.proposal),
    approvals: [given.by],
  })
  const note = `${given.ruling}: ${given.proposal.reason ?? ''}`
  await addStep(trx, given.schoolId, given.id, { what: 'proposed', at: given.now, actor: given.by, note })
  return close(trx, proposed, given.now)
}

/** The next person says the same. */
export async function confirm(trx: Trx, given: By): Promise<Verdict> {
  const file = await lockCase(trx, given.schoolId, given.id)
  if (file?.state !== 'proposed') return { is: 'moved' }
  if (file.approvals.includes(given.by)) return { is: 'same_person' }
  const confirmed = await set(trx, file, { approvals: [...file.approvals, given.by] })
  await addStep(trx, given.schoolId, given.id, { what: 'confirmed', at: given.now, actor: given.by })
  return close(trx, confirmed, given.now)
}

/** The next person does not agree, or the first one takes the word back: it waits as before. */
export async function object(trx: Trx, given: By & { reason?: string | undefined }): Promise<CaseFile | undefined> {
  const file = await lockCase(trx, given.schoolId, given.id)
  if (file?.state !== 'proposed') return undefined
  const before = file.asked_at === null ? 'open' : 'asked'
  const back = await set(trx, file, { state: before, ruling: null, proposal: '{}', approvals: [] })
  const what = file.approvals.includes(given.by) ? 'unproposed' : 'objected'
  await addStep(trx, given.schoolId, given.id, { what, at: given.now, actor: given.by, note: given.reason })
  return back
}

function isHeard(file: CaseFile, now: Date): boolean {
  return file.statement_at !== null || (file.asked_until !== null && file.asked_until <= now)
}

async function close(trx: Trx, file: CaseFile, now: Date): Promise<Verdict> {
  if (file.ruling === null) return { is: 'moved' }
  const policy = await policyAt(trx, file.school_id, now)
  const missing = approvalsFor(file.ruling, policy.cases) - file.approvals.length
  if (missing > 0) return { is: 'proposed', file, missing }
  const appealable = needsStatement(file.ruling) || file.ruling === 'recall'
  const decided = await set(trx, file, {
    state: 'decided',
    decided_at: now,
    hide_due: null,
    ...(appealable && { appeal_until: new Date(now.getTime() + policy.cases.appeal_days * DAY_MS) }),
  })
  await addStep(trx, file.school_id, file.id, { what: 'decided', at: now, note: file.ruling })
  await carryOut(trx, decided, policy, now)
  if (file.ruling === 'granted' && file.of_case !== null) await overturn(trx, file.school_id, file.of_case, now)
  return { is: 'decided', file: decided }
}

/** An appeal was upheld: what the case did is undone, points by a fact, the resource where it can come back. */
export async function overturn(trx: Trx, schoolId: string, id: number, now: Date): Promise<void> {
  const file = await lockCase(trx, schoolId, id)
  if (file?.state !== 'decided') return
  await set(trx, file, { state: 'overturned', full_review_until: null })
  await addStep(trx, schoolId, id, { what: 'overturned', at: now })
  await endHold(trx, file, now)
  if (file.ruling === 'recall') {
    if (file.resource_id !== null && file.fixed_at === null) {
      await bringBack(trx, schoolId, file.resource_id)
      await insertFact(trx, {
        schoolId,
        key: `fixed:${file.resource_id}:${file.id}`,
        kind: 'resource.fixed',
        resourceId: file.resource_id,
        occurredAt: now,
        payload: {},
      })
    }
    return
  }
  if (file.ruling !== 'fraud' && file.ruling !== 'reviewer_error' && file.resource_id !== null)
    await bringBack(trx, schoolId, file.resource_id)
  await insertFact(trx, {
    schoolId,
    key: `case-overturned:${file.id}`,
    kind: 'case.overturned',
    ...(file.resource_id !== null && { resourceId: file.resource_id }),
    occurredAt: now,
    payload: { case: file.id },
  })
  await clearAgain(trx, file, now)
}

/** What a flag withheld on the strength of the case is posted after all. */
async function clearAgain(trx: Trx, file: CaseFile, now: Date): Promise<void> {
  if (file.flag_id === null) return
  const flag = await trx
    .updateTable('fair_flag')
    .set({ status: 'cleared', decided_at: now })
    .where('school_id', '=', file.school_id)
    .where('id', '=', file.flag_id)
    .where('status', '=', 'upheld')
    .returning(['id', 'facts'])
    .executeTakeFirst()
  if (!flag) return
  await freeFacts(trx, file.school_id, flag.facts, now)
  await insertFact(trx, {
    schoolId: file.school_id,
    key: `flag-decided:${flag.id}:2`,
    kind: 'flag.decided',
    occurredAt: now,
    payload: { flag: flag.id, outcome: 'cleared' },
  })
}

/** Whether a case still waits for somebody. */
export function isOpen(file: Pick<CaseFile, 'state'>): boolean {
  return OPEN_STATES.some((state) => state === file.state)
}
